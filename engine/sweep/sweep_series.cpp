#include "engine/sweep/sweep_series.hpp"

#include <algorithm>

namespace replica {
namespace {

double place_of(SweepScale scale, const PointResult& result) {
    switch (scale) {
        case SweepScale::degree: return result.point.degree;
        case SweepScale::rows: return static_cast<double>(result.figures.rows);
        case SweepScale::columns: return static_cast<double>(result.figures.columns);
        case SweepScale::cores: return static_cast<double>(result.figures.ranks) * result.figures.threads;
    }
    return 0;
}

std::vector<SweepAxis> axes_of(SweepScale scale) {
    switch (scale) {
        case SweepScale::degree: return {SweepAxis::degree};
        case SweepScale::rows: return {SweepAxis::rows};
        case SweepScale::columns: return {SweepAxis::columns};
        case SweepScale::cores: return {SweepAxis::ranks, SweepAxis::threads};
    }
    return {};
}

// Whether two points differ in nothing but the scale.
bool same_but_for(SweepScale scale, const SweepPoint& one, const SweepPoint& other) {
    SweepPoint moved = other;
    moved.index = one.index;
    switch (scale) {
        case SweepScale::degree: moved.degree = one.degree; break;
        case SweepScale::rows: moved.rows = one.rows; break;
        case SweepScale::columns: moved.columns = one.columns; break;
        case SweepScale::cores:
            moved.ranks = one.ranks;
            moved.threads = one.threads;
            break;
    }
    return moved == one;
}

SweepSeries sorted(SweepScale scale, SweepSeries series) {
    std::stable_sort(series.points.begin(), series.points.end(), [&](const PointResult& a, const PointResult& b) {
        return place_of(scale, a) < place_of(scale, b);
    });
    for (const PointResult& point : series.points) series.places.push_back(place_of(scale, point));
    return series;
}

}  // namespace

std::string_view name_of(SweepScale scale) {
    switch (scale) {
        case SweepScale::degree: return "degree";
        case SweepScale::rows: return "rows";
        case SweepScale::columns: return "columns";
        case SweepScale::cores: return "cores";
    }
    return "";
}

std::vector<SweepSeries> series_over(SweepScale scale, const std::vector<PointResult>& results, const SweepGrid& grid) {
    std::vector<SweepSeries> all;
    for (const PointResult& result : results) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const SweepSeries& series) {
            return same_but_for(scale, series.points.front().point, result.point);
        });
        if (found != all.end()) {
            found->points.push_back(result);
        } else {
            all.push_back({point_label(result.point, grid, axes_of(scale)), {}, {result}});
        }
    }
    std::vector<SweepSeries> series;
    for (SweepSeries& one : all) {
        SweepSeries ready = sorted(scale, std::move(one));
        if (ready.places.front() != ready.places.back()) series.push_back(std::move(ready));
    }
    return series;
}

std::vector<double> figures_of(const SweepSeries& series, double (*figure)(const PointFigures&)) {
    std::vector<double> figures;
    for (const PointResult& point : series.points) figures.push_back(figure(point.figures));
    return figures;
}

}  // namespace replica
