#pragma once

#include "engine/encoding_plan.hpp"
#include "io/extract_scan.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace replica {

/// Rows in which a column's value can't be taken as it is, and the first of them.
struct RejectedRows {
    std::uint64_t rows = 0;
    std::uint64_t first_row = std::numeric_limits<std::uint64_t>::max();  ///< of the source
    ErrorPosition position;
    std::string place;  ///< `FILE, line 7, column "age"`
    std::string value;
    std::string beside;  ///< of a rule: the values of its other columns
    Rejection why = Rejection::none;

    void merge(const RejectedRows& other);
};

/// What rules make of a column.
struct RelatedCounts {
    RejectedRows contradicting;
    std::uint64_t own = 0;    ///< rows with a value but no references
    ColumnProfile intervals;  ///< as integers, of the rows that follow the rules; not of a sum
};

struct RowCheck {
    std::vector<RejectedRows> columns;   ///< by column of the plan
    std::vector<RelatedCounts> related;  ///< by entry of plan.related
};

/// Collective: a pass over the extract that finds the values outside their columns' domains, those without an entry in
/// a look-up table, and the rows that contradict a rule; and profiles the intervals that rules speak of. No pass where
/// there can be none. The same on every rank. Throws InputError where what a rule says doesn't fit 64 bits.
RowCheck check_rows(ExtractSource& source, const EncodingPlan& plan, const Communicator& comm, int threads);

}  // namespace replica
