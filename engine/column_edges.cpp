#include "engine/column_edges.hpp"

#include "engine/error.hpp"
#include "engine/suited_bins.hpp"

#include <algorithm>

namespace replica {

namespace {

std::int64_t schema_value(const ColumnModel& column, const std::string& text,
                          std::optional<std::int64_t> (*parse)(std::string_view, const ValueFormat&) = parse_bound) {
    if (const auto value = parse(text, column.format)) return *value;
    throw InputError("column " + column.name + ": the schema's range or brackets hold \"" + text + "\", which is no " +
                     std::string(name_of(column.format.type)) + " as the column writes it");
}

BinEdges bracket_bins(const GridRange& range, const std::vector<std::int64_t>& brackets) {
    BinEdges edges{{range.low}, range.high};
    for (const std::int64_t low : brackets) {
        if (low > edges.low.back() && low <= range.high) edges.low.push_back(low);
    }
    return edges;
}

}  // namespace

WantedBins wanted_bins(const ColumnModel& column, const ColumnSchema* schema, const EncodingOptions& options) {
    WantedBins wanted;
    wanted.bins = std::max(1U, options.bins);
    wanted.binning = options.binning;
    if (schema == nullptr) return wanted;
    if (schema->range_low) wanted.low = schema_value(column, *schema->range_low);
    if (schema->range_high) wanted.high = schema_value(column, *schema->range_high, parse_upper_bound);
    for (const std::string& bracket : schema->brackets) wanted.brackets.push_back(schema_value(column, bracket));
    wanted.bins = std::max(1U, schema->bins.value_or(wanted.bins));
    wanted.binning = schema->binning.value_or(wanted.binning);
    // Bins of a range that somebody has declared follow from it, not from the data.
    const bool declared = schema->range_low && !schema->from_data;
    if (declared && wanted.binning == Binning::automatic) wanted.binning = Binning::equal;
    return wanted;
}

GridRange wanted_range(const std::string& column, const GridRange& data, const WantedBins& wanted) {
    GridRange range = data;
    range.low = wanted.low.value_or(data.low);
    range.high = wanted.high.value_or(data.high);
    if (range.low > range.high) throw InputError("column " + column + ": the schema's range leaves no value");
    if (range.low != data.low || range.high != data.high) range.step = 1;
    return range;
}

BinEdges cut_bins(const GridRange& range, const std::vector<GridCount>& counts, const WantedBins& wanted) {
    if (!wanted.brackets.empty()) return bracket_bins(range, wanted.brackets);
    return suited_bins(range, counts, wanted.bins, wanted.binning);
}

void drop_empty_bins(BinEdges& edges, const std::vector<GridCount>& counts) {
    std::vector<std::int64_t> occupied;
    for (const GridCount& count : counts) {
        const std::int64_t low = edges.low[edges.bin(count.value)];
        if (occupied.empty() || occupied.back() != low) occupied.push_back(low);
    }
    if (!occupied.empty()) edges.low = std::move(occupied);
}

void set_slots(const BinEdges& edges, const std::vector<GridCount>& counts, const IntervalRule& rule,
               ColumnModel& column) {
    column.bin_low = edges.low;
    column.range_high = edges.high;
    auto first = counts.begin();
    for (std::uint32_t bin = 0; bin < edges.low.size(); ++bin) {
        column.first_slot.push_back(static_cast<std::uint32_t>(column.slots.size()));
        const auto last =
            std::find_if(first, counts.end(), [&](const auto& count) { return edges.bin(count.value) != bin; });
        const std::int64_t high = bin + 1 < edges.low.size() ? edges.low[bin + 1] - column.step : edges.high;
        const auto slots = make_slots({first, last}, edges.low[bin], high, column.step, rule);
        column.slots.insert(column.slots.end(), slots.begin(), slots.end());
        first = last;
    }
    column.first_slot.push_back(static_cast<std::uint32_t>(column.slots.size()));
}

}  // namespace replica
