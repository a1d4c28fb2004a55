#pragma once

#include "engine/encoding_plan.hpp"
#include "io/extract_columns.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// What rules make of their targets, a row of an extract at a time. One for each thread. Refers to the plan.
class RelatedRows {
public:
    explicit RelatedRows(const EncodingPlan& plan);

    /// The values of plan.related in this row, until the next call. A value outside its column's domain, or a target
    /// that contradicts its rule, is missing to the targets that come after it.
    std::span<const RelatedValue> relate_row(const ExtractColumns& columns, std::size_t row);

private:
    const EncodingPlan* plan_;
    std::vector<std::uint32_t> columns_;              // that rules name
    std::vector<std::optional<std::int64_t>> grids_;  // by column
    std::vector<RelatedValue> values_;
};

}  // namespace replica
