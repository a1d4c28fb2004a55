#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "engine/model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Columns that are missing in exactly the same rows, ascending; two at least.
using MissingGroup = std::vector<std::uint32_t>;

/// Collective: the groups among those columns of the table that are missing in some rows, not in all, in the order of
/// their first columns. missing_codes: of the table's columns, nothing for those that don't count. Found by RowSets, so
/// without comparing columns with each other.
std::vector<MissingGroup> find_missing_groups(const EncodedTable& table,
                                              std::span<const std::optional<std::uint32_t>> missing_codes,
                                              const Placement& placement, int threads);

/// Adds a latent column to the model for each group, whose code 1 says that its columns are missing, so that they come
/// back together whatever else they depend on.
///
/// Where the first of a group's columns stood in the network, first comes the latent one, given the same parents; and
/// it becomes the first parent of every column of the group, which is the last to be dropped where a configuration was
/// never seen. Joint distributions of a column and its parents stay as they are. Members without a family and models
/// without families stay. Columns of different tiers are groups of their own.
void add_missing_groups(Model& model, const std::vector<MissingGroup>& groups);

/// Whether a column is one that add_missing_groups adds.
bool is_missing_indicator(const ColumnModel& column);

/// Takes out what add_missing_groups has put in: the families are as before, the latent columns are dropped ones.
void sum_out_missing_groups(Model& model);

}  // namespace replica
