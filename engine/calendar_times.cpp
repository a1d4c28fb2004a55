#include "engine/calendar_fit.hpp"
#include "engine/number_text.hpp"

#include <algorithm>
#include <numeric>

namespace replica {

namespace {

// A table's rows, which of them enough persons hold, and what the others fall back to.
struct TimeTable {
    std::vector<double> rows;
    std::vector<bool> writable;

    explicit TimeTable(std::size_t size) : rows(size), writable(size) {}
    void add(std::size_t cell, const GridCount& count) {
        rows[cell] += static_cast<double>(count.rows);
        writable[cell] = writable[cell] || count.writable;
    }
};

// Keeps what may be told, and spreads the rest over the other cells in proportion to `coarser`; where that has nothing
// there the rest is left out, and where nothing is left `coarser` is the table.
std::vector<double> backed_off(const TimeTable& table, const std::vector<double>& coarser) {
    std::vector<double> weights(table.rows.size());
    double kept = 0;
    double rest = 0;
    double share = 0;
    for (std::size_t c = 0; c < weights.size(); ++c) {
        (table.writable[c] ? kept : rest) += table.rows[c];
        if (!table.writable[c]) share += coarser[c];
    }
    for (std::size_t c = 0; c < weights.size(); ++c) {
        if (table.writable[c]) {
            weights[c] = table.rows[c];
        } else if (share > 0) {
            weights[c] = rest * coarser[c] / share;
        }
    }
    return kept > 0 || (rest > 0 && share > 0) ? weights : coarser;
}

void append(std::vector<double>& all, const std::vector<double>& table) {
    all.insert(all.end(), table.begin(), table.end());
}

// Which hours of a day, minutes of an hour and seconds of a minute a grid with every midnight has.
struct TimeGrid {
    std::vector<double> hours = std::vector<double>(24);
    std::vector<double> minutes = std::vector<double>(60);
    std::vector<double> seconds = std::vector<double>(60);
};

TimeGrid time_grid(std::int64_t step, std::int64_t scale) {
    const std::int64_t minute = 60 * scale;
    TimeGrid grid;
    const auto next = [step](std::int64_t from) { return (from + step - 1) / step * step; };
    for (std::int64_t m = 0; m < minutes_per_day; ++m) {
        if (next(m * minute) >= (m + 1) * minute) continue;
        grid.hours[static_cast<std::size_t>(m / 60)] = 1;
        grid.minutes[static_cast<std::size_t>(m % 60)] = 1;
    }
    const std::int64_t within = std::gcd(step, minute);
    for (std::int64_t s = 0; s < 60; ++s) {
        if ((s * scale + within - 1) / within * within < (s + 1) * scale) grid.seconds[static_cast<std::size_t>(s)] = 1;
    }
    return grid;
}

// Adds each cell of `counts` to the table of its first coordinate and, together, to `all`: the cell's value is
// size x first + second.
std::vector<TimeTable> split(const std::vector<GridCount>& counts, std::size_t tables, std::size_t size,
                             TimeTable& all) {
    std::vector<TimeTable> parts(tables, TimeTable(size));
    for (const GridCount& count : counts) {
        const auto cell = static_cast<std::size_t>(count.value);
        parts[cell / size].add(cell % size, count);
        all.add(cell % size, count);
    }
    return parts;
}

// What few persons hold in each part, enough may hold together.
void join_holders(const std::vector<GridCount>& counts, std::uint32_t min_count, TimeTable& all) {
    std::vector<PersonCount> persons(all.rows.size());
    for (const GridCount& count : counts) {
        if (!count.writable)
            persons[static_cast<std::size_t>(count.value) % persons.size()].add(count.rows, count.holders);
    }
    for (std::size_t c = 0; c < persons.size(); ++c)
        all.writable[c] = all.writable[c] || persons[c].persons() >= min_count;
}

// size x tables weights, each table backed off to that of all.
std::vector<double> backed_off_tables(const std::vector<GridCount>& counts, std::size_t tables,
                                      const std::vector<double>& grid, std::uint32_t min_count) {
    TimeTable all(grid.size());
    const auto parts = split(counts, tables, grid.size(), all);
    join_holders(counts, min_count, all);
    const std::vector<double> of_all = backed_off(all, grid);
    std::vector<double> weights;
    for (const TimeTable& part : parts) append(weights, backed_off(part, of_all));
    return weights;
}

}  // namespace

void fit_times(const CalendarCounts& counts, const GridRange& range, std::int64_t step, const ValueFormat& format,
               std::uint32_t min_count, CalendarModel& calendar) {
    const auto scale = static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const TimeGrid grid = time_grid(step, scale);
    calendar.fraction_step = std::gcd(static_cast<std::int64_t>(range.step), scale);
    calendar.fraction_low = range.low - day_of(range.low, calendar.fraction_step) * calendar.fraction_step;
    calendar.hours = backed_off_tables(counts.class_hours, day_classes, grid.hours, min_count);
    calendar.minutes = backed_off_tables(counts.hour_minutes, 24, grid.minutes, min_count);
    calendar.seconds = backed_off_tables(counts.seconds, 1, grid.seconds, min_count);
}

}  // namespace replica
