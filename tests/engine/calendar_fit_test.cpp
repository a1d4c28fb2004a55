#include "engine/calendar_fit.hpp"

#include "engine/date_text.hpp"
#include "engine/pooled_margin.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint32_t min_count = 5;

std::int64_t day(std::int32_t year, std::uint32_t month, std::uint32_t in_month) {
    return days_from_civil({year, month, in_month});
}

GridCount rare(std::int64_t value, std::uint64_t rows) { return {value, rows, false, {}}; }

TEST(PooledMargin, CellsStandAloneWithPersonsEnough) {
    const std::vector<GridCount> counts{rare(0, 9), rare(1, 4), rare(2, 3), {3, 90, false, {7, 8}}, rare(4, 20)};
    std::vector<MarginCell> cells(6);
    for (std::size_t c = 0; c < counts.size(); ++c) cells[c] = {{&counts[c]}, counts[c].rows, 2, 0};
    cells[5].size = 1;
    const Margin margin = pooled_margin(cells, min_count);
    EXPECT_NE(margin.group[0], margin.group[4]);
    EXPECT_EQ(margin.group[1], margin.group[2]);
    EXPECT_EQ(margin.group[1], margin.group[3]) << "90 rows of two persons";
    EXPECT_EQ(margin.target[margin.group[1]], 97);
    EXPECT_EQ(margin.target[margin.group[5]], 0) << "11 rows would be expected";
    EXPECT_NE(margin.group[5], margin.group[1]);
}

TEST(PooledMargin, TooFewAltogetherTakeTheLeastOfTheOthers) {
    const std::vector<GridCount> counts{rare(0, 9), rare(1, 2), rare(2, 6)};
    std::vector<MarginCell> cells(4);
    for (std::size_t c = 0; c < counts.size(); ++c)
        cells[c] = {{&counts[c]}, counts[c].rows, 1, static_cast<std::uint32_t>(c)};
    const Margin margin = pooled_margin(cells, min_count);
    EXPECT_EQ(margin.group[1], margin.group[2]);
    EXPECT_EQ(margin.group[3], margin.group[2]) << "empty, but of no size";
    EXPECT_NE(margin.group[0], margin.group[2]);
    EXPECT_EQ(margin.target[margin.group[2]], 8);
}

struct Profiles {
    std::vector<double> weekday = std::vector<double>(7);
    std::vector<double> month = std::vector<double>(12);
    double holidays = 0;
};

void add(Profiles& profiles, std::int64_t day, double rows, const Holidays& holidays) {
    profiles.weekday[weekday_of(day)] += rows;
    profiles.month[civil_from_days(day).month - 1] += rows;
    profiles.holidays += holidays.contains(day) ? rows : 0;
}

// Two years of one to four rows a day in intervals of ten days: fewer at weekends and in December, none on holidays.
TEST(FitDays, ProfilesComeBackFromIntervals) {
    const Holidays holidays{HolidayRules::us, {}};
    std::vector<DayInterval> intervals;
    std::vector<GridCount> days;
    Profiles wanted;
    for (std::int64_t d = day(2018, 1, 1); d < day(2020, 1, 1); ++d) {
        const auto place = d - day(2018, 1, 1);
        if (place % 10 == 0) intervals.push_back({d, d + 9, 0});
        std::uint64_t rows = weekday_of(d) == 0 ? 4 : weekday_of(d) >= 5 ? (place / 7 % 3 == 0 ? 1 : 0) : 2;
        if (civil_from_days(d).month == 12) rows /= 2;
        if (holidays.contains(d)) rows = 0;
        if (rows == 0) continue;
        days.push_back(rare(d, rows));
        intervals.back().rows += rows;
        add(wanted, d, static_cast<double>(rows), holidays);
    }
    intervals.back().high = day(2019, 12, 31);
    CalendarModel calendar;
    calendar.holidays = holidays;
    fit_days(intervals, 1, days, days, min_count, calendar);
    Profiles drawn;
    for (const DayInterval& interval : intervals) {
        double sum = 0;
        for (std::int64_t d = interval.low; d <= interval.high; ++d) sum += day_weight(d, calendar);
        for (std::int64_t d = interval.low; d <= interval.high; ++d)
            add(drawn, d, static_cast<double>(interval.rows) * day_weight(d, calendar) / sum, holidays);
    }
    for (std::size_t w = 0; w < 7; ++w) EXPECT_NEAR(drawn.weekday[w], wanted.weekday[w], .02 * wanted.weekday[w] + 2);
    for (std::size_t m = 0; m < 12; ++m) EXPECT_NEAR(drawn.month[m], wanted.month[m], .1 * wanted.month[m]);
    EXPECT_EQ(drawn.holidays, 0);
}

