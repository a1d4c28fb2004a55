#pragma once

#include "engine/sweep/point_figures.hpp"

#include <optional>
#include <string>

namespace replica {

/// A finished point as JSON: its coordinates, its figures and the identity of its sweep.
std::string point_json(const PointResult& result, const SweepGrid& grid, const std::string& identity);

/// The figures in such a text; nothing where it is another sweep's or isn't whole.
std::optional<PointFigures> figures_in(const std::string& json, const std::string& identity);

}  // namespace replica
