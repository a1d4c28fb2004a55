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
    /// Time that may be spent on looking for a better cover, as a part of cover_nanoseconds, so of one core's time: a
    /// first cover is always made. Less where many cores count.
    double search_part = 0.03;
};

/// Blocks of columns such that every set of 1 to max_size columns with at most family_cells joint cells lies in one.
/// A block has at most max_block_columns columns. domains: of all columns, at least 1 each. The same blocks for the
/// same arguments, on any machine.
///
/// Greedy: a block starts with an uncovered set, takes the columns that cover most for their domain's logarithm, and
/// ends where it covers most for its cost, so blocks are as wide as pays. Where domains are nearly equal, blocks of
/// combinatorial designs come first, such as Steiner systems, whose blocks overlap less (designs/); of several such
/// covers, expected to be the cheapest, the one with the least cover_nanoseconds is taken.
std::vector<Block> cover_subsets(std::span<const std::uint32_t> domains, const CoverOptions& options);

/// Sum of block_nanoseconds; max_size: of the sets that are taken from the blocks.
double cover_nanoseconds(std::span<const Block> blocks, std::span<const std::uint32_t> domains, std::size_t max_size,
                         std::uint64_t rows, const CountingCosts& costs);

}  // namespace replica
