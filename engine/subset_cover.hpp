#pragma once

#include "kernels/counting_costs.hpp"
#include "kernels/score_blocks.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace replica {

struct CoverOptions {
    std::size_t max_size = 3;  ///< largest set needed: degree + 1
    /// Sets with more joint cells are not needed; the default is no limit at all.
    std::uint64_t family_cells = std::numeric_limits<std::uint64_t>::max();
    /// Rows that the blocks will count: the more, the wider blocks pay.
    std::uint64_t rows = 1'000'000;
    CountingCosts costs;
};

/// Blocks of columns such that every set of 1 to max_size columns with at most family_cells joint cells lies in one.
/// A block has at most max_block_columns columns. domains: of all columns, at least 1 each. The same blocks for the
/// same arguments, on any machine.
///
/// Greedy: a block starts with an uncovered set, takes the columns that cover most for their domain's logarithm, then
/// exchanges columns while that covers more. Where flats of an affine geometry fill blocks exactly, such as 8 columns
/// of 4 codes for sets of 4, those come first.
std::vector<Block> cover_subsets(std::span<const std::uint32_t> domains, const CoverOptions& options);

/// Sum of block_nanoseconds.
double cover_nanoseconds(std::span<const Block> blocks, std::span<const std::uint32_t> domains, std::uint64_t rows,
                         const CountingCosts& costs);

}  // namespace replica
