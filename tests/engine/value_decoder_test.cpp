#include "engine/value_decoder.hpp"

#include "engine/binned_decoder.hpp"
#include "engine/error.hpp"
#include "engine/text_shape.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::string_view missing_mark = "<missing>";

/// The texts of `rows` rows of `column` that all have `code`.
std::vector<std::string> decode(const Model& model, std::uint32_t column, std::uint16_t code, std::size_t rows,
                                std::uint64_t first_row = 0) {
    const auto decoder = make_decoder(model, column);
    const std::vector<std::uint16_t> codes(rows, code);
    DecodedColumn out;
    decoder->decode(1, first_row, codes, out);
    std::vector<std::string> texts;
    std::size_t start = 0;
    std::size_t generated = 0;
    for (const std::uint32_t cell : out.cells) {
        if (cell == missing_cell) {
            texts.emplace_back(missing_mark);
        } else if (cell == generated_cell) {
            texts.push_back(out.text.substr(start, out.text_ends[generated] - start));
            start = out.text_ends[generated++];
        } else {
            texts.push_back(decoder->prepared()[cell - 1]);
        }
    }
    EXPECT_EQ(generated, out.text_ends.size());
    EXPECT_EQ(start, out.text.size());
    return texts;
}

Model with(ColumnModel column) {
    Model model;
    model.columns = {std::move(column)};
    return model;
}

std::map<std::string, std::uint64_t> count(const std::vector<std::string>& texts) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& text : texts) ++counts[text];
    return counts;
}

TEST(ValueDecoder, KeptAndMissingValues) {
    const Model model = testing_models::hospital();
    EXPECT_EQ(decode(model, 3, 0, 2), (std::vector<std::string>{"Ear, nose", "Ear, nose"}));
    EXPECT_EQ(decode(model, 3, 5, 1), std::vector<std::string>{std::string(missing_mark)});
    EXPECT_EQ(decode(model, 5, 2, 1), std::vector<std::string>{std::string(missing_mark)});
    EXPECT_EQ(decode(model, 7, 1, 1), std::vector<std::string>{std::string(missing_mark)});
}

TEST(ValueDecoder, TextHasWordsOfItsShapes) {
    std::map<std::string, std::uint64_t> shapes;
    for (const std::string& text : decode(testing_models::hospital(), 7, 0, 60000)) ++shapes[text_shape(text)];
    // One word in two of three texts, else two or three; the last is long in one of three.
    const std::map<std::string, double> expected{{"Aaa", 2.0 / 3},
                                                 {"Aaa\\ aa", 1.0 / 9},
                                                 {"Aaa\\ aaaa\\.", 1.0 / 18},
                                                 {"Aaa\\ 99\\%\\ aa", 1.0 / 9},
                                                 {"Aaa\\ 99\\%\\ aaaa\\.", 1.0 / 18}};
    std::vector<std::uint64_t> observed;
    std::vector<double> share;
    for (const auto& [shape, probability] : expected) {
        observed.push_back(shapes[shape]);
        share.push_back(probability);
    }
    EXPECT_EQ(shapes.size(), expected.size());
    EXPECT_LT(reference::chi_square(observed, share), 18.5);  // 4 degrees of freedom, p = 0.001
}

TEST(ValueDecoder, SlotsFollowTheirWeights) {
    // Bin 0: the atom 20 with weight 3, the numbers 30 to 39 with weight 1 together.
    const auto counts = count(decode(testing_models::hospital(), 4, 0, 100000));
    std::vector<std::uint64_t> observed(121);
    std::vector<double> share(121);
    for (const auto& [text, rows] : counts) observed[std::stoul(text)] = rows;
    share[20] = 0.75;
    for (std::size_t age = 30; age < 40; ++age) share[age] = 0.025;
    EXPECT_LT(reference::chi_square(observed, share), 29.6);  // 10 degrees of freedom, p = 0.001
    EXPECT_EQ(count(decode(testing_models::hospital(), 4, 1, 50)), (std::map<std::string, std::uint64_t>{{"40", 50}}));
}

