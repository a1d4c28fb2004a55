#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "engine/grid_bins.hpp"
#include "engine/number_text.hpp"

#include <cmath>
#include <deque>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::int64_t day_seconds = seconds_per_day;
constexpr ValueFormat minutes{.type = ValueType::datetime, .seconds = false};

/// A table of grid values and their rows, where a row is a person.
class Table {
public:
    explicit Table(const ValueFormat& format) : format_(format) {}
    void add(std::int64_t grid, std::uint64_t rows = 1, const std::string& zone = "") {
        std::string text;
        append_value(grid, format_, text);
        rows_[text + zone] += rows;
    }
    BinEdges bins(ColumnModel& column, const Holidays& holidays = {}, const ColumnSchema* schema = nullptr) {
        ValueTable table;
        for (const auto& [text, rows] : rows_) {
            table.values.push_back({text, rows, static_cast<std::uint32_t>(rows), {}});
            table.range.include(parse_value(text, format_).value());
        }
        column.name = "t";
        column.format = format_;
        column.encoding = Encoding::binned;
        return make_grid_bins(table, holidays, schema, {}, column);
    }

private:
    ValueFormat format_;
    std::map<std::string, std::uint64_t> rows_;
};

std::int64_t noon(std::int64_t day) { return day * day_seconds + 12 * 3600; }

TEST(CalendarBins, EdgesAreMidnightsAndSlotsWholeDays) {
    Table table(minutes);
    std::uint64_t rows = 0;
    for (std::int64_t day = 18000; day < 19000; ++day)
        for (std::int64_t i = 0; i <= day % 8; ++i, ++rows) table.add(noon(day) + 60 * ((day * 37 + i * 101) % 600));
    ColumnModel column;
    const BinEdges edges = table.bins(column);
    EXPECT_EQ(edges.low, column.bin_low);
    EXPECT_EQ(column.bin_low.size(), 20U);
    EXPECT_EQ(column.step, 60);
    for (const std::int64_t low : column.bin_low) EXPECT_EQ(low % day_seconds, 0);
    EXPECT_EQ(column.range_high % day_seconds, day_seconds - 60);
    ASSERT_TRUE(column.calendar && column.calendar->has_times());
    std::uint64_t weight = 0;
    for (const Slot& slot : column.slots) {
        EXPECT_EQ(slot.low % day_seconds, 0);
        EXPECT_EQ(slot.high % day_seconds, day_seconds - 60);
        const std::int64_t days = (slot.high + 60 - slot.low) / day_seconds;
        if (days == 1) {
            EXPECT_GE(slot.low / day_seconds % 8, 4) << "fewer than five rows that day";
        } else {
            EXPECT_GE(days, 5);
            EXPECT_GE(slot.weight, 10U);
        }
        weight += slot.weight;
    }
    EXPECT_EQ(weight, rows);
}

TEST(CalendarBins, ValuesThatEnoughPersonsHoldStay) {
    Table table(minutes);
    for (std::int64_t day = 18000; day < 18100; ++day) table.add(noon(day) + 60 * (day % 50));
    table.add(noon(18050) + 30 * 60, 700);
    ColumnModel column;
    table.bins(column);
    const auto atoms =
        std::count_if(column.slots.begin(), column.slots.end(), [](const Slot& slot) { return slot.low == slot.high; });
    EXPECT_EQ(atoms, 1);
    const auto atom =
        std::find_if(column.slots.begin(), column.slots.end(), [](const Slot& slot) { return slot.low == slot.high; });
    EXPECT_EQ(atom->low, noon(18050) + 30 * 60);
    EXPECT_EQ(atom->weight, 700U);
    std::uint64_t rows = 0;
    for (const Slot& slot : column.slots) rows += slot.weight;
    EXPECT_EQ(rows, 800U);
}

