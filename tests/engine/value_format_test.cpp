#include "engine/value_format.hpp"

#include "engine/time_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

static_assert(std::is_trivially_copyable_v<FormatInference>);

template <typename Texts>
FormatInference observed(const Texts& texts) {
    FormatInference inference;
    for (const auto& text : texts) inference.observe(text);
    return inference;
}

ValueFormat inferred(std::initializer_list<std::string_view> texts) { return observed(texts).result(); }

std::string written(std::int64_t grid, const ValueFormat& format) {
    std::string out = "before:";
    append_value(grid, format, out);
    return out.substr(7);
}

// What becomes of `text` in a column of `format`.
std::string round_trip(std::string_view text, const ValueFormat& format) {
    const auto grid = parse_value(text, format);
    return grid ? written(*grid, format) : "not a value: " + std::string(text);
}

// What append_value writes of a text: its time zone only where that is always Z.
std::string up_to_zone(const std::string& text, const ValueFormat& format) {
    return format.zoned ? text.substr(0, text.size() - zone_of(text, format).size()) : text;
}

bool has_grid(const ValueFormat& format) {
    return format.type != ValueType::string && format.type != ValueType::boolean;
}

constexpr ValueFormat text_format{};

TEST(FormatInference, NothingObservedIsString) {
    EXPECT_EQ(FormatInference{}.result(), text_format);
    EXPECT_EQ(FormatInference{}.result_as(ValueType::date)->type, ValueType::date);
}

