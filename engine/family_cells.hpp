#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// The counts of a family given its first parents only, in the layout of Family.
struct FamilyCells {
    std::vector<std::uint64_t> configurations;  ///< ascending
    std::vector<std::uint64_t> first_cell;      ///< configuration i owns cells [first_cell[i], first_cell[i + 1])
    std::vector<std::uint16_t> codes;           ///< ascending within a configuration
    std::vector<std::uint64_t> counts;
};

/// The counts of `family` as they are.
FamilyCells cells_of(const Family& family);

/// Sums over the last parents: configurations become configuration % modulus, where modulus is the product of the
/// domain sizes of the parents that stay (1 for none: the child's marginal).
FamilyCells sum_last_parents(const FamilyCells& cells, std::uint64_t modulus);

/// Throws InputError naming the column unless `family` is what Family documents for `columns`.
void check_family(const Family& family, std::span<const ColumnModel> columns);

/// Products of the parents' domain sizes: element j is that of the first j parents. Throws InputError beyond 2^63.
std::vector<std::uint64_t> configuration_strides(const Family& family, std::span<const ColumnModel> columns);

}  // namespace replica
