#include "engine/grid_bins.hpp"

#include "engine/calendar_bins.hpp"
#include "engine/grid_counts.hpp"

#include <algorithm>

namespace replica {

namespace {

BinEdges make_number_bins(const ValueTable& table, const WantedBins& wanted, std::uint32_t min_count,
                          ColumnModel& column) {
    const auto all_counts = grid_counts(table, column.format, min_count);
    const GridRange general = general_range(table.range, all_counts, min_count);
    const GridRange range = wanted_range(column.name, general, wanted);
    column.step = static_cast<std::int64_t>(std::max<std::uint64_t>(1, range.step));
    const auto counts = clamp_counts(all_counts, range.low, range.high);
    BinEdges edges = cut_bins(range, counts, wanted);
    // A complete table shows which bins are empty: they need no code.
    if (table.complete) drop_empty_bins(edges, counts);
    const IntervalRule rule{2 * std::uint64_t{min_count}, 5};
    edges = general_bins(edges, counts, column.step, rule);
    set_slots(edges, counts, rule, column);
    return edges;
}

}  // namespace

BinEdges make_grid_bins(const ValueTable& table, const Holidays& holidays, const ColumnSchema* schema,
                        const EncodingOptions& options, ColumnModel& column) {
    const WantedBins wanted = wanted_bins(column, schema, options);
    const bool dated = column.format.type == ValueType::date || column.format.type == ValueType::datetime;
    if (!dated) return make_number_bins(table, wanted, options.min_count, column);
    const CalendarCounts counts = count_calendar(table, column.format, holidays, options.min_count);
    set_zones(counts, options.min_count, column);
    if (auto edges = make_calendar_bins(table, counts, holidays, wanted, options.min_count, column))
        return std::move(*edges);
    return make_number_bins(table, wanted, options.min_count, column);
}

}  // namespace replica
