#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A function of some variables, as a dense table.
struct Factor {
    std::vector<std::uint32_t> scope;  ///< variables, ascending
    std::vector<double> cells;         ///< the first variable is the lowest digit
};

/// Cells of a table over `scope`, at most `most` + 1. sizes: values of each variable, by its number.
std::uint64_t table_cells(std::span<const std::uint32_t> scope, std::span<const std::uint32_t> sizes,
                          std::uint64_t most);

/// The variables of all `factors`, ascending.
std::vector<std::uint32_t> joint_scope(std::span<const Factor> factors);

/// The product of `factors` over their joint scope.
Factor product(std::span<const Factor> factors, std::span<const std::uint32_t> sizes);

/// Sums over `variable`, which is in the scope.
Factor sum_out(const Factor& factor, std::uint32_t variable, std::span<const std::uint32_t> sizes);

}  // namespace replica