TEST(FormatInference, Integers) {
    const auto format = inferred({"0", "-7", "9223372036854775807", "-9223372036854775808", "9007199254740993"});
    EXPECT_EQ(format, (ValueFormat{.type = ValueType::integer}));
    EXPECT_EQ(parse_value("9007199254740993", format), 9007199254740993);
    EXPECT_EQ(parse_value("-9223372036854775808", format), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(round_trip("-9223372036854775808", format), "-9223372036854775808");
    for (const auto* text : {"", "01", "+1", "1.0", "1e3", "-0", " 1", "1 ", "9223372036854775808", "-", "--1"}) {
        EXPECT_EQ(parse_value(text, format), std::nullopt) << text;
    }
}

TEST(FormatInference, WhatWouldNotComeBackIsString) {
    for (const auto* text : {"01234",
                             "+5",
                             "-0",
                             "-0.0",
                             "-0.00",
                             "00.5",
                             ".5",
                             "5.",
                             "1.2.3",
                             "1,5",
                             "0x10",
                             "1e",
                             "1e+",
                             "1_000",
                             "9223372036854775808",
                             "-9223372036854775809",
                             "92233720368547758.08",
                             "1e30",
                             "inf",
                             "nan",
                             "",
                             " ",
                             "12 ",
                             "1.2e5.",
                             "--5",
                             "12345678901234567890"}) {
        EXPECT_EQ(inferred({"12", text}), text_format) << text;
        EXPECT_EQ(inferred({text, "12.5"}), text_format) << text;
    }
    EXPECT_EQ(inferred({"3.10", "3.1"}), text_format);
    EXPECT_EQ(inferred({"1", "1.0"}), text_format);
    EXPECT_EQ(inferred({"1.0", "2", "2.5"}), text_format);
    EXPECT_EQ(inferred({"250.00", "250.01", "V45"}), text_format);
    EXPECT_EQ(inferred({"250.83", "276", "8"}), (ValueFormat{.type = ValueType::decimal, .decimals = 2}));
}

TEST(FormatInference, DecimalLooks) {
    const auto fixed = inferred({"1.50", "-0.25", "3.00"});
    EXPECT_EQ(fixed, (ValueFormat{.type = ValueType::decimal, .decimals = 2, .fixed_decimals = true}));
    EXPECT_EQ(parse_value("-0.25", fixed), -25);
    EXPECT_EQ(written(-5, fixed), "-0.05");
    EXPECT_EQ(written(0, fixed), "0.00");
    const auto point_zero = inferred({"1.0", "2.5", "3.25", "-100.0"});
    EXPECT_EQ(point_zero, (ValueFormat{.type = ValueType::decimal, .decimals = 2, .point_zero = true}));
    EXPECT_EQ(written(300, point_zero), "3.0");
    EXPECT_EQ(written(-10000, point_zero), "-100.0");
    EXPECT_EQ(written(0, point_zero), "0.0");
    const auto trimmed = inferred({"1", "2.5", "3.125"});
    EXPECT_EQ(trimmed, (ValueFormat{.type = ValueType::decimal, .decimals = 3}));
    EXPECT_EQ(written(1000, trimmed), "1");
    EXPECT_EQ(written(-20, trimmed), "-0.02");
    EXPECT_EQ(inferred({"1.0", "7.0"}),
              (ValueFormat{.type = ValueType::decimal, .decimals = 1, .fixed_decimals = true}));
}

TEST(FormatInference, ExponentsAreWrittenOut) {
    const auto format = inferred({"1e-05", "0.25", "1.5E+2", "3"});
    EXPECT_EQ(format, (ValueFormat{.type = ValueType::decimal, .decimals = 5}));
    EXPECT_EQ(round_trip("1e-05", format), "0.00001");
    EXPECT_EQ(round_trip("1.5E+2", format), "150");
    EXPECT_EQ(round_trip("0.25", format), "0.25");
    EXPECT_EQ(inferred({"1e-05", "2.0"}), (ValueFormat{.type = ValueType::decimal, .decimals = 5, .point_zero = true}));
    EXPECT_EQ(inferred({"1.50", "1e-05"}), text_format);
    EXPECT_EQ(inferred({"1.50", "1e-01"}),
              (ValueFormat{.type = ValueType::decimal, .decimals = 2, .fixed_decimals = true}));
    EXPECT_EQ(inferred({"1e-300", "0.5"}).decimals, 18);
    EXPECT_EQ(round_trip("1e-300", inferred({"1e-300", "0.5"})), "0");
}

TEST(FormatInference, DecimalsShrinkUntilTheLargestFits) {
    // Two doubles as Python writes them: 17 digits after the point leave no room for 123.
    const auto format = inferred({"123.45600000000002", "0.30000000000000004"});
    EXPECT_EQ(format, (ValueFormat{.type = ValueType::decimal, .decimals = 16}));
    EXPECT_EQ(round_trip("123.45600000000002", format), "123.45600000000002");
    EXPECT_EQ(round_trip("0.30000000000000004", format), "0.3");
    EXPECT_EQ(inferred({"9223372036854775807", "0.5"}).decimals, 0);
    EXPECT_EQ(inferred({"9223372036854775.807"}),
              (ValueFormat{.type = ValueType::decimal, .decimals = 3, .fixed_decimals = true}));
    for (const auto* largest :
         {"922337203685477580.7", "999999999999999999.9e0", "9223372036854775806", "0.9223372036854775807"}) {
        EXPECT_TRUE(parse_value(largest, inferred({largest, "1e-9"})).has_value()) << largest;
    }
}

TEST(FormatInference, LongNumbers) {
    EXPECT_EQ(inferred({"0.00000000000000000001", "0.5"}).decimals, 18);
    EXPECT_EQ(inferred({"0.000000000000000001", "0.5"}).decimals, 18);
    EXPECT_EQ(round_trip("0.000000000000000001", inferred({"0.000000000000000001", "0.5"})), "0.000000000000000001");
    EXPECT_EQ(inferred({"0.123456789012345678901"}), text_format);
    EXPECT_EQ(inferred({"0.10000000000000000000"}), text_format);
    EXPECT_EQ(inferred({"18446744073709551617"}), text_format);  // 2^64 + 1
    EXPECT_EQ(inferred({"1844674407370955161.7"}), text_format);
    EXPECT_EQ(inferred({"184467440737095516170"}), text_format);
    EXPECT_EQ(inferred({"1.8446744073709551617e5"}), text_format);
    EXPECT_EQ(inferred({std::string(1000, '1')}), text_format);
    EXPECT_EQ(inferred({"0." + std::string(1000, '0')}), text_format);
}

TEST(FormatInference, RoundingIsHalfAwayFromZero) {
    const ValueFormat format{.type = ValueType::decimal, .decimals = 1};
    EXPECT_EQ(parse_value("0.25", format), 3);
    EXPECT_EQ(parse_value("-0.25", format), -3);
    EXPECT_EQ(parse_value("0.249", format), 2);
    EXPECT_EQ(parse_value("-0.04", format), 0);
    EXPECT_EQ(parse_value("5", format), 50);
    EXPECT_EQ(parse_value("922337203685477580.8", format), std::nullopt);
}

TEST(FormatInference, BooleansAreOfOnePair) {
    const ValueFormat boolean{.type = ValueType::boolean};
    EXPECT_EQ(inferred({"true", "false", "true"}), boolean);
    EXPECT_EQ(inferred({"Y", "N"}), boolean);
    EXPECT_EQ(inferred({"yes"}), boolean);
    EXPECT_EQ(inferred({"true", "FALSE"}), text_format);
    EXPECT_EQ(inferred({"T", "t"}), text_format);
    EXPECT_EQ(inferred({"y", "no"}), text_format);
    EXPECT_EQ(inferred({"Y", "N", "U"}), text_format);
    EXPECT_EQ(inferred({"true", "1"}), text_format);
    EXPECT_EQ(inferred({"tRUE"}), text_format);
    EXPECT_EQ(parse_value("true", boolean), std::nullopt);
}

TEST(FormatInference, SchemaDemandsAType) {
    const auto integers = observed(std::vector<std::string_view>{"0", "1"});
    EXPECT_EQ(integers.result_as(ValueType::decimal), (ValueFormat{.type = ValueType::decimal}));
    EXPECT_EQ(integers.result_as(ValueType::boolean), (ValueFormat{.type = ValueType::boolean}));
    EXPECT_EQ(integers.result_as(ValueType::string), text_format);
    EXPECT_EQ(integers.result_as(ValueType::date), std::nullopt);
    EXPECT_EQ(observed(std::vector<std::string_view>{"0", "2"}).result_as(ValueType::boolean), std::nullopt);
    EXPECT_EQ(observed(std::vector<std::string_view>{"0", "-1"}).result_as(ValueType::boolean), std::nullopt);
    EXPECT_EQ(observed(std::vector<std::string_view>{"1.5"}).result_as(ValueType::integer), std::nullopt);
    EXPECT_EQ(observed(std::vector<std::string_view>{"01"}).result_as(ValueType::integer), std::nullopt);
    const auto compact = observed(std::vector<std::string_view>{"20240229", "19991231"});
    EXPECT_EQ(compact.result().type, ValueType::integer);
    const auto format = compact.result_as(ValueType::date);
    ASSERT_TRUE(format.has_value());
    EXPECT_EQ(round_trip("20240229", *format), "20240229");
    EXPECT_EQ(parse_value("20230229", *format), std::nullopt);
    EXPECT_EQ(observed(std::vector<std::string_view>{"20240229", "20230229"}).result_as(ValueType::date), std::nullopt);
}

// Any mixture of these must be inferred such that all observed values come back.
const std::vector<std::vector<std::string>> pools{
    {"0", "1", "-1", "12", "999", "20240101", "19991231", "-9223372036854775808", "9223372036854775807", "007", "-0"},
    {"0", "1", "1.0", "1.5", "2.50", "3.25", "0.125", "-0.5", "-2.0", "100.00", "3.14", "2.71", "0.00", "-1.10",
     "1234567.5"},
    {"2020-01-05", "2020-1-5", "2020-12-31", "2020-02-29", "2021-02-29", "1969-12-31", "2020/01/05", "2020/11/11",
     "0001-01-01"},
    {"1/5/2020", "01/05/2020", "13/12/2020", "12/13/2020", "12/12/2020", "2/29/2020", "2/29/2021", "31/1/2020",
     "10/11/1999"},
    {"1/5/20", "01/05/69", "12/13/68", "13/12/99", "11/11/00", "1/5/2020", "29.2.20", "29.2.21", "1.5.20", "31.12.99"},
    {"1.5.2020", "01.05.2020", "31.12.2020", "12.31.2020", "10.10.1066", "12-31-2020", "1-5-2020", "10-10-2020"},
    {"2020-01-05 10:00", "2020-01-05 23:59:59", "2020-01-05T10:00:00", "2020-01-05T10:00:00Z", "2020-01-05",
     "1960-03-01 00:00:01", "2020-01-05 24:00:00", "2020-01-05 10:60", "2020-01-05 9:00", "2020-01-05 10:00:00.5",
     "1969-12-31 23:59:59.25", "2020-01-05 10:00:00.0", "2020-01-05 10:00:00.50", "2020-01-05 10:00:00.123456789",
     "1500-01-01 00:00:00.123456789"},
    {"1/2/2004 9:05 PM", "1/2/2004 12:30 AM", "11/12/2004 11:59 PM", "1/2/2004 09:05 PM", "1/2/2004 9:05 pm",
     "1/2/2004 9:05PM", "1/2/2004 13:05 PM", "1/2/2004 0:05 AM", "1/2/2004 9:05", "11/12/2004 12:00:01 PM",
     "11/12/2004 1:00:01.5 AM"},
    {"2020-01-05 10:00:00+01:00", "2020-07-05 10:00:00+02:00", "2020-07-05 10:00:00Z", "2020-07-05 10:00:00",
     "2020-01-05 10:00:00 EST", "2020-01-05 10:00:00 UTC", "2020-01-05 10:00:00-0500", "2020-01-05 10:00:00+01",
     "2020-01-05 10:00:00.25 CEST", "2020-01-05 10:00:00 e", "2020-01-05 10:00:00+1", "2020-01-05 10:00:00+01:60"},
    {"31-JAN-2020", "01-FEB-2021", "5-MAY-2020", "31-Jan-2020", "31-JAN-20", "29-feb-2020", "30-FEB-2020",
     "31-JAN-2020 10:00", "31/JAN/2020", "31-01-2020"},
    {"true", "false", "1", "2020-01-01", "a", "1.5"},
};

std::vector<std::string> draw(const std::vector<std::string>& pool, std::size_t count, std::mt19937& random) {
    std::vector<std::string> texts(count);
    for (auto& text : texts) text = pool[random() % pool.size()];
    return texts;
}

TEST(FormatInference, EveryMixtureComesBack) {
    std::mt19937 random(7);
    int with_grid = 0;
    for (int trial = 0; trial < 40000; ++trial) {
        const auto texts = draw(pools[static_cast<std::size_t>(trial) % pools.size()], 1 + random() % 4, random);
        const auto format = observed(texts).result();
        if (!has_grid(format)) continue;
        ++with_grid;
        for (const auto& text : texts)
            ASSERT_EQ(round_trip(text, format), up_to_zone(text, format)) << texts.front() << " ... " << texts.back();
    }
    EXPECT_GT(with_grid, 10000);
}

TEST(FormatInference, MergingCommutes) {
    std::mt19937 random(11);
    for (int trial = 0; trial < 40000; ++trial) {
        auto texts = draw(pools[static_cast<std::size_t>(trial) % pools.size()], 1 + random() % 6, random);
        const auto whole = observed(texts);
        std::shuffle(texts.begin(), texts.end(), random);
        std::vector<FormatInference> parts(4);
        for (const auto& text : texts) parts[random() % 3].observe(text);
        FormatInference merged;
        for (const auto part : {2, 0, 3, 1}) merged.merge(parts[static_cast<std::size_t>(part)]);
        ASSERT_EQ(merged.result(), whole.result()) << texts.front() << " ... " << texts.back();
        for (const auto type :
             {ValueType::integer, ValueType::decimal, ValueType::boolean, ValueType::date, ValueType::datetime}) {
            ASSERT_EQ(merged.result_as(type), whole.result_as(type));
        }
    }
}

// Columns written by a format are inferred such that they come back, for every look that a format can have.
TEST(FormatInference, EveryLookComesBack) {
    std::mt19937_64 random(13);
    for (int trial = 0; trial < 20000; ++trial) {
        ValueFormat format;
        format.type =
            std::array{ValueType::integer, ValueType::decimal, ValueType::date, ValueType::datetime}[random() % 4];
        const bool dated = format.type == ValueType::date || format.type == ValueType::datetime;
        format.decimals =
            static_cast<std::uint8_t>(format.type == ValueType::decimal ? 1 + random() % 18 : random() % 4);
        format.fixed_decimals = random() % 2 == 0;
        format.point_zero = !format.fixed_decimals && random() % 2 == 0;
        format.date_form =
            std::array{DateForm::year_month_day, DateForm::month_day_year, DateForm::day_month_year}[random() % 3];
        format.date_separator = "-/."[random() % 3];
        format.zero_padded = random() % 2 == 0;
        format.short_year = format.date_form != DateForm::year_month_day && random() % 2 == 0;
        format.time_separator = " T"[random() % 2];
        format.seconds = format.type == ValueType::datetime && (format.decimals > 0 || random() % 2 == 0);
        format.zulu = random() % 2 == 0;
        format.clock = std::array{ClockForm::hours_24, ClockForm::upper_12, ClockForm::lower_12}[random() % 3];
        format.meridiem_space = random() % 2 == 0;
        format.padded_hour = random() % 2 == 0;
        if (format.date_form == DateForm::day_month_year)
            format.month_form =
                std::array{MonthForm::digits, MonthForm::upper, MonthForm::title, MonthForm::lower}[random() % 4];
        std::vector<std::string> texts;
        for (int i = 0; i < 50; ++i) {
            auto grid = static_cast<std::int64_t>(random()) >> random() % 63;
            if (format.type == ValueType::date) grid = grid % 30000 + 14600;
            if (format.type == ValueType::datetime) {
                std::int64_t scale = format.seconds ? 1 : 60;
                for (int digit = 0; digit < format.decimals; ++digit) scale *= 10;
                grid =
                    format.seconds ? grid % (900000000 * scale) + 900000000 * scale : (grid % 15000000 + 15000000) * 60;
            }
            if (format.type == ValueType::integer || dated)
                texts.push_back(written(grid, format));
            else if (grid != std::numeric_limits<std::int64_t>::min())
                texts.push_back(written(grid, format));
        }
        const auto found = observed(texts).result();
        ASSERT_EQ(found.type, format.type) << texts.front();
        for (const auto& text : texts) ASSERT_EQ(round_trip(text, found), text);
    }
}

}  // namespace
}  // namespace replica