TEST(FitDays, WhatFewHoldHasNoWeightOfItsOwn) {
    // One person on a Sunday; everybody else on other days.
    std::vector<GridCount> days;
    const std::int64_t monday = day(2024, 1, 1);
    for (std::int64_t d = 0; d < 28; ++d)
        if (weekday_of(monday + d) != 6 || d == 13)
            days.push_back(rare(monday + d, weekday_of(monday + d) == 6 ? 1 : 3));
    CalendarModel calendar;
    fit_days({{monday, monday + 27, 73}}, 1, days, days, min_count, calendar);
    EXPECT_TRUE(is_sound(calendar));
    double least = calendar.weekday[0];
    for (std::size_t w = 0; w < 6; ++w) least = std::min(least, calendar.weekday[w]);
    EXPECT_NEAR(calendar.weekday[6], least, 1e-9) << "Sundays are pooled with another weekday";
    // With 3 rows each day, no day of the year has five persons: all of January has one weight.
    for (std::uint32_t d = 1; d < 28; ++d) EXPECT_EQ(calendar.year_day[d], calendar.year_day[0]);
}

constexpr ValueFormat minutes{.type = ValueType::datetime, .seconds = false};

GridCount common(std::int64_t value, std::uint64_t rows) { return {value, rows, true, {}}; }

TEST(FitTimes, KeepsWhatEnoughHoldAndPoolsTheRest) {
    CalendarCounts counts;
    counts.class_hours = {common(9, 60), common(10, 36), rare(11, 4), rare(24 + 9, 3), rare(24 + 10, 3)};
    counts.hour_minutes = {common(9 * 60, 50), rare(9 * 60 + 17, 3), common(9 * 60 + 30, 10), rare(10 * 60 + 17, 4)};
    counts.seconds = {common(0, 106)};
    CalendarModel calendar;
    calendar.weekday.assign(7, 1);
    calendar.year_day.assign(year_days, 1);
    fit_times(counts, {0, 86400, 60}, 60, minutes, min_count, calendar);
    ASSERT_TRUE(is_sound(calendar));
    // Four persons at 11 o'clock: not even together with other days are they five.
    for (std::size_t hour = 0; hour < 24; ++hour)
        EXPECT_NEAR(calendar.hours[hour], hour == 9 ? 60 : hour == 10 ? 36 : 4 / 22.0, 1e-9) << hour;
    // Tuesdays have the hours of all days, since nobody's own are told.
    EXPECT_NEAR(calendar.hours[24 + 9] / calendar.hours[24 + 10], 63.0 / 39.0, 1e-9);
    // :17 is rare in each hour, but not over all hours.
    EXPECT_EQ(calendar.minutes[9 * 60], 50);
    EXPECT_EQ(calendar.minutes[9 * 60 + 30], 10);
    EXPECT_NEAR(calendar.minutes[9 * 60 + 17], 3, 1e-9);
    EXPECT_EQ(calendar.minutes[9 * 60 + 18], 0);
    EXPECT_NEAR(calendar.minutes[10 * 60] / calendar.minutes[10 * 60 + 17], 50 / 7.0, 1e-9);
    EXPECT_EQ(std::accumulate(calendar.seconds.begin() + 1, calendar.seconds.end(), 0.0), 0);
}

TEST(FitTimes, NothingToldIsEvenOnTheGrid) {
    CalendarCounts counts;
    counts.class_hours = {rare(9, 2)};
    counts.hour_minutes = {rare(9 * 60 + 15, 2)};
    counts.seconds = {rare(0, 2)};
    CalendarModel calendar;
    fit_times(counts, {0, 86400, 900}, 900, minutes, min_count, calendar);
    for (std::size_t minute = 0; minute < 60; ++minute)
        EXPECT_EQ(calendar.minutes[minute] > 0, minute % 15 == 0) << minute;
    for (std::size_t hour = 1; hour < 24; ++hour) EXPECT_NEAR(calendar.hours[hour], calendar.hours[0], 1e-9);
    EXPECT_GT(calendar.seconds[0], 0);
    EXPECT_EQ(std::accumulate(calendar.seconds.begin() + 1, calendar.seconds.end(), 0.0), 0);
}

TEST(FitTimes, FractionsFollowTheGrid) {
    constexpr ValueFormat milliseconds{.type = ValueType::datetime, .decimals = 3};
    CalendarCounts counts;
    counts.seconds = {common(0, 9)};
    CalendarModel calendar;
    fit_times(counts, {-999'750, 3'600'250, 500}, 250, milliseconds, min_count, calendar);
    EXPECT_EQ(calendar.fraction_low, 250) << "a quarter past, or a quarter to";
    EXPECT_EQ(calendar.fraction_step, 500);
    fit_times(counts, {250, 3'600'250, 60'000}, 250, milliseconds, min_count, calendar);
    EXPECT_EQ(calendar.fraction_low, 250);
    EXPECT_EQ(calendar.fraction_step, 1000);
}

}  // namespace
}  // namespace replica
