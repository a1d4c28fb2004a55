#pragma once

#include "engine/column_model.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// All grid values from low to high, both included.
struct GridInterval {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

/// Cuts the slots of a binned column to `intervals` and returns, by bin, the share of its weight that is left. A bin
/// without slots is one slot. Bins of which nothing is left, and those that lie inside, stay as they are.
/// Precondition: the column is sound (BinnedDecoder).
std::vector<double> narrow_bins(ColumnModel& column, std::vector<GridInterval> intervals);

}  // namespace replica
