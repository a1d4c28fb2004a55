#include "engine/calendar_model.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"

#include <algorithm>
#include <cmath>

namespace replica {

std::int64_t grid_values_of_day(const ValueFormat& format) {
    if (format.type != ValueType::datetime) return 1;
    return seconds_per_day * static_cast<std::int64_t>(powers_of_ten[format.decimals]);
}

std::int64_t day_of(std::int64_t grid, std::int64_t values_of_day) {
    return grid / values_of_day - (grid % values_of_day < 0 ? 1 : 0);
}

std::uint32_t year_day_of(std::int64_t day) {
    const CivilDate date = civil_from_days(day);
    return 31 * (date.month - 1) + date.day - 1;
}

std::uint32_t day_class(std::int64_t day, const Holidays& holidays) {
    return holidays.contains(day) ? day_classes - 1 : weekday_of(day);
}

double day_weight(std::int64_t day, const CalendarModel& calendar) {
    const double weight = calendar.weekday[weekday_of(day)] * calendar.year_day[year_day_of(day)];
    return calendar.holidays.contains(day) ? weight * calendar.holiday : weight;
}

bool is_sound(const CalendarModel& calendar) {
    const auto weights = [](const std::vector<double>& table, std::size_t size) {
        return table.size() == size &&
               std::all_of(table.begin(), table.end(), [](double w) { return std::isfinite(w) && w >= 0; });
    };
    const std::size_t times = calendar.has_times() ? 1 : 0;
    return weights(calendar.weekday, 7) && weights(calendar.year_day, year_days) && std::isfinite(calendar.holiday) &&
           calendar.holiday >= 0 && weights(calendar.hours, times * day_classes * 24) &&
           weights(calendar.minutes, times * 24 * 60) && weights(calendar.seconds, times * 60) &&
           calendar.fraction_low >= 0 && calendar.fraction_low < calendar.fraction_step;
}

}  // namespace replica
