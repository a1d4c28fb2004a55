#pragma once

#include "engine/evaluation/compared_column.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// Rows of a date or datetime by month, weekday, hour and whether the day is a holiday, together: cell
/// ((month x 7 + weekday) x 24 + hour) x 2 + holiday, months from January, weekdays from Monday; dates have hour 0.
inline constexpr std::size_t clock_cell_count = std::size_t{12} * 7 * 24 * 2;

/// The cell of a grid value of a column of dates or datetimes.
std::uint16_t clock_cell(std::int64_t grid, const ValueFormat& format, const Holidays& holidays);

/// Rows of each month, weekday and hour, and of holidays behind other days.
struct ClockCounts {
    std::array<std::uint64_t, 12> months{};
    std::array<std::uint64_t, 7> weekdays{};
    std::array<std::uint64_t, 24> hours{};
    std::array<std::uint64_t, 2> holidays{};
};
ClockCounts clock_counts(const std::vector<std::uint64_t>& cells);

}  // namespace replica
