#pragma once

#include "engine/bin_slots.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// The grid values of a column in ascending order; several texts may write one value. A value is writable where one of
/// its texts is held by at least `min_count` persons.
std::vector<GridCount> grid_counts(const ValueTable& table, const ValueFormat& format, std::uint32_t min_count);

/// Values outside [low, high] count as the nearest end.
std::vector<GridCount> clamp_counts(const std::vector<GridCount>& counts, std::int64_t low, std::int64_t high);

}  // namespace replica
