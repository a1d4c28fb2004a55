#include "engine/holidays.hpp"

#include "engine/date_text.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

std::vector<std::string> holidays_of(std::int32_t year, const Holidays& holidays) {
    std::vector<std::string> found;
    for (std::int64_t day = days_from_civil({year, 1, 1}); day < days_from_civil({year + 1, 1, 1}); ++day) {
        if (!holidays.contains(day)) continue;
        std::string text;
        append_value(day, {.type = ValueType::date}, text);
        found.push_back(text.substr(5));
    }
    return found;
}

using Days = std::vector<std::string>;

TEST(Holidays, WeekdaysFollowTheCalendar) {
    EXPECT_EQ(weekday_of(0), 3U);
    EXPECT_EQ(weekday_of(-1), 2U);
    EXPECT_EQ(weekday_of(days_from_civil({2024, 2, 26})), 0U);
    EXPECT_EQ(weekday_of(days_from_civil({1900, 1, 7})), 6U);
}

TEST(Holidays, EasterAsTabulated) {
    const std::vector<CivilDate> sundays{{1818, 3, 22}, {1943, 4, 25}, {1961, 4, 2},  {2000, 4, 23},
                                         {2008, 3, 23}, {2019, 4, 21}, {2024, 3, 31}, {2038, 4, 25}};
    for (const CivilDate& sunday : sundays)
        EXPECT_EQ(easter_sunday(sunday.year), days_from_civil(sunday)) << sunday.year;
    for (std::int32_t year = 1900; year < 2100; ++year) EXPECT_EQ(weekday_of(easter_sunday(year)), 6U);
}

// As published by the U.S. Office of Personnel Management, and the dates themselves where they were moved.
TEST(Holidays, UnitedStates) {
    const Holidays us{HolidayRules::us, {}};
    EXPECT_EQ(holidays_of(2019, us),
              (Days{"01-01", "01-21", "02-18", "05-27", "07-04", "09-02", "10-14", "11-11", "11-28", "12-25"}));
    EXPECT_EQ(holidays_of(2021, us), (Days{"01-01", "01-18", "02-15", "05-31", "06-18", "06-19", "07-04", "07-05",
                                           "09-06", "10-11", "11-11", "11-25", "12-24", "12-25", "12-31"}));
    EXPECT_EQ(holidays_of(2023, us), (Days{"01-01", "01-02", "01-16", "02-20", "05-29", "06-19", "07-04", "09-04",
                                           "10-09", "11-10", "11-11", "11-23", "12-25"}));
}

// As published by GOV.UK for England and Wales, without the holidays of a single year, and the days that they stand
// for.
TEST(Holidays, UnitedKingdom) {
    const Holidays uk{HolidayRules::uk, {}};
    EXPECT_EQ(holidays_of(2021, uk),
              (Days{"01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-25", "12-26", "12-27", "12-28"}));
    EXPECT_EQ(holidays_of(2022, uk),
              (Days{"01-01", "01-03", "04-15", "04-18", "05-02", "05-30", "08-29", "12-25", "12-26", "12-27"}));
    EXPECT_EQ(holidays_of(2024, uk), (Days{"01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"}));
    EXPECT_EQ(holidays_of(2020, uk),
              (Days{"01-01", "04-10", "04-13", "05-04", "05-25", "08-31", "12-25", "12-26", "12-28"}));
}

TEST(Holidays, TablesOfDates) {
    const Holidays table{HolidayRules::none, {days_from_civil({2020, 5, 8}), days_from_civil({2020, 12, 24})}};
    EXPECT_EQ(holidays_of(2020, table), (Days{"05-08", "12-24"}));
    EXPECT_TRUE(holidays_of(2021, table).empty());
    EXPECT_TRUE(Holidays{}.empty());
    EXPECT_FALSE(table.empty());
}

}  // namespace
}  // namespace replica
