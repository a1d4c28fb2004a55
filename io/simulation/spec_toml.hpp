#pragma once

#include "engine/simulation/simulation_spec.hpp"

#include <filesystem>

namespace replica {

/// Reads a specification for `simulate`. Throws InputError, which names file, line and key.
SimulationSpec read_simulation_spec(const std::filesystem::path& path);

}  // namespace replica
