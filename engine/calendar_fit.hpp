#pragma once

#include "engine/calendar_counts.hpp"
#include "engine/calendar_model.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// An interval of days low, low + step, ..., high and the rows of the source in it.
struct DayInterval {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::uint64_t rows = 0;
};

/// Fits weekday, year_day and holiday of `calendar` (see CalendarModel) so that what is drawn from the intervals has
/// the source's rows by weekday, day of the year and holiday, by raking: iterative proportional fitting with every
/// interval's rows as one more margin that is kept (Deming and Stephan: On a least squares adjustment of a sampled
/// frequency table when the expected marginal totals are known, Ann. Math. Statist. 1940). What may be chance in a
/// small column is taken back before, so that the days of few rows aren't singled out: targets are shrunk towards even
/// days (Efron and Morris: Stein's estimation rule and its competitors, J. Am. Stat. Assoc. 1973).
///
/// `days`: ascending, all of the column; of those `drawn` holds the ones that come from the intervals. What fewer than
/// `min_count` persons hold has no weight of its own: such weekdays share one, such days of the year one with the
/// others of their month (see pooled_margin.hpp), and so do holidays and other days. A cell that is empty in all of the
/// column gets none where at least `min_count` rows would be expected.
void fit_days(const std::vector<DayInterval>& intervals, std::int64_t step, const std::vector<GridCount>& days,
              const std::vector<GridCount>& drawn, std::uint32_t min_count, CalendarModel& calendar);

/// Sets hours, minutes and seconds from the counts of datetimes on a grid of `step` that has every midnight, and the
/// fractions from the range of all values.
///
/// Cells that are not writable give up their rows to a coarser table, in its proportions among them: hours of a class
/// of days to the hours of all days, minutes of an hour to the minutes of all hours, and what is rare there too to all
/// hours, minutes and seconds that the grid has.
void fit_times(const CalendarCounts& counts, const GridRange& range, std::int64_t step, const ValueFormat& format,
               std::uint32_t min_count, CalendarModel& calendar);

}  // namespace replica
