#include "engine/evaluation/column_comparison.hpp"

#include "engine/evaluation/clock_cells.hpp"
#include "engine/evaluation/compared_coder.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

ColumnProfile profile_of(const std::vector<std::string>& values, std::uint64_t missing = 0) {
    ColumnProfile profile(1);
    for (const std::string& value : values) profile.observe(value);
    for (std::uint64_t i = 0; i < missing; ++i) profile.observe_missing(0);
    return profile;
}

/// A column of two tables, by name `name`.
struct Made {
    ColumnProfile real, synthetic;
    DistinctValues all;
    ComparedColumn column;

    Made(const std::string& name, const std::vector<std::string>& real_values,
         const std::vector<std::string>& synthetic_values, std::uint64_t missing = 0, ComparisonOptions options = {})
        : real(profile_of(real_values, missing)), synthetic(profile_of(synthetic_values)), all(real.values()) {
        all.merge(synthetic.values());
        const ColumnDecision decision = decide_column(name, real, nullptr, nullptr, {});
        column = compare_column(name, decision, nullptr, {&real, &synthetic, &all, missing}, options);
    }
    [[nodiscard]] ComparedValue code(const std::string& text) const { return ComparedCoder(column, all).code(text); }
};

std::vector<std::string> repeated(const std::vector<std::string>& values, int times) {
    std::vector<std::string> all;
    for (int i = 0; i < times; ++i) all.insert(all.end(), values.begin(), values.end());
    return all;
}

std::vector<std::string> numbers(int from, int to) {
    std::vector<std::string> all;
    for (int i = from; i < to; ++i) all.push_back(std::to_string(i));
    return all;
}

TEST(ColumnComparison, GivesEachNumberACodeInOrder) {
    const Made made("age", repeated({"30", "7", "100"}, 3), {"30", "8"});
    EXPECT_EQ(made.column.kind, ComparedKind::number);
    EXPECT_EQ(made.column.values, (std::vector<double>{7, 8, 30, 100}));
    EXPECT_TRUE(made.column.exact);
    EXPECT_EQ(made.code("7").fine, 0);
    EXPECT_EQ(made.code("100").fine, 3);
    EXPECT_EQ(made.column.coarse_codes, 4U);
    EXPECT_EQ(made.column.coarse_labels[2], "30");
}

TEST(ColumnComparison, TakesNumbersForEqualHoweverTheyAreWritten) {
    const Made made("weight", {"1", "2", "3"}, {"1.0", "2.5"});
    EXPECT_EQ(made.column.kind, ComparedKind::number);
    EXPECT_EQ(made.code("1").fine, made.code("1.0").fine);
    EXPECT_EQ(made.code("1").identity, made.code("1.0").identity);
    EXPECT_EQ(made.column.values, (std::vector<double>{1, 2, 2.5, 3}));
}

TEST(ColumnComparison, CutsManyNumbersIntoEquallyFullBins) {
    const Made made("age", numbers(0, 1000), numbers(500, 1500));
    EXPECT_EQ(made.column.values.size(), 1500U);
    EXPECT_EQ(made.column.coarse_codes, 20U);
    std::vector<std::uint64_t> fine(made.column.codes());
    for (int i = 0; i < 1000; ++i) fine[static_cast<std::size_t>(i)] = 1;
    for (const std::uint64_t count : coarse_counts(made.column, fine)) EXPECT_EQ(count, 50U);
    EXPECT_EQ(made.column.coarse_labels[0], "0 to 49");
}

TEST(ColumnComparison, TellsWhatIsNoNumber) {
    const Made made("age", numbers(0, 100), {"5", "none of your business"});
    EXPECT_EQ(made.code("none of your business").fine, made.column.other_code());
    EXPECT_EQ(made.column.coarse_labels[made.column.coarse[made.column.other_code()]], "other");
}

