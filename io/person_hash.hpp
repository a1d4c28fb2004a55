#pragma once

#include "engine/distinct_values.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace replica {

/// What stands for a person in passes over an extract.
inline std::uint64_t hash_of_person(std::string_view name) { return DistinctValues::hash(name); }

/// A row whose person is missing is a person of its own.
inline std::uint64_t hash_of_lone_row(std::uint64_t row) { return DistinctValues::hash("row " + std::to_string(row)); }

}  // namespace replica
