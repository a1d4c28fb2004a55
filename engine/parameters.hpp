#pragma once

#include "engine/counting/histograms.hpp"
#include "engine/counting/placement.hpp"
#include "engine/model.hpp"
#include "engine/structure.hpp"
#include "kernels/counted_rows.hpp"

#include <span>
#include <vector>

namespace replica {

/// Rows of every combination of codes of `columns` (ascending, columns of `rows`) that occurs. The table must have
/// fewer than 2^63 cells.
SetTable count_set(const CountedRows& rows, const std::vector<std::uint16_t>& columns);

/// The conditional counts of a node's family from the table of its columns. domains: of all columns.
Family family_of(const NetworkNode& node, const SetTable& table, std::span<const std::uint32_t> domains);

/// The columns of a node and its parents, ascending.
std::vector<std::uint16_t> columns_of(const NetworkNode& node);

/// Collective: the tables of `sets` over all rows of all parts, in their order, on the world's root; nothing on other
/// ranks. Sets are dealt over the groups, whose ranks add up the tables of their parts.
std::vector<SetTable> count_sets(const std::vector<std::vector<std::uint16_t>>& sets, const CountedRows& rows,
                                 const Placement& placement);

/// Share of a family's parent configurations that a single row holds.
double single_row_share(const Family& family);

}  // namespace replica