TEST(ValueDecoder, BinsWithoutSlotsAreEven) {
    const auto counts = count(decode(testing_models::hospital(), 4, 2, 41000));
    std::vector<std::uint64_t> observed(41);
    for (const auto& [text, rows] : counts) observed.at(std::stoul(text) - 80) = rows;
    EXPECT_LT(reference::chi_square(observed, std::vector<double>(41, 1 / 41.0)), 73.4);  // 40 degrees, p = 0.001
}

TEST(ValueDecoder, RandomModeIgnoresSlots) {
    Model model = testing_models::hospital();
    model.mode = Mode::random;
    EXPECT_EQ(count(decode(model, 4, 0, 20000)).size(), 40U);  // 0 to 39
}

TEST(ValueDecoder, LongRunsAreFormattedRowByRow) {
    const Model model = testing_models::hospital();
    ValueFormat format = model.columns[6].format;
    std::set<std::int64_t> seen;
    for (const auto& text : decode(model, 6, 0, 5000)) {
        const auto grid = parse_value(text, format);
        ASSERT_TRUE(grid) << text;
        EXPECT_TRUE(*grid >= -100000 && *grid <= 2000000 && *grid % 5 == 0) << text;
        seen.insert(*grid);
    }
    EXPECT_GT(seen.size(), 4900U);
    for (const auto& text : decode(model, 5, 1, 1000)) EXPECT_EQ(text.substr(0, 5), "2021-");
}

TEST(ValueDecoder, ExtremesOfTheGridDoNotOverflow) {
    ColumnModel column;
    column.encoding = Encoding::binned;
    column.format.type = ValueType::integer;
    column.bin_low = {std::numeric_limits<std::int64_t>::min()};
    column.range_high = std::numeric_limits<std::int64_t>::max();
    std::size_t negative = 0;
    for (const auto& text : decode(with(column), 0, 0, 1000)) negative += text[0] == '-' ? 1U : 0U;
    EXPECT_GT(negative, 400U);
    EXPECT_LT(negative, 600U);
}

TEST(ValueDecoder, PooledValuesTakeTheirShapes) {
    std::size_t first = 0;
    const auto texts = decode(testing_models::hospital(), 3, 4, 4000);
    for (const auto& text : texts) {
        const bool letters = std::regex_match(text, std::regex("[A-Z][a-z][0-9]"));
        ASSERT_TRUE(letters || std::regex_match(text, std::regex("W-[0-9][0-9]"))) << text;
        first += letters ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(first), 3000, 120);
    EXPECT_GT(count(texts).size(), 2000U);
}

TEST(ValueDecoder, PooledNumbersHaveNoLeadingZeros) {
    ColumnModel column;
    column.format.type = ValueType::integer;
    column.has_pooled = true;
    column.pooled_patterns = {{"999", 1}, {"9", 1}, {"\\-9", 1}, {"9999999999999999999", 1}};
    std::set<std::string> digits;
    for (const auto& text : decode(with(column), 0, 0, 4000)) {
        ASSERT_TRUE(std::regex_match(text, std::regex("-?[1-9][0-9]*|0"))) << text;
        ASSERT_TRUE(parse_value(text, column.format)) << text;
        if (text.size() == 1) digits.insert(text);
    }
    EXPECT_EQ(digits.size(), 10U);
}

TEST(ValueDecoder, PooledDatesAreDates) {
    ColumnModel column = testing_models::categorical("day", {"2020-02-20", "2020-03-10"});
    column.format.type = ValueType::date;
    column.has_pooled = true;
    column.pooled_patterns = {{"9999\\-99\\-99", 1}};
    const auto texts = decode(with(column), 0, 2, 2000);
    EXPECT_EQ(count(texts).size(), 20U);
    for (const auto& text : texts) EXPECT_TRUE(text >= "2020-02-20" && text <= "2020-03-10") << text;
}

