#include "engine/calendar_counts.hpp"

#include "engine/calendar_model.hpp"
#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "engine/time_text.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace replica {

namespace {

struct CellOrder {
    bool operator()(const CalendarCell& a, const CalendarCell& b) const {
        return std::tie(a.table, a.index, a.zone) < std::tie(b.table, b.index, b.zone);
    }
};

struct CellCount {
    GridCount count;
    std::uint64_t nameless = 0;  // persons without a hash: rows, where a row is a person
};
using Cells = std::map<CalendarCell, CellCount, CellOrder>;

void add_cell(Cells& cells, const CalendarCell& cell, const ValueCount& value, std::uint32_t min_count) {
    CellCount& known = cells[cell];
    GridCount& count = known.count;
    count.value = cell.index;
    count.rows += value.rows;
    if (count.writable) return;
    count.writable = value.persons >= min_count;
    if (value.holders.empty()) known.nameless += value.persons;
    count.holders.insert(count.holders.end(), value.holders.begin(), value.holders.end());
}

// Whoever holds many values of a cell counts once.
GridCount decided(CellCount& cell, std::uint32_t min_count) {
    GridCount& count = cell.count;
    std::sort(count.holders.begin(), count.holders.end());
    count.holders.erase(std::unique(count.holders.begin(), count.holders.end()), count.holders.end());
    count.writable = count.writable || cell.nameless + count.holders.size() >= min_count;
    if (count.writable) count.holders.clear();
    return std::move(count);
}

void add_zone(std::vector<ZoneCount>& zones, std::string_view zone, const GridCount& count) {
    const auto place =
        std::lower_bound(zones.begin(), zones.end(), zone,
                         [](const ZoneCount& known, std::string_view text) { return known.zone < text; });
    const auto at =
        place != zones.end() && place->zone == zone ? place : zones.insert(place, ZoneCount{std::string(zone), {}});
    at->months[static_cast<std::size_t>(count.value)] = count;
}

void take_rows(std::vector<GridCount>& counts, std::int64_t index, std::uint64_t rows) {
    const auto cell = std::lower_bound(counts.begin(), counts.end(), index,
                                       [](const GridCount& count, std::int64_t value) { return count.value < value; });
    if (cell != counts.end() && cell->value == index) cell->rows -= std::min(cell->rows, rows);
}

}  // namespace

void visit_cells(std::int64_t grid, std::string_view text, const ValueFormat& format, const Holidays& holidays,
                 const std::function<void(const CalendarCell&)>& visit) {
    const std::int64_t values_of_day = grid_values_of_day(format);
    const std::int64_t day = day_of(grid, values_of_day);
    visit({CalendarTable::day, day, {}});
    if (format.type != ValueType::datetime) return;
    const auto scale = static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const std::int64_t second = (grid - day * values_of_day) / scale;
    visit({CalendarTable::class_hour, 24 * std::int64_t{day_class(day, holidays)} + second / 3600, {}});
    visit({CalendarTable::hour_minute, second / 60, {}});
    visit({CalendarTable::second, second % 60, {}});
    if (format.zoned) visit({CalendarTable::zone, civil_from_days(day).month - 1, zone_of(text, format)});
}

std::string cell_key(const CalendarCell& cell) {
    std::string key(1 + sizeof cell.index, static_cast<char>(cell.table));
    std::memcpy(key.data() + 1, &cell.index, sizeof cell.index);
    return key.append(cell.zone);
}

CalendarCell cell_of_key(std::string_view key) {
    CalendarCell cell{static_cast<CalendarTable>(key[0]), 0, key.substr(1 + sizeof cell.index)};
    std::memcpy(&cell.index, key.data() + 1, sizeof cell.index);
    return cell;
}

void CalendarCounts::take_off(const GridCount& value, const ValueFormat& format, const Holidays& holidays) {
    visit_cells(value.value, {}, format, holidays, [&](const CalendarCell& cell) {
        switch (cell.table) {
            case CalendarTable::day: return take_rows(days, cell.index, value.rows);
            case CalendarTable::class_hour: return take_rows(class_hours, cell.index, value.rows);
            case CalendarTable::hour_minute: return take_rows(hour_minutes, cell.index, value.rows);
            case CalendarTable::second: return take_rows(seconds, cell.index, value.rows);
            case CalendarTable::zone: return;
        }
    });
}

CalendarCounts count_calendar(const ValueTable& table, const ValueFormat& format, const Holidays& holidays,
                              std::uint32_t min_count) {
    Cells cells;
    for (const ValueCount& cell : table.calendar) add_cell(cells, cell_of_key(cell.text), cell, min_count);
    if (table.calendar.empty()) {
        for (const ValueCount& value : table.values) {
            const auto grid = parse_value(value.text, format);
            if (!grid) continue;
            visit_cells(*grid, value.text, format, holidays,
                        [&](const CalendarCell& cell) { add_cell(cells, cell, value, min_count); });
        }
    }
    CalendarCounts counts;
    for (auto& [cell, known] : cells) {
        GridCount count = decided(known, min_count);
        switch (cell.table) {
            case CalendarTable::day: counts.days.push_back(std::move(count)); break;
            case CalendarTable::class_hour: counts.class_hours.push_back(std::move(count)); break;
            case CalendarTable::hour_minute: counts.hour_minutes.push_back(std::move(count)); break;
            case CalendarTable::second: counts.seconds.push_back(std::move(count)); break;
            case CalendarTable::zone: add_zone(counts.zones, cell.zone, count); break;
        }
    }
    return counts;
}

}  // namespace replica
