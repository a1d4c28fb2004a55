#pragma once

#include "engine/bin_slots.hpp"
#include "engine/column_decision.hpp"
#include "engine/column_model.hpp"
#include "engine/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What the schema and the options say of a column's bins; in grid values, or in days where those are binned.
struct WantedBins {
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
    std::vector<std::int64_t> brackets;
    std::uint32_t bins = 20;
    Binning binning = Binning::automatic;
};

/// Reads them; `schema` may be null. Under automatic binning a range that isn't from the data is cut into equal bins.
/// Throws InputError where the schema's range or brackets are no values of the column.
WantedBins wanted_bins(const ColumnModel& column, const ColumnSchema* schema, const EncodingOptions& options);

/// The data's range, with the ends that are wanted instead; its step is 1 where they differ. Throws InputError naming
/// `column` where that leaves nothing.
GridRange wanted_range(const std::string& column, const GridRange& data, const WantedBins& wanted);

/// Cuts the range. `counts`: the column's values, ascending, inside it.
BinEdges cut_bins(const GridRange& range, const std::vector<GridCount>& counts, const WantedBins& wanted);

/// Leaves out the bins in which no value is.
void drop_empty_bins(BinEdges& edges, const std::vector<GridCount>& counts);

/// Gives bin after bin its slots: [first of the bin's counts, ...). Sets bin_low, range_high, first_slot and slots of
/// `column` on its step.
void set_slots(const BinEdges& edges, const std::vector<GridCount>& counts, const IntervalRule& rule,
               ColumnModel& column);

}  // namespace replica