// One person's days far outside are drawn in to the lowest bin; its first day's weekday and month are not theirs.
TEST(CalendarBins, DaysDrawnInFollowTheOthersCalendar) {
    std::map<std::string, std::uint64_t> holders;
    std::uint64_t others = 100;
    const ValueFormat format{.type = ValueType::date};
    const auto add = [&](std::int64_t day, std::uint64_t person) {
        std::string text;
        append_value(day, format, text);
        holders[text] = person;
    };
    for (std::int64_t day = 14000; day < 17000; ++day) add(day, ++others);
    for (std::int64_t day = 1000; day < 1600; ++day) add(day, 7);
    ValueTable table;
    for (const auto& [text, person] : holders) {
        table.values.push_back({text, 1, 1, {&person, 1}});
        table.range.include(parse_value(text, format).value());
    }
    ColumnModel column;
    column.format = format;
    column.encoding = Encoding::binned;
    make_grid_bins(table, {}, nullptr, {}, column);
    EXPECT_GE(column.bin_low.front(), 13900);
    std::uint64_t rows = 0;
    for (const Slot& slot : column.slots) rows += slot.weight;
    EXPECT_EQ(rows, 3600U);
    ASSERT_TRUE(column.calendar);
    for (const double weight : column.calendar->weekday) EXPECT_NEAR(weight, 1, 0.05);
    for (const double weight : column.calendar->year_day)
        EXPECT_TRUE(weight == 0 || std::abs(weight - 1) < 0.15) << weight;
    // 150 days a bin: those drawn in are all over the first.
    for (std::uint32_t slot = 0; slot < column.first_slot[1]; ++slot)
        EXPECT_LT(column.slots[slot].weight, 120U) << "600 rows drawn in to " << column.first_slot[1] << " slots";
}

TEST(CalendarBins, DatesThatAllAreHeldNeedNoCalendar) {
    Table table({.type = ValueType::date});
    for (std::int64_t day = 18000; day < 18100; ++day) table.add(day, 6);
    ColumnModel column;
    table.bins(column);
    EXPECT_FALSE(column.calendar);
    EXPECT_EQ(column.slots.size(), 100U);
}

TEST(CalendarBins, DatetimesOfOneDayAreNumbers) {
    Table table(minutes);
    for (std::int64_t minute = 0; minute < 600; ++minute) table.add(noon(18000) + 60 * minute);
    ColumnModel column;
    table.bins(column);
    EXPECT_FALSE(column.calendar);
    EXPECT_EQ(column.bin_low.size(), 20U);
}

TEST(CalendarBins, BracketsDecideWhetherDaysAreBinned) {
    Table table(minutes);
    for (std::int64_t day = 18000; day < 18100; ++day) table.add(noon(day) + 60 * (day % 50), 3);
    ColumnSchema schema;
    schema.brackets = {"2019-05-01", "2019-06-01"};
    ColumnModel column;
    table.bins(column, {}, &schema);
    EXPECT_EQ(column.bin_low.size(), 3U);
    EXPECT_TRUE(column.calendar);
    schema.brackets = {"2019-05-01 12:30"};
    ColumnModel by_time;
    table.bins(by_time, {}, &schema);
    EXPECT_FALSE(by_time.calendar);
    EXPECT_EQ(by_time.bin_low[1] % day_seconds, 12 * 3600 + 1800);
}

TEST(CalendarBins, ExtremesOfTheGridDoNotOverflow) {
    ValueFormat format{.type = ValueType::datetime, .decimals = 9};
    Table table(format);
    const auto billion = static_cast<std::int64_t>(powers_of_ten[9]);
    for (std::int64_t i = 0; i < 200; ++i) {
        table.add((days_from_civil({1678, 1, 2}) + i * 977) * day_seconds * billion + 1 + i % 7);
    }
    ColumnModel column;
    table.bins(column);
    EXPECT_TRUE(std::is_sorted(column.bin_low.begin(), column.bin_low.end()));
    EXPECT_GT(column.range_high, column.bin_low.back());
    for (const Slot& slot : column.slots) EXPECT_LT(slot.low, slot.high);
}

TEST(TimeZones, RareOnesBecomeTheCommonest) {
    ValueFormat format = minutes;
    format.zoned = true;
    Table table(format);
    for (std::int64_t day = 18262; day < 18262 + 366; ++day) {  // 2020
        const bool summer = civil_from_days(day).month >= 4 && civil_from_days(day).month <= 10;
        table.add(noon(day), 1, summer ? "+02:00" : "+01:00");
    }
    table.add(noon(18300), 4, "+05:30");
    ColumnModel column;
    table.bins(column);
    EXPECT_EQ(column.zones, (std::vector<std::string>{"+01:00", "+02:00"}));
    ASSERT_EQ(column.zone_weights.size(), 24U);
    EXPECT_EQ(column.zone_weights[0], 31U);
    EXPECT_EQ(column.zone_weights[1], 0U);
    EXPECT_EQ(column.zone_weights[2 * 6], 0U);
    EXPECT_EQ(column.zone_weights[2 * 6 + 1], 31U);
    Table few(format);
    few.add(noon(18300), 3, " EST");
    few.add(noon(18400), 1, " EDT");
    ColumnModel rare;
    few.bins(rare);
    EXPECT_EQ(rare.zones, std::vector<std::string>{" EST"});
}

}  // namespace
}  // namespace replica
