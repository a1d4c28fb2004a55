#pragma once

#include "engine/value_survey.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Bins of grid values: bin b holds low[b] ... low[b + 1] - 1, the last one up to `high`.
struct BinEdges {
    std::vector<std::int64_t> low;
    std::int64_t high = 0;

    /// Bin of a value; values outside the edges go to the first or last bin.
    [[nodiscard]] std::uint32_t bin(std::int64_t value) const;
};

/// `bins` bins of equal width over the range, each edge the first grid value of its bin; fewer where the grid has
/// fewer values. Bin of v: floor((v - low)·bins / (high - low)), the highest value in the last.
BinEdges equal_bins(const GridRange& range, std::uint32_t bins);

}  // namespace replica
