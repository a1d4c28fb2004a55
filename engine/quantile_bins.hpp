#pragma once

#include "engine/bin_slots.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// At most `bins` bins of about equally many rows each. A value that fills a bin alone, or more, has one of its own.
/// An edge is the first grid value of its bin where that is writable, else halfway from the value before, so that no
/// rare value is an edge. `counts`: the values, ascending, inside the range.
BinEdges quantile_bins(const GridRange& range, const std::vector<GridCount>& counts, std::uint32_t bins);

}  // namespace replica