TEST(ValueDecoder, PooledValuesWithoutShapes) {
    ColumnModel column = testing_models::categorical("c", {"x", "y"});
    column.value_weights = {1, 3};
    column.has_pooled = true;
    const auto counts = count(decode(with(column), 0, 2, 8000));
    EXPECT_NEAR(static_cast<double>(counts.at("y")), 6000, 200);
    column.values.clear();
    column.value_weights.clear();
    EXPECT_EQ(decode(with(column), 0, 0, 1), std::vector<std::string>{"OTHER"});
    column.format.type = ValueType::integer;
    EXPECT_EQ(decode(with(column), 0, 0, 1), std::vector<std::string>{"0"});
}

TEST(ValueDecoder, ImitationsAreNoMissingTokensWhereNothingCanBeQuoted) {
    ColumnModel column = testing_models::categorical("c", {});
    column.has_pooled = true;
    column.pooled_patterns = {{"A", 5}, {"\\N\\A", 1}};
    Model model = with(column);
    model.text.quoting = false;
    model.text.missing_tokens = {"NA", "B", "OTHER"};
    const auto counts = count(decode(model, 0, 0, 5000));
    EXPECT_EQ(counts.size(), 25U);
    EXPECT_FALSE(counts.contains("NA") || counts.contains("B"));
    model.columns[0].pooled_patterns = {{"\\N\\A", 1}};
    EXPECT_EQ(decode(model, 0, 0, 1), std::vector<std::string>{"OTHER0"});
}

TEST(ValueDecoder, KeysAndPersons) {
    const Model model = testing_models::hospital();
    EXPECT_EQ(decode(model, 0, 0, 2, 65535), (std::vector<std::string>{"65536", "65537"}));
    EXPECT_EQ(decode(model, 1, 0, 1, 0), std::vector<std::string>{"patient-1"});
    EXPECT_EQ(decode(model, 1, 0, 1, 131072), std::vector<std::string>{"patient-131073"});
    Model other = model;
    other.columns[0].key = {KeyStyle::ssn, "-", 0, false};
    other.columns[1].key = {};
    EXPECT_EQ(decode(other, 0, 0, 1), std::vector<std::string>{"666-00-0000"});
    EXPECT_EQ(decode(other, 1, 0, 1), std::vector<std::string>{"1"});
}

/// Datetimes of four weeks from Monday 2024-01-01 in one interval: Mondays at 9:00 and 9:30, holidays at 20:00.
ColumnModel calendar_column() {
    ColumnModel column;
    column.name = "t";
    column.encoding = Encoding::binned;
    column.format = {.type = ValueType::datetime, .seconds = false};
    column.step = 60;
    constexpr std::int64_t monday = 19723;
    column.bin_low = {monday * 86400};
    column.range_high = (monday + 28) * 86400 - 60;
    column.first_slot = {0, 2};
    column.slots = {{column.bin_low[0], column.range_high, 3}, {column.bin_low[0] + 3600, column.bin_low[0] + 3600, 1}};
    CalendarModel& calendar = column.calendar.emplace();
    calendar.weekday = {4, 0, 0, 0, 0, 0, 0};
    calendar.year_day.assign(year_days, 1);
    calendar.holidays.days = {monday + 7};
    calendar.holiday = 2;
    calendar.hours.assign(day_classes * 24, 0);
    calendar.hours[9] = 5;
    calendar.hours[7 * 24 + 20] = 1;
    calendar.minutes.assign(24 * 60, 0);
    for (std::size_t hour = 0; hour < 24; ++hour) calendar.minutes[60 * hour] = 3;
    calendar.minutes[9 * 60 + 30] = 1;
    calendar.seconds.assign(60, 0);
    calendar.seconds[0] = 1;
    return column;
}

