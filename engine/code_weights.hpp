#pragma once

#include "engine/column_model.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Grid values low, low + step, ..., high; at most 2^64 - 1. Preconditions: low <= high, step > 0.
std::uint64_t grid_count(std::int64_t low, std::int64_t high, std::int64_t step);

/// Highest grid value of bin `bin` of a binned column.
std::int64_t bin_high(const ColumnModel& column, std::uint32_t bin);

/// Weights of a column's codes in mode random: kept values are equal, bins weigh their grid values, pooled and missing
/// values nothing. Where nothing is kept, pooled values take all, failing them missing.
std::vector<std::uint64_t> random_mode_weights(const ColumnModel& column);

}  // namespace replica
