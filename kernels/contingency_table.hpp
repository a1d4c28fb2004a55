#pragma once

#include "kernels/code_column.hpp"
#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Working memory of the counting functions; reuse one a thread, so that no call but the first allocates.
struct ContingencyScratch {
    std::vector<std::uint16_t> narrow_index;
    std::vector<std::uint32_t> wide_index;
    std::vector<std::uint32_t> sub_tables;
};

/// Overwrites `counts` with the contingency table of `columns`: counts[cell] = rows whose codes are that cell, cells in
/// row-major order, the first column being the most significant.
///
/// columns and domains: the same length, at least 1, every column with the same rows < 2^32, every code below its
/// domain. counts: one element a cell, the product of domains, below 2^32.
void count_contingency_table(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                             std::span<std::uint32_t> counts, ContingencyScratch& scratch,
                             SimdLevel level = best_simd_level());

/// Adds rows first_row ... first_row + rows - 1 to a table laid out as above; for callers that go through the rows in
/// tiles which stay in cache.
void add_to_contingency_table(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                              std::size_t first_row, std::size_t rows, std::span<std::uint32_t> counts,
                              ContingencyScratch& scratch, SimdLevel level = best_simd_level());

}  // namespace replica
