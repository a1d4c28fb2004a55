#pragma once

#include "engine/sweep/point_figures.hpp"

#include <string>
#include <vector>

namespace replica {

/// What the page says of a sweep beside its points.
struct SweepTitle {
    std::string file;     ///< the sweep file's name
    std::string version;  ///< of the program
};

/// A page of a finished sweep for people: its table, runtime and fidelity against the degree, and how runtime grows
/// with rows, columns and cores, as far as these vary. It stands by itself.
std::string sweep_html(const std::vector<PointResult>& results, const SweepGrid& grid, const SweepTitle& title);

}  // namespace replica
