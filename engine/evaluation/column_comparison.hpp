#pragma once

#include "engine/column_decision.hpp"
#include "engine/evaluation/compared_column.hpp"

#include <cstdint>
#include <string>

namespace replica {

struct ComparisonOptions {
    std::uint32_t min_count = 5;         ///< texts that fewer real rows hold have no coarse code of their own
    std::uint32_t fine_bins = 4096;      ///< of numbers and dates with too many values for a code each
    std::uint32_t coarse_bins = 20;      ///< of numbers and dates
    std::uint32_t most_categories = 24;  ///< coarse codes of texts; of numbers, up to so many values are not binned
};

/// A column's values in the tables that are compared.
struct ComparedProfiles {
    const ColumnProfile* real = nullptr;       ///< null where there are no real rows
    const ColumnProfile* synthetic = nullptr;  ///< never null
    const DistinctValues* all = nullptr;       ///< the values of all tables together
    std::uint64_t missing = 0;                 ///< rows of all tables without a value
};

/// The codes of a column. `decision`: of the real column, or the synthetic one where there is no other. Numbers and
/// dates stay ordered, but for those that the schema or their names (`_id`, `_concept_id`, `_code`) say are categories,
/// and those with at most two values. Coarse bins are equally full, by the real rows.
ComparedColumn compare_column(const std::string& name, const ColumnDecision& decision, const ColumnSchema* schema,
                              const ComparedProfiles& profiles, const ComparisonOptions& options);

/// The coarse rows of each coarse code, of the rows of each fine code.
std::vector<std::uint64_t> coarse_counts(const ComparedColumn& column, const std::vector<std::uint64_t>& fine);

}  // namespace replica
