#pragma once

#include "engine/sweep/sweep_grid.hpp"
#include "io/toml_document.hpp"

#include <string>

namespace replica {

/// The table [axes] of a sweep file. Throws InputError with file, line and key.
SweepAxes read_axes(const toml::table& table, const std::string& file);

}  // namespace replica
