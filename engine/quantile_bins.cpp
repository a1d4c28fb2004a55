#include "engine/quantile_bins.hpp"

#include <algorithm>

namespace replica {
namespace {

// The first grid value of a bin that begins between `before`, the value that ends the last one, and `first`.
std::int64_t edge_between(std::int64_t before, const GridCount& first, const GridRange& range) {
    if (first.writable) return first.value;
    const auto step = std::max<std::uint64_t>(1, range.step);
    const std::uint64_t distance = static_cast<std::uint64_t>(first.value) - static_cast<std::uint64_t>(before);
    const std::uint64_t half = (distance / 2 + step - 1) / step * step;  // at least one step beyond `before`
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(before) + std::max(half, step));
}

}  // namespace

BinEdges quantile_bins(const GridRange& range, const std::vector<GridCount>& counts, std::uint32_t bins) {
    BinEdges edges;
    edges.high = range.high;
    edges.low = {range.low};
    std::uint64_t rest = 0;
    for (const GridCount& count : counts) rest += count.rows;
    std::uint64_t left = bins;  // bins that the rest may have, the open one included
    std::uint64_t open = 0;     // rows of the open bin
    bool is_atom = false;       // whether the open bin is a single heavy value
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::uint64_t rows = counts[i].rows;
        const bool heavy = rows * left >= rest + open;
        // Half of a value may lie beyond the share: then it is nearer to the next bin.
        const bool full = (2 * open + rows) * left > 2 * (rest + open);
        if (open > 0 && left > 1 && (is_atom || heavy || full)) {
            edges.low.push_back(edge_between(counts[i - 1].value, counts[i], range));
            --left;
            open = 0;
        }
        is_atom = rows * left >= rest + open;
        open += rows;
        rest -= rows;
    }
    return edges;
}

}  // namespace replica
