#pragma once

#include "kernels/code_column.hpp"
#include "kernels/simd_level.hpp"
#include "kernels/subset_scores.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace replica {

/// Columns that are counted in one joint table, ascending.
struct Block {
    std::vector<std::uint16_t> columns;
};

/// Widest block: its subsets are bit masks.
inline constexpr std::size_t max_block_columns = 16;

struct ScoreOptions {
    int threads = 0;  ///< 0: what OpenMP would take
    SimdLevel level = best_simd_level();
    /// Tables up to this many cells are laid out (4 bytes a cell and thread); larger ones are sorted.
    std::uint64_t dense_cells = std::uint64_t{1} << 22;
    /// Sets with more cells are left unknown.
    std::uint64_t family_cells = std::numeric_limits<std::uint64_t>::max();
};

/// Scores every set of 1 to scores.max_size() columns that lies in some block: one joint table a block, marginalised
/// down to the sets that no other block has given yet. Blocks are dealt out to threads dynamically.
///
/// columns, domains: scores.columns() of each, rows the same for all and below 2^32, codes below their domains.
/// Blocks: at most max_block_columns columns. The scores are the same for any blocks, threads and level. Sets already
/// known are not counted again. Throws std::bad_alloc.
void score_blocks(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                  std::span<const Block> blocks, SubsetScores& scores, const ScoreOptions& options = {});

}  // namespace replica
