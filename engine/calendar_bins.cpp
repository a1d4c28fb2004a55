#include "engine/calendar_bins.hpp"

#include "engine/calendar_fit.hpp"
#include "engine/grid_counts.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

namespace replica {

namespace {

// The grid of a column in days, and in values of a day.
struct DayGrid {
    std::int64_t values_of_day = 1;
    std::int64_t step = 1;      // of grid values; every midnight that is a day of the grid is one
    std::int64_t day_step = 1;  // of days
};

DayGrid day_grid(const GridRange& range, const ValueFormat& format) {
    DayGrid grid{grid_values_of_day(format), 1, 1};
    const std::int64_t day = day_of(range.low, grid.values_of_day);
    const std::int64_t past_midnight = range.low - day * grid.values_of_day;
    const auto step = static_cast<std::int64_t>(range.step);
    if (past_midnight == 0 && step % grid.values_of_day == 0) {
        grid.step = step == 0 ? grid.values_of_day : step;
        grid.day_step = grid.step / grid.values_of_day;
    } else {
        grid.step = std::gcd(std::gcd(step, past_midnight), grid.values_of_day);
    }
    return grid;
}

// Days whose grid values all fit 64 bits.
GridRange representable(const GridRange& days, std::int64_t values_of_day) {
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / values_of_day - 2;
    GridRange range = days;
    range.low = std::max(range.low, -most);
    range.high = std::min(range.high, most);
    return range;
}

// What is wanted in grid values, in days; nothing where a bracket is no midnight.
std::optional<WantedBins> wanted_days(const WantedBins& wanted, std::int64_t values_of_day) {
    WantedBins days = wanted;
    if (wanted.low) days.low = day_of(*wanted.low, values_of_day);
    if (wanted.high) days.high = day_of(*wanted.high, values_of_day);
    for (std::int64_t& bracket : days.brackets) {
        const std::int64_t day = day_of(bracket, values_of_day);
        if (day * values_of_day != bracket) return std::nullopt;
        bracket = day;
    }
    return days;
}

// Datetimes that are written as they are, inside [low, high] in days.
std::vector<GridCount> written_values(const ValueTable& table, const ColumnModel& column, std::uint32_t min_count,
                                      const GridRange& days, std::int64_t values_of_day) {
    std::vector<GridCount> values;
    if (column.format.type != ValueType::datetime) return values;
    for (GridCount& count : grid_counts(table, column.format, min_count)) {
        const std::int64_t day = day_of(count.value, values_of_day);
        if (count.writable && day >= days.low && day <= days.high) values.push_back(std::move(count));
    }
    return values;
}

// From slots of days to slots of grid values, and the written values among them.
void place_slots(const DayGrid& grid, const std::vector<GridCount>& written, const ColumnModel& days,
                 ColumnModel& column) {
    const std::int64_t last_of_day = grid.values_of_day - std::min(grid.step, grid.values_of_day);
    column.bin_low.clear();
    for (const std::int64_t low : days.bin_low) column.bin_low.push_back(low * grid.values_of_day);
    column.range_high = days.range_high * grid.values_of_day + last_of_day;
    auto value = written.begin();
    for (std::size_t bin = 0; bin < days.bin_low.size(); ++bin) {
        column.first_slot.push_back(static_cast<std::uint32_t>(column.slots.size()));
        const auto first = static_cast<std::ptrdiff_t>(column.slots.size());
        for (std::uint32_t s = days.first_slot[bin]; s < days.first_slot[bin + 1]; ++s) {
            const Slot& slot = days.slots[s];
            if (slot.weight == 0) continue;
            column.slots.push_back(
                {slot.low * grid.values_of_day, slot.high * grid.values_of_day + last_of_day, slot.weight});
        }
        for (; value != written.end() && (bin + 1 == column.bin_low.size() || value->value < column.bin_low[bin + 1]);
             ++value) {
            column.slots.push_back({value->value, value->value, value->rows});
        }
        std::sort(column.slots.begin() + first, column.slots.end(),
                  [](const Slot& a, const Slot& b) { return a.low != b.low ? a.low < b.low : a.high < b.high; });
    }
    column.first_slot.push_back(static_cast<std::uint32_t>(column.slots.size()));
}

std::vector<DayInterval> intervals_of(const std::vector<Slot>& slots) {
    std::vector<DayInterval> intervals;
    for (const Slot& slot : slots) {
        if (slot.low < slot.high) intervals.push_back({slot.low, slot.high, slot.weight});
    }
    return intervals;
}

// The days that come from the intervals, which may overlap days that are slots of their own.
std::vector<GridCount> rare_days(const std::vector<GridCount>& days, const std::vector<DayInterval>& intervals) {
    std::vector<GridCount> rare;
    auto interval = intervals.begin();
    for (const GridCount& day : days) {
        while (interval != intervals.end() && interval->high < day.value) ++interval;
        if (interval == intervals.end()) break;
        if (!day.writable && day.rows > 0 && day.value >= interval->low) rare.push_back(day);
    }
    return rare;
}

// The days of a column, and what is left of them without the values that are written as they are.
struct DayCounts {
    std::vector<GridCount> all;
    std::vector<GridCount> left;
};

// Days of the range.
std::vector<GridCount> inside(const std::vector<GridCount>& days, const GridRange& range) {
    std::vector<GridCount> kept;
    std::copy_if(days.begin(), days.end(), std::back_inserter(kept),
                 [&](const GridCount& day) { return day.value >= range.low && day.value <= range.high; });
    return kept;
}

// Gives rows to the intervals of a bin, in proportion to what they weigh; to its single days only where it has no
// interval: rows that are drawn in must not make a day more common than it is.
void add_rows(std::uint64_t rows, std::uint32_t bin, ColumnModel& days) {
    const auto first = days.slots.begin() + days.first_slot[bin];
    const auto last = days.slots.begin() + days.first_slot[bin + 1];
    const bool any_interval = std::any_of(first, last, [](const Slot& slot) { return slot.low < slot.high; });
    const auto takes_part = [&](const Slot& slot) { return !any_interval || slot.low < slot.high; };
    double weight = 0;
    for (auto slot = first; slot != last; ++slot) weight += takes_part(*slot) ? static_cast<double>(slot->weight) : 0;
    if (rows == 0 || weight <= 0) return;
    std::uint64_t left = rows;
    auto heaviest = first;
    for (auto slot = first; slot != last; ++slot) {
        if (!takes_part(*slot)) continue;
        if (!takes_part(*heaviest) || slot->weight > heaviest->weight) heaviest = slot;
        const double share = static_cast<double>(rows) * static_cast<double>(slot->weight) / weight;
        const std::uint64_t whole = std::min(left, static_cast<std::uint64_t>(share));
        slot->weight += whole;
        left -= whole;
    }
    heaviest->weight += left;
}

// The days of few persons outside of the range are drawn in to all of its first and last bin, not to its ends: there
// they would stand out, with weekdays and months that are not theirs.
void draw_in(const std::vector<GridCount>& all, const GridRange& range, ColumnModel& days) {
    std::uint64_t below = 0;
    std::uint64_t above = 0;
    for (const GridCount& day : all) {
        if (day.value < range.low) below += day.rows;
        if (day.value > range.high) above += day.rows;
    }
    add_rows(below, 0, days);
    add_rows(above, static_cast<std::uint32_t>(days.bin_low.size()) - 1, days);
}

// Nothing where no slot leaves anything to draw.
std::optional<CalendarModel> fit_calendar(const CalendarCounts& times, const DayCounts& days,
                                          const std::vector<Slot>& slots, const GridRange& range, const DayGrid& grid,
                                          const Holidays& holidays, std::uint32_t min_count,
                                          const ValueFormat& format) {
    const bool timed = format.type == ValueType::datetime;
    const bool day_slots = std::any_of(slots.begin(), slots.end(), [](const Slot& slot) { return slot.weight > 0; });
    const auto intervals = intervals_of(slots);
    if (timed ? !day_slots : intervals.empty()) return std::nullopt;
    CalendarModel calendar;
    calendar.holidays = holidays;
    calendar.weekday.assign(7, 1);
    calendar.year_day.assign(year_days, 1);
    if (!intervals.empty())
        fit_days(intervals, grid.day_step, days.all, rare_days(days.left, intervals), min_count, calendar);
    if (timed) fit_times(times, range, grid.step, format, min_count, calendar);
    return calendar;
}

}  // namespace

std::optional<BinEdges> make_calendar_bins(const ValueTable& table, const CalendarCounts& counts,
                                           const Holidays& holidays, const WantedBins& wanted, std::uint32_t min_count,
                                           ColumnModel& column) {
    DayGrid grid = day_grid(table.range, column.format);
    const GridRange all_days{counts.days.front().value, counts.days.back().value,
                             static_cast<std::uint64_t>(grid.day_step)};
    const auto wanted_in_days = wanted_days(wanted, grid.values_of_day);
    const GridRange general = representable(general_range(all_days, counts.days, min_count), grid.values_of_day);
    const bool timed = column.format.type == ValueType::datetime;
    if (!wanted_in_days || (timed && general.low == general.high)) return std::nullopt;
    const GridRange range = wanted_range(column.name, general, *wanted_in_days);
    if (range.low != general.low || range.high != general.high) {
        grid.step = std::min(grid.step, grid.values_of_day);
        grid.day_step = 1;
    }
    DayCounts days{inside(counts.days, range), {}};
    if (days.all.empty()) return std::nullopt;
    BinEdges edges = cut_bins(range, days.all, *wanted_in_days);
    if (table.complete || !table.calendar.empty()) drop_empty_bins(edges, days.all);
    const IntervalRule rule{2 * std::uint64_t{min_count}, 5};
    edges = general_bins(edges, days.all, grid.day_step, rule);

    const auto written = written_values(table, column, min_count, range, grid.values_of_day);
    CalendarCounts rest = counts;
    for (const GridCount& value : written) rest.take_off(value, column.format, holidays);
    days.left = inside(rest.days, range);
    ColumnModel in_days;
    in_days.step = grid.day_step;
    set_slots(edges, days.left, rule, in_days);

    column.step = grid.step;
    column.slots.clear();
    column.first_slot.clear();
    column.calendar = fit_calendar(rest, days, in_days.slots, table.range, grid, holidays, min_count, column.format);
    draw_in(rest.days, range, in_days);
    place_slots(grid, written, in_days, column);
    return BinEdges{column.bin_low, column.range_high};
}

void set_zones(const CalendarCounts& counts, std::uint32_t min_count, ColumnModel& column) {
    if (!column.format.zoned) return;
    struct Zone {
        const ZoneCount* count;
        std::uint64_t rows = 0;
        bool kept = false;
    };
    std::vector<Zone> zones;
    for (const ZoneCount& count : counts.zones) {
        Zone zone{&count};
        PersonCount persons;
        for (const GridCount& month : count.months) {
            zone.rows += month.rows;
            zone.kept = zone.kept || month.writable;
            persons.add(month.rows, month.holders);
        }
        zone.kept = zone.kept || persons.persons() >= min_count;
        zones.push_back(zone);
    }
    const auto commonest =
        std::max_element(zones.begin(), zones.end(), [](const Zone& a, const Zone& b) { return a.rows < b.rows; });
    if (commonest == zones.end()) return;
    commonest->kept = true;
    std::uint64_t pooled = 0;
    for (const Zone& zone : zones) pooled += zone.kept ? 0 : zone.rows;
    commonest->rows += pooled;
    for (std::size_t month = 0; month < 12; ++month) {
        const bool known = std::any_of(zones.begin(), zones.end(), [&](const Zone& zone) {
            return zone.kept && zone.count->months[month].writable;
        });
        for (const Zone& zone : zones) {
            if (!zone.kept) continue;
            if (month == 0) column.zones.push_back(zone.count->zone);
            const GridCount& count = zone.count->months[month];
            column.zone_weights.push_back(!known ? zone.rows : count.writable ? count.rows : 0);
        }
    }
}

}  // namespace replica
