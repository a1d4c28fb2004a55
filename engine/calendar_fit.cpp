#include "engine/calendar_fit.hpp"

#include "engine/pooled_margin.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace replica {

namespace {

constexpr std::uint32_t most_rounds = 100;
constexpr double close_enough = 1e-5;  // relative error of every margin

constexpr std::size_t margin_count = 3;  // weekday, day of the year, holiday
using Margins = std::array<Margin, margin_count>;
using DayCells = std::array<std::uint32_t, margin_count>;  // the cells that a day lies in

DayCells cells_of(std::int64_t day, const Holidays& holidays) {
    return {weekday_of(day), year_day_of(day), holidays.contains(day) ? 1U : 0U};
}

struct RakedInterval {
    std::size_t first = 0;  // its days among those of all intervals
    std::size_t last = 0;   // behind the last of them
    double rows = 0;
};

struct RakedDays {
    std::vector<DayCells> days;
    std::vector<RakedInterval> intervals;
};

RakedDays list_days(const std::vector<DayInterval>& intervals, std::int64_t step, const Holidays& holidays) {
    RakedDays list;
    for (const DayInterval& interval : intervals) {
        const std::size_t first = list.days.size();
        for (std::int64_t day = interval.low; day <= interval.high; day += step)
            list.days.push_back(cells_of(day, holidays));
        list.intervals.push_back({first, list.days.size(), static_cast<double>(interval.rows)});
    }
    return list;
}

double weight_of(const DayCells& day, const Margins& margins) {
    return margins[0].of(day[0]) * margins[1].of(day[1]) * margins[2].of(day[2]);
}

// Rows by group of margin `which` that the intervals give as they are weighted now.
std::vector<double> drawn_rows(const RakedDays& list, const Margins& margins, std::size_t which) {
    std::vector<double> drawn(margins[which].target.size());
    for (const RakedInterval& interval : list.intervals) {
        double sum = 0;
        for (std::size_t d = interval.first; d < interval.last; ++d) sum += weight_of(list.days[d], margins);
        if (sum <= 0) continue;
        for (std::size_t d = interval.first; d < interval.last; ++d) {
            drawn[margins[which].group[list.days[d][which]]] += interval.rows * weight_of(list.days[d], margins) / sum;
        }
    }
    return drawn;
}

// One step towards the targets; returns the largest relative error before it.
double rescale(Margin& margin, const std::vector<double>& drawn) {
    double error = 0;
    for (std::size_t g = 0; g < drawn.size(); ++g) {
        if (drawn[g] <= 0) continue;
        const double ratio = margin.target[g] / drawn[g];
        margin.factor[g] *= ratio;
        error = std::max(error, std::abs(ratio - 1));
    }
    return error;
}

// Shrinks the targets towards what evenly drawn intervals give, by as much as chance may explain of the difference: the
// positive-part rule of James and Stein, with Pearson's statistic for the sum of squares. Empty groups stay empty.
void shrink_target(Margin& margin, const std::vector<double>& even) {
    double statistic = 0;
    double groups = 0;
    double shared = 0;
    double total = 0;
    for (std::size_t g = 0; g < even.size(); ++g) {
        total += margin.target[g];
        if (even[g] <= 0 || margin.target[g] <= 0) continue;
        const double off = margin.target[g] - even[g];
        statistic += off * off / even[g];
        groups += 1;
    }
    const double kept = statistic > groups - 1 ? 1 - (groups - 1) / statistic : 0;
    for (std::size_t g = 0; g < even.size(); ++g) {
        if (margin.target[g] > 0) margin.target[g] = even[g] + kept * (margin.target[g] - even[g]);
        shared += margin.target[g];
    }
    if (shared <= 0) return;
    for (double& target : margin.target) target *= total / shared;
}

void rake(const RakedDays& list, Margins& margins) {
    for (std::uint32_t round = 0; round < most_rounds; ++round) {
        double error = 0;
        for (std::size_t which = 0; which < margin_count; ++which)
            error = std::max(error, rescale(margins[which], drawn_rows(list, margins, which)));
        if (error < close_enough) return;
    }
}

using CellLists = std::array<std::vector<MarginCell>, margin_count>;

CellLists empty_cells(std::uint32_t min_count) {
    CellLists cells{std::vector<MarginCell>(7), std::vector<MarginCell>(year_days), std::vector<MarginCell>(2)};
    for (std::uint32_t c = 0; c < year_days; ++c) {
        cells[1][c].pool = c / 31;
        // Whoever comes on the same day each year is no habit of others.
        cells[1][c].least_deviation = 4;
        cells[1][c].least_persons = 4 * std::uint64_t{min_count};
    }
    return cells;
}

// Rows and days of the column by cell.
void measure_cells(const std::vector<GridCount>& days, std::int64_t step, const Holidays& holidays, CellLists& cells) {
    for (std::int64_t day = days.front().value; day <= days.back().value; day += step) {
        const DayCells place = cells_of(day, holidays);
        for (std::size_t which = 0; which < margin_count; ++which) ++cells[which][place[which]].size;
    }
    for (const GridCount& count : days) {
        const DayCells place = cells_of(count.value, holidays);
        for (std::size_t which = 0; which < margin_count; ++which) cells[which][place[which]].column_rows += count.rows;
    }
}

Margins make_margins(CellLists cells, const std::vector<GridCount>& drawn, const Holidays& holidays,
                     std::uint32_t min_count) {
    for (const GridCount& count : drawn) {
        const DayCells day = cells_of(count.value, holidays);
        for (std::size_t which = 0; which < margin_count; ++which) cells[which][day[which]].counts.push_back(&count);
    }
    return {pooled_margin(cells[0], min_count), pooled_margin(cells[1], min_count), pooled_margin(cells[2], min_count)};
}

}  // namespace

void fit_days(const std::vector<DayInterval>& intervals, std::int64_t step, const std::vector<GridCount>& days,
              const std::vector<GridCount>& drawn, std::uint32_t min_count, CalendarModel& calendar) {
    const RakedDays list = list_days(intervals, step, calendar.holidays);
    CellLists cells = empty_cells(min_count);
    measure_cells(days, step, calendar.holidays, cells);
    Margins margins = make_margins(std::move(cells), drawn, calendar.holidays, min_count);
    for (std::size_t which = 0; which < margin_count; ++which) {
        const auto even = drawn_rows(list, margins, which);  // no factor is set yet
        shrink_target(margins[which], even);
    }
    rake(list, margins);
    calendar.weekday.clear();
    calendar.year_day.clear();
    for (std::uint32_t c = 0; c < 7; ++c) calendar.weekday.push_back(margins[0].of(c));
    for (std::uint32_t c = 0; c < year_days; ++c) calendar.year_day.push_back(margins[1].of(c));
    // Only the two's ratio counts; without other days there is none.
    const double other = margins[2].of(0);
    calendar.holiday = other > 0 ? margins[2].of(1) / other : 1;
}

}  // namespace replica
