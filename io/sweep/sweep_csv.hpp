#pragma once

#include "engine/sweep/point_figures.hpp"

#include <string>
#include <vector>

namespace replica {

/// A row a point: its coordinates, all figures, and a column for each phase of each job. A figure that there is none of
/// is empty.
std::string sweep_csv(const std::vector<PointResult>& results, const SweepGrid& grid);

}  // namespace replica
