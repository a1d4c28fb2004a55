#pragma once

#include "kernels/counted_rows.hpp"
#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Working memory of count_contingency_table; reuse one a thread, so that no call but the first allocates.
struct ContingencyScratch {
    std::vector<std::uint16_t> narrow_index;
    std::vector<std::uint32_t> wide_index;
    std::vector<std::uint32_t> sub_tables;
    std::vector<std::uint8_t> byte_tables;
    std::vector<std::uint32_t> carries;
};

/// Overwrites `counts` with the contingency table of the rows: counts[cell] = rows whose codes are that cell, or the
/// sum of their weights; cells in row-major order, the first column being the most significant.
/// counts: one element a cell, the product of the domains, below 2^32.
///
/// Large tables are counted in bytes, a quarter of the cache lines, with a list of the cells that passed 255.
void count_contingency_table(const CountedRows& rows, std::span<std::uint32_t> counts, ContingencyScratch& scratch,
                             SimdLevel level = best_simd_level());

}  // namespace replica
