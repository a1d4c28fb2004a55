#pragma once

#include "engine/simulation/law.hpp"
#include "io/simulation/toml_keys.hpp"

#include <string>
#include <vector>

namespace replica {

/// The law that `distribution` and its parameters say. Categories that are texts become the numbers 0, 1, ... of
/// `labels`, to which new ones are added. Throws InputError, which names file, line and key.
Law read_law(TomlKeys& keys, std::vector<std::string>& labels);

}  // namespace replica
