#pragma once

#include "engine/bin_edges.hpp"
#include "engine/column_decision.hpp"
#include "engine/column_model.hpp"
#include "engine/value_table.hpp"

namespace replica {

/// Cuts a column of numbers, dates or datetimes into bins that hold values, and sets step, bins, slots, calendar and
/// zones of `column`, whose name and format are set. `schema` may be null; its range, bins and brackets come before the
/// data's. Returns where the values' codes are. Throws InputError where the schema's range or brackets are no values of
/// the column.
BinEdges make_grid_bins(const ValueTable& table, const Holidays& holidays, const ColumnSchema* schema,
                        const EncodingOptions& options, ColumnModel& column);

}  // namespace replica
