#pragma once

#include "engine/column_decision.hpp"
#include "engine/relation.hpp"
#include "engine/rules.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A column that rules make relative to others.
struct RelatedColumn {
    std::uint32_t target = 0;
    Relation relation;
    /// The least interval that the rules allow.
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
};

/// Columns that rules name, ascending. Throws InputError where one isn't there or has no numbers, dates or datetimes.
std::vector<std::uint32_t> columns_in_rules(const std::vector<Rule>& rules, const std::vector<std::string>& names,
                                            const std::vector<ColumnDecision>& decisions);

/// Makes of each rule's right side a target, and of its left side the references: an order is an interval of at least
/// zero steps of the target's grid, several orders on one target an interval to the largest reference. The targets come
/// back each after its references.
///
/// `tiers`: of each column. Persons are drawn before their rows: an order of which only the right side belongs to
/// persons makes the left side the target, below its reference. Where that has references on both sides, those above
/// are caps, and must themselves be above those below.
///
/// Dates are compared with datetimes by the day; numbers exactly. `names`, `decisions`: of all columns. Throws
/// InputError where a rule names columns of two kinds, two rules contradict each other, or columns follow from each
/// other in a circle.
std::vector<RelatedColumn> relate_columns(const std::vector<Rule>& rules, const std::vector<std::string>& names,
                                          const std::vector<ColumnDecision>& decisions, const std::vector<Tier>& tiers);

/// What rules make of a column in one row.
struct RelatedValue {
    enum class Kind : std::uint8_t {
        missing,
        own,          ///< it is there, its references aren't
        related,      ///< it is as the rules say
        contradicts,  ///< it isn't
        too_large,    ///< what the rules say doesn't fit 64 bits
    } kind = Kind::missing;
    std::int64_t interval = 0;  ///< related, of kinds above and below
};

/// `grids`: the row's grid values by column, nothing where they are missing.
RelatedValue relate(const RelatedColumn& column, std::span<const std::optional<std::int64_t>> grids);

}  // namespace replica
