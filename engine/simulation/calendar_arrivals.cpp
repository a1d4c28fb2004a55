#include "engine/simulation/calendar_arrivals.hpp"

#include "engine/date_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>

namespace replica {
namespace {

constexpr double days_of_year = 365.25;
constexpr double minutes_of_day = 1440;

std::size_t first_reaching(const std::vector<double>& cumulative, double value) {
    const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), value);
    return std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

/// Where in its period a time lies, in the curve's units.
double place_in_period(Curve::Over over, double time) {
    const double day = std::floor(time);
    const double fraction = time - day;
    const auto whole = static_cast<std::int64_t>(day);
    switch (over) {
        case Curve::Over::year: {
            const CivilDate date = civil_from_days(whole);
            return static_cast<double>(whole - days_from_civil({date.year, 1, 1})) + 1 + fraction;
        }
        case Curve::Over::week: return weekday_of(whole) + 1 + fraction;
        case Curve::Over::day: return 24 * fraction;
    }
    return 0;
}

double table_value(const Curve& curve, double place, double time) {
    constexpr std::size_t months = 12;
    if (curve.over == Curve::Over::year && curve.table.size() == months)
        return curve.table[civil_from_days(static_cast<std::int64_t>(std::floor(time))).month - 1];
    const double start = curve.over == Curve::Over::day ? 0 : 1;
    const double period = curve.over == Curve::Over::year ? 366 : period_of(curve.over);
    const double part = (place - start) / period * static_cast<double>(curve.table.size());
    // A minute that is a rounding error before its hour is of its hour.
    const auto index = static_cast<std::size_t>(std::max(0.0, part + 1e-9));
    return curve.table[std::min(index, curve.table.size() - 1)];
}

}  // namespace

double period_of(Curve::Over over) {
    switch (over) {
        case Curve::Over::year: return days_of_year;
        case Curve::Over::week: return 7;
        case Curve::Over::day: return 24;
    }
    return 1;
}

double curve_value(const Curve& curve, double time) {
    constexpr double far = 4e6;  // days beyond which there are no dates
    if (!(std::abs(time) < far)) return std::nan("");
    const double place = place_in_period(curve.over, time);
    if (!curve.table.empty()) return table_value(curve, place, time);
    const double period = period_of(curve.over);
    double value = curve.base;
    for (const Curve::Sine& sine : curve.sines)
        value += sine.amplitude * std::cos(2 * std::numbers::pi * sine.times * (place - sine.at) / period);
    for (const Curve::Peak& peak : curve.peaks) {
        const double distance = std::remainder(place - peak.at, period) / peak.width;
        value += peak.height * std::exp(-0.5 * distance * distance);
    }
    return value;
}

double CalendarArrivals::day_weight(const Calendar& calendar, std::int64_t day) {
    const auto time = static_cast<double>(day);
    const double years = static_cast<double>(day - calendar.first_day) / days_of_year;
    const double weight = std::max(0.0, curve_value(calendar.weekly, time)) *
                          std::max(0.0, curve_value(calendar.yearly, time)) * std::pow(1 + calendar.trend, years);
    return calendar.holidays.contains(day) ? weight * calendar.holiday_factor : weight;
}

CalendarArrivals::CalendarArrivals(const Calendar& calendar) : first_day_(calendar.first_day) {
    double sum = 0;
    for (std::int64_t day = calendar.first_day; day <= calendar.last_day; ++day)
        days_.push_back(sum += day_weight(calendar, day));
    if (!(sum > 0)) throw std::invalid_argument("no day of it has a weight above 0");
    if (!calendar.hourly) return;
    double slot_sum = 0;
    for (std::uint32_t minute = 0; minute < minutes_of_day; minute += calendar.step_minutes) {
        // Tables are taken at a slot's start, curves in its middle.
        const double shift = calendar.hourly->table.empty() ? 0.5 * calendar.step_minutes : 0;
        slots_.push_back(slot_sum += std::max(0.0, curve_value(*calendar.hourly, (minute + shift) / minutes_of_day)));
    }
    if (!(slot_sum > 0)) throw std::invalid_argument("no hour of its day has a weight above 0");
    for (double& slot : slots_) slot /= slot_sum;
}

double CalendarArrivals::time_of_day(double draw) const {
    if (slots_.empty()) return 0;
    return static_cast<double>(first_reaching(slots_, draw)) / static_cast<double>(slots_.size());
}

double CalendarArrivals::time_at(double day_draw, double time_draw) const {
    const std::size_t day = first_reaching(days_, day_draw * days_.back());
    return static_cast<double>(first_day_ + static_cast<std::int64_t>(day)) + time_of_day(time_draw);
}

double CalendarArrivals::sum_before(std::int64_t day) const {
    if (day <= first_day_) return 0;
    return days_[std::min(static_cast<std::size_t>(day - first_day_ - 1), days_.size() - 1)];
}

double CalendarArrivals::time_between(double day_draw, double time_draw, double first, double last) const {
    constexpr double far = 1e7;
    if (!(std::abs(first) < far && std::abs(last) < far)) return std::nan("");
    const double low = sum_before(static_cast<std::int64_t>(std::floor(first)));
    const double high = sum_before(static_cast<std::int64_t>(std::floor(last)) + 1);
    if (!(high > low)) return std::nan("");
    const std::size_t day = first_reaching(days_, low + day_draw * (high - low));
    return static_cast<double>(first_day_ + static_cast<std::int64_t>(day)) + time_of_day(time_draw);
}

}  // namespace replica
