#include "kernels/needed_subsets.hpp"

namespace replica {
namespace {

struct Search {
    std::span<const std::uint16_t> columns;
    std::span<const std::uint32_t> domains;
    std::uint64_t family_cells;
    std::uint32_t anchor_axis;  ///< its bit, or none
    const SubsetScores& scores;
    std::vector<NeededSubset>& needed;

    /// Goes through the supersets of `subset`, which has `cells`, that add columns from `axis` on; those without come
    /// first, which is ascending order of `axes`.
    void extend(const NeededSubset& subset, std::uint64_t cells, std::size_t axis) {
        if (axis == columns.size() || subset.size == scores.max_size()) {
            if (subset.size > 0 && !scores.is_published(subset.size, subset.rank))
                needed.push_back({subset.axes | anchor_axis, subset.size, subset.rank});
            return;
        }
        extend(subset, cells, axis + 1);
        const std::uint16_t column = columns[axis];
        std::uint64_t more_cells = 0;
        if (__builtin_mul_overflow(cells, std::uint64_t{domains[column]}, &more_cells))
            more_cells = std::numeric_limits<std::uint64_t>::max();
        if (more_cells > family_cells) return;
        extend({subset.axes | 1U << (31 - axis), subset.size + 1, subset.rank + binomial(column, subset.size + 1)},
               more_cells, axis + 1);
    }
};

}  // namespace

void find_needed_subsets(const Block& block, std::span<const std::uint32_t> domains, std::uint64_t family_cells,
                         Anchor anchor, const SubsetScores& scores, std::vector<NeededSubset>& needed) {
    needed.clear();
    std::span<const std::uint16_t> columns = block.columns;
    std::uint64_t cells = 1;
    std::uint32_t anchor_axis = 0;
    if (anchor == Anchor::last_column) {
        columns = columns.first(columns.size() - 1);
        cells = domains[block.columns.back()];
        anchor_axis = 1U << (31 - columns.size());
    }
    Search{columns, domains, family_cells, anchor_axis, scores, needed}.extend({}, cells, 0);
}

}  // namespace replica