TEST(ColumnComparison, PoolsTextsThatFewRealRowsHold) {
    const Made made("city", repeated({"Rome", "Oslo"}, 10), {"Rome", "Lima"}, 3);
    const ComparedColumn& column = made.column;
    EXPECT_EQ(column.kind, ComparedKind::category);
    EXPECT_EQ(column.labels, (std::vector<std::string>{"Lima", "Oslo", "Rome"}));
    EXPECT_EQ(column.coarse_labels, (std::vector<std::string>{"Oslo", "Rome", "other", "missing"}));
    EXPECT_EQ(column.coarse[made.code("Lima").fine], 2);
    EXPECT_EQ(column.coarse[column.missing_code()], 3);
    EXPECT_NE(made.code("Lima").identity, made.code("Rome").identity);
}

TEST(ColumnComparison, TakesConceptsAndFlagsForCategories) {
    EXPECT_EQ(Made("gender_concept_id", repeated({"8507", "8532", "0"}, 9), {}).column.kind, ComparedKind::category);
    EXPECT_EQ(Made("smoker", repeated({"0", "1"}, 9), {}).column.kind, ComparedKind::category);
    EXPECT_EQ(Made("visits", repeated({"0", "1", "2"}, 9), {}).column.kind, ComparedKind::number);
}

TEST(ColumnComparison, CountsDatesInDaysWithTheirPlaceOnTheClock) {
    const Made made("admission_date", {"2020-02-29", "1969-12-31", "2020-03-01"}, {"2020-02-29"});
    EXPECT_EQ(made.column.kind, ComparedKind::date);
    EXPECT_EQ(made.column.values.front(), -1);
    // A Saturday in February.
    EXPECT_EQ(made.code("2020-02-29").clock_cell, (1 * 7 + 5) * 48);
    // A Wednesday in December.
    EXPECT_EQ(made.code("1969-12-31").clock_cell, (11 * 7 + 2) * 48);
}

TEST(ColumnComparison, TakesFineBinsWhereValuesAreTooMany) {
    const Made made("reading", numbers(0, 70'000), numbers(0, 10));
    EXPECT_FALSE(made.column.exact);
    EXPECT_LT(made.column.values.size(), 65'000U);
    const ComparedCoder coder(made.column, made.all);
    EXPECT_LT(coder.code("0").fine, coder.code("69999").fine);
    EXPECT_LT(coder.code("69999").fine, made.column.value_codes());
    EXPECT_NE(coder.code("31").identity, coder.code("32").identity);
    for (int i = 1; i < 70'000; i += 97)
        EXPECT_LE(coder.code(std::to_string(i - 1)).fine, coder.code(std::to_string(i)).fine);
}

TEST(ClockCells, KnowHolidays) {
    ValueFormat format;
    format.type = ValueType::date;
    const Holidays holidays{HolidayRules::us, {}};
    // 2020-12-25 and the day before.
    EXPECT_EQ(clock_cell(18621, format, holidays) % 2, 1);
    EXPECT_EQ(clock_cell(18620, format, holidays) % 2, 0);
    EXPECT_EQ(clock_cell(18621, format, {}) % 2, 0);
}

TEST(ClockCells, HaveHoursBeforeTheEpochToo) {
    ValueFormat format;
    format.type = ValueType::datetime;
    // One second before 1970: Wednesday 23 h.
    EXPECT_EQ(clock_cell(-1, format, {}), ((11 * 7 + 2) * 24 + 23) * 2);
    format.decimals = 3;
    EXPECT_EQ(clock_cell(-1, format, {}), ((11 * 7 + 2) * 24 + 23) * 2);
    std::vector<std::uint64_t> cells(clock_cell_count);
    cells[((11 * 7 + 2) * 24 + 23) * 2] = 4;
    cells[5 * 2 + 1] = 1;
    const ClockCounts counts = clock_counts(cells);
    EXPECT_EQ(counts.months[11], 4U);
    EXPECT_EQ(counts.weekdays[2], 4U);
    EXPECT_EQ(counts.hours[23], 4U);
    EXPECT_EQ(counts.hours[5], 1U);
    EXPECT_EQ(counts.months[0], 1U);
    EXPECT_EQ(counts.holidays[0], 4U);
    EXPECT_EQ(counts.holidays[1], 1U);
}

}  // namespace
}  // namespace replica
