#include "engine/evaluation/column_measures.hpp"

#include "engine/evaluation/clock_cells.hpp"
#include "engine/evaluation/missing_measures.hpp"
#include "engine/evaluation/sampling_error.hpp"
#include "engine/evaluation/time_profiles.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Counts = std::vector<std::uint64_t>;

/// Numbers 0, 1, ..., a coarse code each, missing being the last.
ComparedColumn number_column(std::size_t values) {
    ComparedColumn column;
    column.name = "number";
    column.kind = ComparedKind::number;
    column.format.type = ValueType::integer;
    for (std::size_t i = 0; i < values; ++i) {
        column.values.push_back(static_cast<double>(i));
        column.grid_low.push_back(static_cast<std::int64_t>(i));
        column.coarse.push_back(static_cast<std::uint16_t>(i));
        column.coarse_labels.push_back(std::to_string(i));
    }
    column.coarse.push_back(0);  // other
    column.coarse.push_back(static_cast<std::uint16_t>(values));
    column.coarse_labels.emplace_back("missing");
    column.coarse_codes = static_cast<std::uint32_t>(values + 1);
    return column;
}

ComparedColumn text_column(const std::vector<std::string>& labels) {
    ComparedColumn column = number_column(labels.size());
    column.name = "text";
    column.kind = ComparedKind::category;
    column.values.clear();
    column.labels = labels;
    for (std::size_t i = 0; i < labels.size(); ++i) column.coarse_labels[i] = labels[i];
    return column;
}

TEST(KolmogorovSmirnov, IsTheLargestDistanceOfDistributions) {
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov(Counts{1, 1, 1, 1}, Counts{4, 0, 0, 0}), 0.75);
    EXPECT_DOUBLE_EQ(kolmogorov_smirnov(Counts{0, 2, 0}, Counts{1, 0, 1}), 0.5);
    EXPECT_EQ(kolmogorov_smirnov(Counts{1, 2}, Counts{2, 4}), 0);
    EXPECT_EQ(kolmogorov_smirnov(Counts{0, 0}, Counts{2, 4}), 0);
}

TEST(ColumnMeasures, AreThoseWorkedOutByHand) {
    const ComparedColumn column = number_column(4);
    // Values 0 to 3, other, missing.
    const Counts real{10, 20, 30, 0, 0, 40};
    const Counts synthetic{5, 5, 5, 3, 2, 0};
    const ColumnMeasures measures = measure_column(column, {real, synthetic}, 5);
    EXPECT_DOUBLE_EQ(measures.missing_real, 0.4);
    EXPECT_DOUBLE_EQ(measures.missing_synthetic, 0);
    EXPECT_EQ(measures.distinct_real, 3U);
    EXPECT_EQ(measures.distinct_synthetic, 4U);
    // Three are above the highest real value, two are no numbers.
    EXPECT_DOUBLE_EQ(measures.outside, 0.25);
    // Other shares a coarse code with 0 here: .35 .25 .25 .15 0 against .1 .2 .3 0 .4.
    EXPECT_DOUBLE_EQ(measures.tvd.value, (0.25 + 0.05 + 0.05 + 0.15 + 0.4) / 2);
    // Of values: 1/6, 1/2, 1 against 5/18, 10/18, 15/18.
    EXPECT_DOUBLE_EQ(measures.ks.value, 1.0 / 6);
    EXPECT_GT(measures.ks.second_sample, 0);
    EXPECT_GT(measures.tvd.second_sample, 0);
}

TEST(ColumnMeasures, HideFewMissingRowsAsTheyHideBars) {
    const ComparedColumn column = number_column(2);
    const auto missing_of = [&](std::uint64_t present, std::uint64_t missing) {
        const Counts counts{present, 0, 0, missing};
        return measure_column(column, {counts, counts}, 5).missing_real;
    };
    EXPECT_EQ(missing_of(100, 0), 0);
    EXPECT_TRUE(std::isnan(missing_of(99, 1)));
    EXPECT_TRUE(std::isnan(missing_of(96, 4)));
    EXPECT_DOUBLE_EQ(missing_of(95, 5), 0.05);
    EXPECT_TRUE(std::isnan(missing_of(4, 96)));
    EXPECT_EQ(missing_of(0, 100), 1);
}

