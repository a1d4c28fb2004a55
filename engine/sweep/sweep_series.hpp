#pragma once

#include "engine/sweep/point_figures.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What a figure is drawn and fitted against. Cores: ranks times threads.
enum class SweepScale : std::uint8_t { degree, rows, columns, cores };
std::string_view name_of(SweepScale scale);

/// Points that differ in nothing but their place on a scale, in its order.
struct SweepSeries {
    std::string name;  ///< what tells it from other series; of the only one, its extract's
    std::vector<double> places;
    std::vector<PointResult> points;  ///< one a place
};

/// The series over a scale that have at least two different places, in the order of the grid.
std::vector<SweepSeries> series_over(SweepScale scale, const std::vector<PointResult>& results, const SweepGrid& grid);

/// Figures of a series, one a point.
std::vector<double> figures_of(const SweepSeries& series, double (*figure)(const PointFigures&));

}  // namespace replica
