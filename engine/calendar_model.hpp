#pragma once

#include "engine/holidays.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <vector>

namespace replica {

inline constexpr std::uint32_t year_days = 12 * 31;  ///< days of a year by 31 x (month - 1) + day - 1
inline constexpr std::uint32_t day_classes = 8;      ///< Monday to Sunday, and holidays
inline constexpr std::uint32_t minutes_per_day = 1440;

/// What the days inside an interval weigh, and which times of day they have.
///
/// Inside an interval of several days, day d is drawn in proportion to
///     weekday[w(d)] · year_day[y(d)] · (holiday where d is one).
/// Its time of day is independent of the rest given the day's class: the hour by hours[class], the minute by
/// minutes[hour], the second by seconds, the fraction evenly among fraction_low, fraction_low + fraction_step, ....
/// Weights are shares of nothing in particular; those of one table compare with each other only.
struct CalendarModel {
    std::vector<double> weekday;   ///< 7, Monday first
    std::vector<double> year_day;  ///< year_days
    double holiday = 1;
    Holidays holidays;
    std::vector<double> hours;      ///< datetime: 24 of each class
    std::vector<double> minutes;    ///< datetime: 60 of each hour
    std::vector<double> seconds;    ///< datetime: 60
    std::int64_t fraction_low = 0;  ///< grid values past a second, below fraction_step
    std::int64_t fraction_step = 1;

    [[nodiscard]] bool has_times() const { return !hours.empty(); }
};

/// Grid values of a day: 1 for a date, 86,400 x 10^decimals for a datetime.
std::int64_t grid_values_of_day(const ValueFormat& format);

/// The day of a grid value, rounded down.
std::int64_t day_of(std::int64_t grid, std::int64_t values_of_day);

/// 31 x (month - 1) + day - 1.
std::uint32_t year_day_of(std::int64_t day);

/// The weekday, or 7 for a holiday.
std::uint32_t day_class(std::int64_t day, const Holidays& holidays);

/// What a day weighs inside its interval.
double day_weight(std::int64_t day, const CalendarModel& calendar);

/// Whether every table has its size and only weights that are finite and not negative; hours, minutes and seconds all
/// or none.
bool is_sound(const CalendarModel& calendar);

}  // namespace replica
