#pragma once

#include "kernels/code_column.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Two columns of a table, or one where both are the same: its cells are its codes then.
struct ColumnPair {
    std::uint32_t first = 0;
    std::uint32_t second = 0;

    [[nodiscard]] bool is_single() const { return first == second; }
    friend auto operator<=>(const ColumnPair&, const ColumnPair&) = default;
};

/// Cells of a pair's table, row-major. sizes: codes of each column.
inline std::size_t cells_of(ColumnPair pair, std::span<const std::uint32_t> sizes) {
    return std::size_t{sizes[pair.first]} * (pair.is_single() ? 1 : sizes[pair.second]);
}

/// Rows of each cell of each pair. maps: what each code of a column becomes, below its size; threads share the pairs.
std::vector<std::vector<std::uint32_t>> count_pairs(std::span<const CodeColumn> columns,
                                                    std::span<const std::vector<std::uint16_t>> maps,
                                                    std::span<const std::uint32_t> sizes,
                                                    std::span<const ColumnPair> pairs, int threads);

/// Rows with a weight each. Weights are whole numbers whose sum is below 2^53, so that adding them is exact and doesn't
/// depend on the order.
struct WeightedRows {
    std::span<const std::vector<std::uint16_t>> columns;
    std::span<const std::uint32_t> sizes;  ///< codes of each column
    std::span<double> weights;
};

/// Weight of each cell of each pair; threads share the pairs.
std::vector<std::vector<double>> weigh_pairs(const WeightedRows& rows, std::span<const ColumnPair> pairs, int threads);

/// Multiplies each row's weight by the factor of its cell of `scaled`, rounding down, and returns the new weights of
/// the cells of `weighed`: a step of raking in one pass. No factors: weights stay. Threads share the rows.
std::vector<double> scale_and_weigh(const WeightedRows& rows, ColumnPair scaled, std::span<const double> factors,
                                    ColumnPair weighed, int threads);

}  // namespace replica
