#pragma once

#include "kernels/counted_rows.hpp"
#include "kernels/simd_level.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A cell that has rows.
struct SparseCell {
    std::uint64_t cell = 0;   ///< see SparseTable
    std::uint32_t count = 0;  ///< rows, or the sum of their weights, > 0

    friend bool operator==(const SparseCell&, const SparseCell&) = default;
};

/// The occupied cells of a contingency table, ascending, which is the lexicographic order of their codes.
struct SparseTable {
    std::vector<SparseCell> cells;
    /// True: `cell` is the row-major index, the first column most significant. False where that exceeds 64 bits: `cell`
    /// then only orders the cells, its leading digits being ranks of the combinations that occur.
    bool cells_are_indices = true;
};

/// Counts rows whose table is too large to be laid out, of any number of cells. Memory: 16 bytes a row, with weights
/// 32; time: a sort of the rows' keys.
SparseTable sparse_contingency_table(const CountedRows& rows, SimdLevel level = best_simd_level());

}  // namespace replica