TEST(ColumnMeasures, OfACopyAreZero) {
    const ComparedColumn column = number_column(3);
    const Counts counts{100, 300, 200, 0, 50};
    const ColumnMeasures measures = measure_column(column, {counts, counts}, 5);
    EXPECT_EQ(measures.tvd.value, 0);
    EXPECT_EQ(measures.ks.value, 0);
    EXPECT_EQ(measures.outside, 0);
    EXPECT_GT(measures.tvd.useless, 0.1);
}

TEST(ColumnMeasures, CanDoWithoutRealRows) {
    const ColumnMeasures measures = measure_column(number_column(2), {{}, Counts{3, 1, 0, 4}}, 5);
    EXPECT_TRUE(std::isnan(measures.tvd.value));
    EXPECT_DOUBLE_EQ(measures.missing_synthetic, 0.5);
    ASSERT_EQ(measures.histogram.size(), 2U);
    EXPECT_DOUBLE_EQ(measures.histogram[0].synthetic, 0.75);
}

TEST(ColumnMeasures, CountTextsThatNoRealRowHasAsOutside) {
    const ComparedColumn column = text_column({"a", "b"});
    const ColumnMeasures measures = measure_column(column, {Counts{10, 0, 0, 0}, Counts{6, 2, 0, 0}}, 1);
    EXPECT_DOUBLE_EQ(measures.outside, 0.25);
}

TEST(Histogram, HidesWhatFewRealRowsHold) {
    const ComparedColumn column = number_column(4);
    const auto bars = make_histogram(column, {Counts{96, 4, 5, 0, 0, 7}, Counts{50, 25, 25, 0, 0, 0}}, 5);
    ASSERT_GE(bars.size(), 3U);
    EXPECT_TRUE(bars[1].hidden);
    EXPECT_EQ(bars[1].real, 0);
    EXPECT_DOUBLE_EQ(bars[1].synthetic, 0.25);
    EXPECT_FALSE(bars[2].hidden);
    EXPECT_DOUBLE_EQ(bars[2].real, 5.0 / 105);
    EXPECT_EQ(bars[0].label, "0");
}

TEST(Histogram, HasEveryRowInABar) {
    ComparedColumn column = number_column(1000);
    column.coarse.assign(1002, 0);
    Counts counts(1002);
    for (std::size_t i = 0; i < 1000; ++i) counts[i] = i % 17 + 5;
    const auto bars = make_histogram(column, {counts, counts}, 1);
    EXPECT_LE(bars.size(), 32U);
    double real = 0;
    double synthetic = 0;
    for (const HistogramBar& bar : bars) {
        real += bar.real;
        synthetic += bar.synthetic;
        EXPECT_LT(bar.low, bar.high);
    }
    EXPECT_NEAR(real, 1, 1e-12);
    EXPECT_NEAR(synthetic, 1, 1e-12);
}

TEST(Histogram, LeavesMissingValuesOfCategoriesOut) {
    const auto bars = make_histogram(text_column({"a", "b"}), {Counts{10, 30, 0, 60}, Counts{5, 5, 0, 90}}, 5);
    ASSERT_EQ(bars.size(), 2U);
    EXPECT_DOUBLE_EQ(bars[0].real, 0.25);
    EXPECT_DOUBLE_EQ(bars[1].synthetic, 0.5);
}

