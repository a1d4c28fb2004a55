#include "engine/sweep/sweep_grid.hpp"

#include "engine/evaluation/verdicts.hpp"

#include <algorithm>
#include <array>

namespace replica {
namespace {

constexpr std::array all_axes{SweepAxis::extract, SweepAxis::degree,  SweepAxis::rows,
                              SweepAxis::columns, SweepAxis::missing, SweepAxis::epsilon,
                              SweepAxis::ranks,   SweepAxis::threads, SweepAxis::store};

// As many points again for each value of an axis, the value varying fastest.
template <typename Value>
void vary(std::vector<SweepPoint>& points, Value SweepPoint::*member, const std::vector<Value>& values) {
    if (values.empty()) return;
    std::vector<SweepPoint> varied;
    for (const SweepPoint& point : points) {
        for (const Value& value : values) {
            varied.push_back(point);
            varied.back().*member = value;
        }
    }
    points = std::move(varied);
}

std::vector<std::size_t> numbers_below(std::size_t end) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < end; ++i) numbers.push_back(i);
    return numbers;
}

void vary_stores(std::vector<SweepPoint>& points, const std::vector<StoreState>& stores) {
    std::vector<SweepPoint> varied;
    for (SweepPoint& point : points) {
        const bool counts = point.epsilon == "none" && !stores.empty();
        std::vector<SweepPoint> one{point};
        if (counts) vary(one, &SweepPoint::store, stores);
        varied.insert(varied.end(), one.begin(), one.end());
    }
    points = std::move(varied);
}

std::string plural(std::uint64_t count, const std::string& what) {
    return grouped_text(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

std::string_view name_of(StoreState state) {
    switch (state) {
        case StoreState::none: return "none";
        case StoreState::cold: return "cold";
        case StoreState::warm: return "warm";
    }
    return "";
}

std::optional<StoreState> store_state_named(std::string_view name) {
    for (const StoreState state : {StoreState::cold, StoreState::warm})
        if (name == name_of(state)) return state;
    return std::nullopt;
}

std::vector<SweepPoint> points_of(const SweepGrid& grid) {
    const SweepAxes& axes = grid.axes;
    std::vector<SweepPoint> points(1);
    vary(points, &SweepPoint::extract, numbers_below(grid.extracts.size()));
    vary(points, &SweepPoint::rows, axes.rows);
    vary(points, &SweepPoint::columns, axes.columns);
    vary(points, &SweepPoint::epsilon, axes.epsilon);
    vary(points, &SweepPoint::missing, axes.missing);
    vary(points, &SweepPoint::ranks, axes.ranks);
    vary(points, &SweepPoint::threads, axes.threads);
    vary(points, &SweepPoint::degree, axes.degree);
    vary_stores(points, axes.store);
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i].index = i;
        if (points[i].degree == 0) points[i].degree = points[i].epsilon == "none" ? 2 : 3;
    }
    return points;
}

bool has_cold_twins(const SweepAxes& axes) {
    return std::find(axes.store.begin(), axes.store.end(), StoreState::cold) != axes.store.end();
}

std::size_t values_of(SweepAxis axis, const SweepGrid& grid) {
    const SweepAxes& axes = grid.axes;
    switch (axis) {
        case SweepAxis::extract: return grid.extracts.size();
        case SweepAxis::degree: return axes.degree.size();
        case SweepAxis::rows: return axes.rows.size();
        case SweepAxis::columns: return axes.columns.size();
        case SweepAxis::missing: return axes.missing.size();
        case SweepAxis::epsilon: return axes.epsilon.size();
        case SweepAxis::ranks: return axes.ranks.size();
        case SweepAxis::threads: return axes.threads.size();
        case SweepAxis::store: return axes.store.size();
    }
    return 0;
}

std::string coordinate_text(SweepAxis axis, const SweepPoint& point, const SweepGrid& grid) {
    switch (axis) {
        case SweepAxis::extract: return grid.extracts[point.extract];
        case SweepAxis::degree: return "degree " + std::to_string(point.degree);
        case SweepAxis::rows: return point.rows == 0 ? "all rows" : plural(point.rows, "row");
        case SweepAxis::columns: return point.columns == 0 ? "all columns" : plural(point.columns, "column");
        case SweepAxis::missing: return "missing " + point.missing;
        case SweepAxis::epsilon: return "\xce\xb5 " + point.epsilon;
        case SweepAxis::ranks: return point.ranks == 0 ? "all ranks" : plural(point.ranks, "rank");
        case SweepAxis::threads: return plural(point.threads, "thread");
        case SweepAxis::store: return std::string(name_of(point.store)) + " store";
    }
    return "";
}

std::string point_label(const SweepPoint& point, const SweepGrid& grid, const std::vector<SweepAxis>& without) {
    std::string label;
    for (const SweepAxis axis : all_axes) {
        if (values_of(axis, grid) < 2 || std::find(without.begin(), without.end(), axis) != without.end()) continue;
        if (axis == SweepAxis::store && point.store == StoreState::none) continue;
        label += (label.empty() ? "" : ", ") + coordinate_text(axis, point, grid);
    }
    return label.empty() ? coordinate_text(SweepAxis::extract, point, grid) : label;
}

std::vector<SweepPoint> share_of_element(const std::vector<SweepPoint>& points, std::size_t element,
                                         std::size_t count) {
    std::vector<SweepPoint> share;
    for (const SweepPoint& point : points)
        if (point.index % count == element - 1) share.push_back(point);
    return share;
}

}  // namespace replica
