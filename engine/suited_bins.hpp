#pragma once

#include "engine/quantile_bins.hpp"
#include "engine/schema.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Bins as `binning` says. automatic: equal_bins, unless they are too uneven to tell what they could: where the entropy
/// of their codes is below 85 % of that of quantile_bins, it is the latter. Columns of fewer than 100 rows a bin have
/// equal bins: where rows are few, bins that follow them would tell one person from another. `counts`: the values,
/// ascending, inside the range.
BinEdges suited_bins(const GridRange& range, const std::vector<GridCount>& counts, std::uint32_t bins, Binning binning);

}  // namespace replica
