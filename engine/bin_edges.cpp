#include "engine/bin_edges.hpp"

#include <algorithm>

namespace replica {

std::uint32_t BinEdges::bin(std::int64_t value) const {
    const auto above = std::upper_bound(low.begin(), low.end(), value);
    return above == low.begin() ? 0U : static_cast<std::uint32_t>(above - low.begin() - 1);
}

BinEdges equal_bins(const GridRange& range, std::uint32_t bins) {
    BinEdges edges;
    edges.high = range.high;
    if (range.low == range.high) {
        edges.low = {range.low};
        return edges;
    }
    // 64-bit distances and up to 2^16 bins: products need more than 64 bits.
    __extension__ using Wide = unsigned __int128;
    const auto base = static_cast<std::uint64_t>(range.low);
    const Wide width = static_cast<std::uint64_t>(range.high) - base;
    const Wide step = std::max<std::uint64_t>(1, range.step);
    for (std::uint32_t b = 0; b < bins; ++b) {
        const Wide offset = (b * width + bins - 1) / bins;
        const Wide on_grid = (offset + step - 1) / step * step;
        const auto low = static_cast<std::int64_t>(base + static_cast<std::uint64_t>(on_grid));
        if (edges.low.empty() || low > edges.low.back()) edges.low.push_back(low);
    }
    return edges;
}

}  // namespace replica
