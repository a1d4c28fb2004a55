#pragma once

#include "kernels/score_blocks.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A set of a block's columns whose score is wanted.
struct NeededSubset {
    std::uint32_t axes = 0;  ///< bit (31 - j) is set for the block's column j: sorting sorts by the first columns first
    std::uint32_t size = 0;
    std::uint64_t rank = 0;  ///< subset_rank of the columns

    [[nodiscard]] bool has_axis(std::size_t axis) const { return (axes >> (31 - axis) & 1U) != 0; }
};

/// The sets of 1 to scores.max_size() columns of `block` with at most family_cells cells that nobody has published,
/// ascending in `axes`. domains: of all columns. With an anchor, which is the last column of the block and of all,
/// every set has it besides: it counts in a set's cells and `axes`, but neither in its size nor in its rank.
void find_needed_subsets(const Block& block, std::span<const std::uint32_t> domains, std::uint64_t family_cells,
                         Anchor anchor, const SubsetScores& scores, std::vector<NeededSubset>& needed);

}  // namespace replica
