#pragma once

#include "engine/calendar_counts.hpp"
#include "engine/column_edges.hpp"
#include "engine/column_model.hpp"

#include <optional>

namespace replica {

/// Bins of a date or datetime column whose lower ends are midnights, so that the day and the time of day don't depend
/// on each other inside a bin. Slots are of whole days (see CalendarModel): each day that `min_count` persons hold, and
/// intervals of rarer ones; only values of a datetime that min_count persons hold stay slots of their own.
///
/// Sets step, bins, slots and calendar of `column`. Returns its edges in grid values, or nothing, and leaves the column
/// as it is, where bins of days don't suit: where a bracket is no midnight, or all datetimes are of one day.
std::optional<BinEdges> make_calendar_bins(const ValueTable& table, const CalendarCounts& counts,
                                           const Holidays& holidays, const WantedBins& wanted, std::uint32_t min_count,
                                           ColumnModel& column);

/// Sets the time zones of a zoned column: those that at least `min_count` persons hold, or the commonest, and what they
/// weigh in each month; rarer ones, and months in which hardly any is held, have the weights of the rest.
void set_zones(const CalendarCounts& counts, std::uint32_t min_count, ColumnModel& column);

}  // namespace replica
