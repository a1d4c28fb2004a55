#pragma once

#include "engine/family_cells.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// The counts of a child in one parent configuration.
struct ConditionalRow {
    std::span<const std::uint16_t> codes;  ///< ascending
    std::span<const std::uint64_t> counts;
    std::uint64_t total = 0;
};

/// The conditional distributions of a family, also in parent configurations that don't occur: these back off as
/// FamilySampler does.
class ConditionalTable {
public:
    /// Throws InputError where the family doesn't fit the columns.
    ConditionalTable(const Family& family, std::span<const ColumnModel> columns);

    /// Products of the parents' domain sizes: element j is that of the first j.
    [[nodiscard]] const std::vector<std::uint64_t>& strides() const { return strides_; }

    /// The child's distribution given the configuration, or given as many of its first parents as occur.
    [[nodiscard]] ConditionalRow row(std::uint64_t configuration) const;

private:
    std::vector<std::uint64_t> strides_;
    std::vector<FamilyCells> levels_;  ///< element j: given the first j parents
};

}  // namespace replica
