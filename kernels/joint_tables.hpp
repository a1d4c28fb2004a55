#pragma once

#include "kernels/needed_subsets.hpp"
#include "kernels/score_blocks.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace replica {

/// The same columns' tables of two sets of rows.
struct TwinTable {
    std::span<const std::uint16_t> columns;  ///< ascending
    std::span<const std::uint32_t> first;    ///< row-major, the first column the most significant
    std::span<const std::uint32_t> second;
};

/// A block of columns, and the sets of its columns whose tables are wanted.
struct WantedBlock {
    Block block;
    std::vector<NeededSubset> wanted;  ///< ascending in axes; each column of the block is in one at least
};

/// Deals every set of `sizes` columns (1 to 3) that lies in some block to the first of them. Blocks that get none are
/// left out, and so are columns that are in no wanted set.
std::vector<WantedBlock> deal_subsets(std::span<const Block> blocks, std::span<const std::uint32_t> domains,
                                      std::span<const std::uint32_t> sizes);

/// Counts each block's joint table of both sets of rows, and calls take(table) for each wanted set, from several
/// threads at once. The rows have the same columns and domains; a set's cells, and so those of a block that is counted
/// at once, are at most 2^22.
void visit_twin_tables(const CountedRows& first, const CountedRows& second, std::span<const WantedBlock> blocks,
                       int threads, const std::function<void(const TwinTable&)>& take,
                       SimdLevel level = best_simd_level());

}  // namespace replica
