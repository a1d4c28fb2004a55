#pragma once

#include "kernels/counted_rows.hpp"
#include "kernels/needed_subsets.hpp"
#include "kernels/score_blocks.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A block and where the tables of its needed sets go.
struct PlacedBlock {
    Block block;
    std::vector<NeededSubset> needed;    ///< of `block`, ascending in axes, together all of its columns
    std::vector<std::uint64_t> offsets;  ///< in `packed`, one a needed set
};

/// Writes the contingency tables of all needed sets, one after another: set i of a block has its cells at
/// packed[offsets[i]] and after, row-major, columns ascending. What lies there is overwritten. Every block is laid out
/// in one table. For ranks that add up the tables of their rows before anything is made of them.
void count_subset_tables(const CountedRows& rows, std::span<const PlacedBlock> blocks, std::span<std::uint32_t> packed,
                         int threads, SimdLevel level = best_simd_level());

}  // namespace replica
