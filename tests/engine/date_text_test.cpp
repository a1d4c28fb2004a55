#include "engine/date_text.hpp"

#include "engine/datetime_texts.hpp"
#include "engine/time_text.hpp"

#include <string>

#include <date/date.h>
#include <gtest/gtest.h>

namespace replica {
namespace {

FormatInference observed(std::initializer_list<std::string_view> texts) {
    FormatInference inference;
    for (const auto text : texts) inference.observe(text);
    return inference;
}

ValueFormat inferred(std::initializer_list<std::string_view> texts) { return observed(texts).result(); }

std::string written(std::int64_t grid, const ValueFormat& format) {
    std::string out;
    append_value(grid, format, out);
    return out;
}

TEST(CivilDate, AgreesWithDateLibraryOnEveryDay) {
    const auto last = date::sys_days(date::year(9999) / 12 / 31).time_since_epoch().count();
    for (std::int64_t days = date::sys_days(date::year(0) / 1 / 1).time_since_epoch().count(); days <= last; ++days) {
        const date::year_month_day expected{date::sys_days(date::days(days))};
        const CivilDate found = civil_from_days(days);
        ASSERT_EQ(found.year, static_cast<int>(expected.year()));
        ASSERT_EQ(found.month, static_cast<unsigned>(expected.month()));
        ASSERT_EQ(found.day, static_cast<unsigned>(expected.day()));
        ASSERT_EQ(days_from_civil(found), days);
    }
}

TEST(DateFormat, OnlyDaysOfTheCalendar) {
    const auto format = inferred({"2024-02-29"});
    EXPECT_EQ(format, (ValueFormat{.type = ValueType::date}));
    EXPECT_EQ(parse_value("1970-01-02", format), 1);
    EXPECT_EQ(parse_value("1969-12-31", format), -1);
    EXPECT_EQ(parse_value("2000-02-29", format), 11016);
    for (const auto* text :
         {"2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01", "2024-01-01x",
          "2024-01/01", "2024-001-01", "24-01-01", "2024/01/01", "02024-01-01", "20240101"}) {
        EXPECT_EQ(parse_value(text, format), std::nullopt) << text;
        EXPECT_EQ(inferred({"2024-02-29", text}).type, ValueType::string) << text;
    }
}

TEST(DateFormat, OrderOfParts) {
    EXPECT_EQ(inferred({"1/5/2020", "12/31/2020"}).date_form, DateForm::month_day_year);
    EXPECT_EQ(inferred({"1/5/2020", "31/12/2020"}).date_form, DateForm::day_month_year);
    EXPECT_EQ(inferred({"13/12/2020", "12/13/2020"}).type, ValueType::string);
    EXPECT_EQ(inferred({"1/5/2020"}).date_form, DateForm::month_day_year);
    EXPECT_EQ(inferred({"1.5.2020"}).date_form, DateForm::day_month_year);
    EXPECT_EQ(inferred({"1.5.2020", "12.31.2020"}).date_form, DateForm::month_day_year);
    EXPECT_EQ(inferred({"2020/12/31"}).date_form, DateForm::year_month_day);
    EXPECT_EQ(inferred({"2020/12/31", "12/31/2020"}).type, ValueType::string);
    EXPECT_EQ(inferred({"12/31/2020", "12/30/20"}).type, ValueType::string);
}

TEST(DateFormat, Padding) {
    EXPECT_FALSE(inferred({"1/5/2020"}).zero_padded);
    EXPECT_TRUE(inferred({"01/05/2020", "12/31/2020"}).zero_padded);
    EXPECT_EQ(inferred({"01/05/2020", "1/6/2020"}).type, ValueType::string);
    EXPECT_FALSE(inferred({"12/31/2020"}).zero_padded);
    EXPECT_TRUE(inferred({"2020-12-31"}).zero_padded);
    EXPECT_FALSE(inferred({"2020-12-31", "2020-1-31"}).zero_padded);
}

TEST(DateFormat, ShortYearsTurnAtThirty) {
    const auto format = inferred({"1/5/30", "12/31/29"});
    EXPECT_TRUE(format.short_year);
    EXPECT_EQ(parse_value("1/1/70", format), 0);
    EXPECT_EQ(parse_value("1/1/30", format), -14610);
    EXPECT_EQ(parse_value("1/1/00", format), 10957);
    EXPECT_EQ(written(*parse_value("12/31/29", format), format), "12/31/29");
}

TEST(DatetimeFormat, Looks) {
    const auto minutes = inferred({"2020-01-05 10:30"});
    EXPECT_EQ(minutes, (ValueFormat{.type = ValueType::datetime, .seconds = false}));
    EXPECT_EQ(parse_value("1970-01-01 00:01", minutes), 60);
    const auto iso = inferred({"2020-01-05T10:30:00.250Z", "2020-01-05T10:30:00.000Z"});
    EXPECT_EQ(iso.decimals, 3);
    EXPECT_TRUE(iso.fixed_decimals && iso.zulu && iso.time_separator == 'T');
    EXPECT_EQ(parse_value("1970-01-01T00:00:01.500Z", iso), 1500);
    EXPECT_EQ(written(-1, iso), "1969-12-31T23:59:59.999Z");
    const auto java = inferred({"2020-01-05 10:30:00.0", "2020-01-05 10:30:00.25"});
    EXPECT_EQ(written(100, java), "1970-01-01 00:00:01.0");
    EXPECT_EQ(written(125, java), "1970-01-01 00:00:01.25");
    const auto excel = inferred({"1/5/2020 10:30"});
    EXPECT_EQ(excel.date_form, DateForm::month_day_year);
}

TEST(DatetimeFormat, MixturesAreStrings) {
    for (const auto* text :
         {"2020-01-05", "2020-01-05T10:30:00", "2020-01-05 10:30", "2020-01-05 10:30:00Z", "2020-01-05 24:00:00",
          "2020-01-05 10:30:60", "2020-01-05 10:30:00.", "2020-01-05 10:30:00.1234567891", "2020-01-05 10:30:00 PM"}) {
        EXPECT_EQ(inferred({"2020-01-05 10:30:00", text}).type, ValueType::string) << text;
    }
    const auto dates = observed({"2020-01-05"});
    EXPECT_EQ(dates.result_as(ValueType::datetime), std::nullopt);
    EXPECT_EQ(observed({"2020-01-05 10:30"}).result_as(ValueType::date), std::nullopt);
}

TEST(DatetimeFormat, TwelveHours) {
    const auto us = inferred({"1/2/2004 9:05 PM", "12/31/2004 12:00 AM"});
    EXPECT_EQ(us, (ValueFormat{.type = ValueType::datetime,
                               .date_form = DateForm::month_day_year,
                               .date_separator = '/',
                               .zero_padded = false,
                               .seconds = false,
                               .clock = ClockForm::upper_12,
                               .padded_hour = false}));
    EXPECT_EQ(parse_value("1/1/1970 12:01 AM", us), 60);
    EXPECT_EQ(parse_value("1/1/1970 12:00 PM", us), 43200);
    EXPECT_EQ(written(43200 + 9 * 3600 + 300, us), "1/1/1970 9:05 PM");
    const auto lower = inferred({"2004-01-02 09:05:30pm", "2004-01-02 11:05:30am"});
    EXPECT_EQ(lower.clock, ClockForm::lower_12);
    EXPECT_FALSE(lower.meridiem_space);
    EXPECT_TRUE(lower.padded_hour);
    for (const auto* text : {"1/2/2004 13:05 PM", "1/2/2004 0:05 PM", "1/2/2004 9:05 pm", "1/2/2004 9:05PM",
                             "1/2/2004 9:05", "1/2/2004 9:05 P", "1/2/2004 09:05 PM"})
        EXPECT_EQ(inferred({"1/2/2004 9:05 PM", text}).type, ValueType::string) << text;
    EXPECT_FALSE(inferred({"2020-01-05 9:30:00", "2020-01-05 10:30:00"}).padded_hour);
    EXPECT_EQ(inferred({"2020-01-05 9:30:00", "2020-01-05 09:30:00"}).type, ValueType::string);
}

TEST(DatetimeFormat, ZonesAreNoPartOfTheGridValue) {
    const auto format = inferred({"1970-01-01T01:00:00+01:00", "1970-01-01T01:00:00 EST", "1970-01-01T01:00:00Z"});
    EXPECT_TRUE(format.zoned && !format.zulu);
    for (const auto* zone : {"Z", "+01:00", "-0530", "+01", " UTC", " EST", "CEST", " +02:00"}) {
        const std::string text = std::string("1970-01-01T01:00:00") + zone;
        EXPECT_EQ(parse_value(text, format), 3600) << zone;
        EXPECT_EQ(zone_of(text, format), zone);
        EXPECT_EQ(written(3600, format), "1970-01-01T01:00:00");
    }
    EXPECT_EQ(parse_value("1970-01-01T01:00:00", format), std::nullopt);
    for (const auto* zone : {"", "+1", "+16:00", "+01:60", " AB", " ABCDEF", "Zz", " est"}) {
        EXPECT_EQ(inferred({"1970-01-01T01:00:00+01:00", std::string("1970-01-01T01:00:00") + zone}).type,
                  ValueType::string)
            << zone;
    }
    EXPECT_TRUE(inferred({"1/2/2004 9:05 PM EST"}).zoned);
}

TEST(DateFormat, NamesOfMonths) {
    const auto oracle = inferred({"31-JAN-2020", "29-FEB-2020"});
    EXPECT_EQ(oracle.month_form, MonthForm::upper);
    EXPECT_EQ(oracle.date_form, DateForm::day_month_year);
    EXPECT_EQ(written(3, oracle), "04-JAN-1970");
    EXPECT_EQ(written(3, inferred({"4-Jan-70"})), "4-Jan-70");
    for (const auto* text : {"31-Jan-2020", "30-FEB-2020", "31-01-2020", "31-JAN-20", "31-JANUARY-2020", "31-JAM-2020"})
        EXPECT_EQ(inferred({"31-JAN-2020", text}).type, ValueType::string) << text;
}

TEST(DatetimeTexts, AreWhatAppendValueWrites) {
    for (const auto* text : {"2020-01-05 10:30", "2020-1-5T9:30:00.250Z", "1/2/2004 9:05 PM", "05.01.2020 09:30:00.5am",
                             "31-JAN-20 10:30:00 EST", "2020-01-05 10:30:00.123456789"}) {
        const auto format = inferred({text});
        ASSERT_EQ(format.type, ValueType::datetime) << text;
        const std::int64_t grid = parse_value(text, format).value();
        std::int64_t scale = 1;
        for (int digit = 0; digit < format.decimals; ++digit) scale *= 10;
        const std::int64_t day = grid / scale / seconds_per_day;
        const DatetimeTexts texts(format, day - 400, day + 400);
        for (std::int64_t step = -700; step <= 700; ++step) {
            const std::int64_t other = grid + step * 86'399 * scale + step;
            std::string out;
            texts.append(other, out);
            ASSERT_EQ(out, written(other, format));
            std::int64_t days = other / scale / seconds_per_day;
            ASSERT_EQ(texts.month_of(other), civil_from_days(days).month - 1);
        }
    }
}

TEST(DatetimeFormat, NanosecondsFitOnlyNearOurTime) {
    EXPECT_EQ(inferred({"2020-01-05 10:30:00.123456789"}).type, ValueType::datetime);
    EXPECT_EQ(inferred({"1500-01-05 10:30:00.123456789"}).type, ValueType::string);
    EXPECT_EQ(inferred({"9999-12-31 23:59:59.123456"}).type, ValueType::datetime);
}

}  // namespace
}  // namespace replica
