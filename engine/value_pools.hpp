#pragma once

#include "engine/code_hierarchy.hpp"
#include "engine/column_model.hpp"
#include "engine/value_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// The hierarchy that at least nine in ten rows of a column of texts have the form of; none where there is none, or
/// where the column has at most `few` values. Never prefix, which a schema has to say.
Hierarchy find_hierarchy(const ValueTable& table, std::uint32_t few);

/// Values without a code of their own: pools of codes that belong together, and what belongs to none.
struct PooledValues {
    std::vector<ValuePool> pools;                       ///< in ascending order of label
    std::vector<Weighted<std::string>> other_patterns;  ///< as ColumnModel::pooled_patterns
    bool others = false;                                ///< whether there are values in no pool
};

/// How values are pooled.
struct PoolingRule {
    Hierarchy hierarchy = Hierarchy::none;
    std::uint32_t min_count = 5;  ///< persons that hold a value which may come back as it is
    std::size_t most_pools = 100;
    bool imitates_others = true;  ///< whether values in no pool are imitated by their shapes
};

/// Pools `values`. A group of the hierarchy is a pool where at least 2 min_count persons hold two or more of its
/// values; else its values go to the next wider group. The narrowest groups are left out where there would be too many
/// pools.
///
/// In a pool, values that min_count persons hold come back as often as they were; the others are imitated: by the
/// pool's common beginning and the shapes of their rests, in a chapter of the ICD by its public categories. So an
/// imitated code lies in the same group as what it stands for; that it equals some real code is chance.
PooledValues pool_values(const std::vector<ValueCount>& values, const PoolingRule& rule);

/// The pool of `text`, as an index; nothing where it is in none.
std::optional<std::size_t> pool_of(std::string_view text, Hierarchy hierarchy, const std::vector<ValuePool>& pools);

/// The pattern that stands for `text` and nothing else.
std::string literal_pattern(std::string_view text);

/// The text that a pattern stands for, where it is only one.
std::optional<std::string> literal_of(std::string_view pattern);

}  // namespace replica