TEST(ValueDecoder, CalendarsWeighDaysAndTimes) {
    const auto counts = count(decode(with(calendar_column()), 0, 0, 40000));
    // A quarter is the atom; of the rest the holiday, 2024-01-08, has twice the weight of another Monday.
    const std::map<std::string, double> shares{{"2024-01-01 01:00", .25},   {"2024-01-08 20:00", .3},
                                               {"2024-01-01 09:00", .1125}, {"2024-01-01 09:30", .0375},
                                               {"2024-01-15 09:00", .1125}, {"2024-01-15 09:30", .0375},
                                               {"2024-01-22 09:00", .1125}, {"2024-01-22 09:30", .0375}};
    ASSERT_EQ(counts.size(), shares.size());
    std::vector<std::uint64_t> observed;
    std::vector<double> expected;
    for (const auto& [text, share] : shares) {
        observed.push_back(counts.at(text));
        expected.push_back(share);
    }
    EXPECT_LT(reference::chi_square(observed, expected), 24.3);  // 7 degrees of freedom, p = 0.001
}

TEST(ValueDecoder, DrawnGridValuesAreThoseThatAreWritten) {
    Model model = with(calendar_column());
    model.columns[0].format.decimals = 3;
    model.columns[0].format.fixed_decimals = true;
    model.columns[0].format.seconds = true;
    model.columns[0].format.zoned = true;
    model.columns[0].zones = {"Z", "+01:00"};
    model.columns[0].zone_weights.assign(24, 1);
    model.columns[0].step = 250;
    for (auto* grid : {&model.columns[0].bin_low[0], &model.columns[0].slots[0].low, &model.columns[0].slots[1].low,
                       &model.columns[0].slots[1].high})
        *grid *= 1000;
    model.columns[0].range_high = model.columns[0].slots[0].high =
        model.columns[0].bin_low[0] + 28 * 86'400'000LL - 250;
    model.columns[0].calendar->seconds[30] = 1;
    model.columns[0].calendar->fraction_step = 250;
    const BinnedDecoder decoder(model, 0);
    const std::vector<std::uint16_t> codes(2000, 0);
    std::vector<std::int64_t> grid(codes.size());
    DecodedColumn scratch;
    decoder.draw(1, 77, codes, scratch, grid);
    const auto texts = decode(model, 0, 0, codes.size(), 77);
    std::set<std::string> zones;
    std::set<std::string> ends;
    for (std::size_t r = 0; r < codes.size(); ++r) {
        std::string text;
        decoder.append_text(grid[r], 1, 77 + r, text);
        ASSERT_EQ(text, texts[r]);
        zones.insert(text.substr(23));
        ends.insert(text.substr(17, 6));
    }
    EXPECT_EQ(zones, (std::set<std::string>{"Z", "+01:00"}));
    EXPECT_EQ(ends,
              (std::set<std::string>{"00.000", "00.250", "00.500", "00.750", "30.000", "30.250", "30.500", "30.750"}));
}

TEST(ValueDecoder, DamagedCalendarsAreRefused) {
    const auto refused = [](auto&& change) {
        Model model = with(calendar_column());
        change(model.columns[0]);
        EXPECT_THROW(make_decoder(model, 0), InputError);
    };
    refused([](ColumnModel& c) { c.calendar->weekday.pop_back(); });
    refused([](ColumnModel& c) { c.calendar->hours[3] = -1; });
    refused([](ColumnModel& c) { c.calendar->seconds.clear(); });
    refused([](ColumnModel& c) { c.format.zoned = true; });
}

TEST(ValueDecoder, DamagedBinsAreRefused) {
    const auto refused = [](auto&& change) {
        Model model = testing_models::hospital();
        change(model.columns[4]);
        EXPECT_THROW(make_decoder(model, 4), InputError);
    };
    refused([](ColumnModel& c) { c.step = 0; });
    refused([](ColumnModel& c) { c.range_high = 79; });
    refused([](ColumnModel& c) { c.bin_low = {0, 80, 40}; });
    refused([](ColumnModel& c) { c.first_slot.pop_back(); });
    refused([](ColumnModel& c) { c.slots[0].high = 19; });
}

}  // namespace
}  // namespace replica