TEST(SmallValues, AreThoseOfFewRowsInBothTables) {
    const std::vector<ComparedColumn> columns{text_column({"a", "b", "c", "d"})};
    const std::vector<Counts> real{{100, 3, 2, 0, 0, 0}};
    const std::vector<Counts> synthetic{{100, 2, 0, 1, 0, 0}};
    const SmallCells cells = small_values(columns, real, synthetic, 5);
    EXPECT_EQ(cells.synthetic, 2U);
    EXPECT_EQ(cells.both, 1U);
    // Poisson: P(1 <= X <= 4) with means 3 and 2 times 103 / 105.
    const auto chance = [](double mean) {
        return std::exp(-mean) * (mean + mean * mean / 2 + std::pow(mean, 3) / 6 + std::pow(mean, 4) / 24);
    };
    EXPECT_NEAR(cells.by_chance, chance(3 * 103.0 / 105) + chance(2 * 103.0 / 105), 1e-12);
}

TEST(TimeProfiles, AreSharesOfMonthsAndWeekdays) {
    ComparedColumn column;
    column.name = "day";
    column.kind = ComparedKind::date;
    std::vector<std::uint64_t> real(clock_cell_count);
    std::vector<std::uint64_t> synthetic(real.size());
    real[0] = 90;                              // a Monday in January
    real[(std::size_t{11} * 7 + 6) * 48] = 3;  // a Sunday in December
    synthetic[0] = synthetic[48] = 1;          // Monday and Tuesday in January
    const auto profiles = time_profiles(column, real, synthetic, 5);
    ASSERT_EQ(profiles.size(), 2U);
    EXPECT_EQ(profiles[0].over, "month");
    EXPECT_DOUBLE_EQ(profiles[0].real[0], 90.0 / 93);
    EXPECT_TRUE(profiles[0].hidden[11]);
    EXPECT_EQ(profiles[0].real[11], 0);
    EXPECT_DOUBLE_EQ(profiles[0].tvd.value, 3.0 / 93);
    EXPECT_DOUBLE_EQ(profiles[1].synthetic[1], 0.5);
    column.holidays.rules = HolidayRules::us;
    real[1] = 10;  // a holiday
    const auto with_holidays = time_profiles(column, real, synthetic, 5);
    ASSERT_EQ(with_holidays.size(), 3U);
    EXPECT_EQ(with_holidays[2].over, "holiday");
    EXPECT_DOUBLE_EQ(with_holidays[2].real[1], 10.0 / 103);
}

CodedSample sample_of(const std::vector<std::vector<std::uint16_t>>& columns) {
    return {columns, columns.front().size(), columns.front().size()};
}

TEST(MissingMeasures, CompareWhichColumnsAreMissingTogether) {
    std::vector<ComparedColumn> columns{text_column({"a"}), text_column({"a"})};
    columns[1].name = "other";
    // 0 is a value, 2 missing. Real: both or none; synthetic: independent.
    std::vector<CodedSample> real{sample_of({{0, 0, 2, 2}, {0, 0, 2, 2}})};
    const CodedSample synthetic = sample_of({{0, 0, 2, 2}, {0, 2, 0, 2}});
    const auto measures = measure_missing(columns, real, synthetic, 1);
    ASSERT_TRUE(measures);
    EXPECT_DOUBLE_EQ(measures->tvd.value, 0.5);
    // Each of four patterns has one of four rows on average; real ones have two, two, none and none.
    EXPECT_DOUBLE_EQ(measures->tvd.useless, expected_difference(0.5, 0.25, 4) + expected_difference(0, 0.25, 4));
    EXPECT_EQ(measures->patterns_real, 2U);
    EXPECT_EQ(measures->patterns_synthetic, 4U);
    EXPECT_TRUE(measures->patterns[0].columns.empty() || measures->patterns[0].columns.size() == 2);
    EXPECT_TRUE(measure_missing(columns, real, synthetic, 3)->patterns[0].hidden);
}

TEST(MissingMeasures, AreNoneOfCompleteTables) {
    const std::vector<ComparedColumn> columns{text_column({"a"})};
    const std::vector<CodedSample> real{sample_of({{0, 0}})};
    EXPECT_FALSE(measure_missing(columns, real, real[0], 1));
}

}  // namespace
}  // namespace replica
