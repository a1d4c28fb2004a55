#pragma once

#include "kernels/alias_table.hpp"
#include "kernels/simd_level.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// The codes of a parent in a block of rows, and what one of its codes adds to the parent configuration.
struct ParentCodes {
    const std::uint16_t* codes = nullptr;  ///< one a row of the block
    std::uint32_t stride = 1;              ///< product of the domain sizes of the parents before it
};

/// configurations[r] = Σ over parents of codes[r] · stride. The configurations must fit the bits of an element.
void parent_configurations(std::span<const ParentCodes> parents, std::span<std::uint16_t> configurations,
                           SimdLevel level = best_simd_level());
void parent_configurations(std::span<const ParentCodes> parents, std::span<std::uint32_t> configurations,
                           SimdLevel level = best_simd_level());

/// Ancestral sampling of one column over a block of rows (Koller and Friedman, Probabilistic Graphical Models, 12.1):
/// codes[r] is drawn with draws[r] from the alias table tables[configurations[r]] of `pool`.
/// Preconditions: as many draws as codes and configurations, every configuration below tables.size().
void draw_children(const AliasSlot* pool, std::span<const AliasRow> tables,
                   std::span<const std::uint32_t> configurations, std::span<const std::uint32_t> draws,
                   std::span<std::uint16_t> codes);

/// The same for a column without parents, from one table.
void draw_roots(const AliasSlot* pool, AliasRow table, std::span<const std::uint32_t> draws,
                std::span<std::uint16_t> codes);

}  // namespace replica
