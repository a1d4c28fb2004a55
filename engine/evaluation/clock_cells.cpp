#include "engine/evaluation/clock_cells.hpp"

#include "engine/date_text.hpp"
#include "engine/holidays.hpp"

namespace replica {
namespace {

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

}  // namespace

std::uint16_t clock_cell(std::int64_t grid, const ValueFormat& format, const Holidays& holidays) {
    std::int64_t day = grid;
    std::int64_t hour = 0;
    if (format.type == ValueType::datetime) {
        std::int64_t unit = 1;
        for (int i = 0; i < format.decimals; ++i) unit *= 10;
        const std::int64_t seconds = floor_divide(grid, unit);
        day = floor_divide(seconds, seconds_per_day);
        hour = (seconds - day * seconds_per_day) / 3600;
    }
    const std::uint32_t month = civil_from_days(day).month - 1;
    const std::uint32_t cell = (month * 7 + weekday_of(day)) * 24 + static_cast<std::uint32_t>(hour);
    return static_cast<std::uint16_t>(2 * cell + (holidays.contains(day) ? 1U : 0U));
}

ClockCounts clock_counts(const std::vector<std::uint64_t>& cells) {
    ClockCounts counts;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        counts.months[cell / (std::size_t{7} * 24 * 2)] += cells[cell];
        counts.weekdays[cell / 48 % 7] += cells[cell];
        counts.hours[cell / 2 % 24] += cells[cell];
        counts.holidays[cell % 2] += cells[cell];
    }
    return counts;
}

}  // namespace replica
