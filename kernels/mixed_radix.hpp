#pragma once

#include "kernels/code_column.hpp"
#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace replica {

/// Number of joint configurations of columns with these domain sizes; nothing where it exceeds 2^64 - 1.
/// An empty list has one configuration.
std::optional<std::uint64_t> joint_cells(std::span<const std::uint32_t> domains);

/// index[i] = mixed-radix number of row first_row + i, the first column being the most significant digit.
///
/// columns and domains have the same length, at least 1; every code is below its domain. The largest index,
/// joint_cells(domains) - 1, must fit Index. index.size() rows are computed and must exist in every column.
template <typename Index>
void mixed_radix_index(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                       std::size_t first_row, std::span<Index> index, SimdLevel level = best_simd_level());

extern template void mixed_radix_index<std::uint16_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>,
                                                      std::size_t, std::span<std::uint16_t>, SimdLevel);
extern template void mixed_radix_index<std::uint32_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>,
                                                      std::size_t, std::span<std::uint32_t>, SimdLevel);
extern template void mixed_radix_index<std::uint64_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>,
                                                      std::size_t, std::span<std::uint64_t>, SimdLevel);

}  // namespace replica
