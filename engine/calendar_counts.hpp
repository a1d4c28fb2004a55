#pragma once

#include "engine/bin_slots.hpp"
#include "engine/holidays.hpp"
#include "engine/value_format.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What is counted of the calendar in a column of dates or datetimes; dates have days alone.
enum class CalendarTable : std::uint8_t {
    day,          ///< since 1970-01-01
    class_hour,   ///< 24 x day class + hour
    hour_minute,  ///< minute of the day
    second,
    zone,  ///< month - 1, and the zone's text
};

/// A cell of a calendar table.
struct CalendarCell {
    CalendarTable table = CalendarTable::day;
    std::int64_t index = 0;
    std::string_view zone;

    friend bool operator==(const CalendarCell&, const CalendarCell&) = default;
};

/// Calls `visit` with each cell that a value lies in: its grid value, and its text for the zone.
void visit_cells(std::int64_t grid, std::string_view text, const ValueFormat& format, const Holidays& holidays,
                 const std::function<void(const CalendarCell&)>& visit);

/// A cell as a key of bytes, and back.
std::string cell_key(const CalendarCell& cell);
CalendarCell cell_of_key(std::string_view key);

/// A time zone's rows by month.
struct ZoneCount {
    std::string zone;
    std::array<GridCount, 12> months{};
};

/// The cells of all values of a column. GridCount::value is a cell's index, ascending.
struct CalendarCounts {
    std::vector<GridCount> days;
    std::vector<GridCount> class_hours;
    std::vector<GridCount> hour_minutes;
    std::vector<GridCount> seconds;
    std::vector<ZoneCount> zones;  ///< in order of text

    /// Takes the rows of a value that is written by itself off its cells; who holds the cells stays.
    void take_off(const GridCount& value, const ValueFormat& format, const Holidays& holidays);
};

/// Counts them: from the survey's cells where the table has those, else from its values. A cell is writable where at
/// least `min_count` persons hold its values.
CalendarCounts count_calendar(const ValueTable& table, const ValueFormat& format, const Holidays& holidays,
                              std::uint32_t min_count);

}  // namespace replica
