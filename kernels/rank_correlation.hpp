#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A column of ranks: codes in ascending order of value.
struct RankedColumn {
    std::span<const std::uint16_t> codes;
    std::uint32_t values = 0;  ///< codes below are values; the others are left out
};

/// Spearman's rank correlation of every two columns, ties at mid-ranks, over the rows in which both have values:
/// Pearson's of those rows' mid-ranks. Row-major, columns x columns, 1 on the diagonal; NaN where a column has fewer
/// than two different values in those rows. Columns have the same length. Threads share the pairs; the result doesn't
/// depend on how many there are.
std::vector<double> spearman_matrix(std::span<const RankedColumn> columns, int threads);

}  // namespace replica
