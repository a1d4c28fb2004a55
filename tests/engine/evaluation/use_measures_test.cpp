#include "engine/evaluation/use_measures.hpp"

#include "engine/error.hpp"
#include "kernels/row_hash.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

double uniform(std::uint64_t place) { return static_cast<double>(mix_bits(place + 1) >> 11U) * 0x1p-53; }

ComparedColumn number(const std::string& name, std::size_t values) {
    ComparedColumn column;
    column.name = name;
    column.kind = ComparedKind::number;
    column.format.type = ValueType::integer;
    for (std::size_t i = 0; i < values; ++i) {
        column.values.push_back(static_cast<double>(i));
        column.grid_low.push_back(static_cast<std::int64_t>(i));
        column.coarse.push_back(static_cast<std::uint16_t>(i * 10 / values));
    }
    column.coarse.insert(column.coarse.end(), 2, 0);
    column.coarse_codes = 10;
    column.coarse_labels.assign(10, "bin");
    return column;
}

ComparedColumn category(const std::string& name, const std::vector<std::string>& labels) {
    ComparedColumn column;
    column.name = name;
    column.labels = column.coarse_labels = labels;
    for (std::size_t i = 0; i < labels.size(); ++i) column.coarse.push_back(static_cast<std::uint16_t>(i));
    column.coarse.insert(column.coarse.end(), 2, 0);
    column.coarse_codes = static_cast<std::uint32_t>(labels.size());
    return column;
}

const std::vector<ComparedColumn> columns{number("age", 100), category("sex", {"F", "M"}), number("dose", 50),
                                          category("died", {"no", "yes"})};

enum class Rows { dependent, independent, noise };

CodedSample sample_of(std::size_t rows, std::uint64_t seed, Rows how) {
    CodedSample sample;
    sample.rows = sample.table_rows = rows;
    sample.columns.resize(columns.size());
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint64_t at = (seed * 1'000'000 + row) * 16;
        const double age = how == Rows::noise ? uniform(at) : (uniform(at) + uniform(at + 1)) / 2;
        const double own = how == Rows::independent ? (uniform(at + 7) + uniform(at + 8)) / 2 : age;
        const double dose = how == Rows::noise ? uniform(at + 2) : 0.7 * own + 0.3 * uniform(at + 2);
        const double odds = how == Rows::dependent ? 8 * (age - 0.55) : -0.4;
        sample.columns[0].push_back(static_cast<std::uint16_t>(100 * age));
        sample.columns[1].push_back(uniform(at + 3) < 0.5 ? 0 : 1);
        sample.columns[2].push_back(static_cast<std::uint16_t>(50 * dose));
        sample.columns[3].push_back(uniform(at + 4) < 1 / (1 + std::exp(-odds)) ? 1 : 0);
    }
    return sample;
}

ComparedRows rows_of(Rows synthetic, std::uint64_t seed = 3, std::size_t rows = 4000) {
    return {sample_of(rows, 1, Rows::dependent), sample_of(rows, 2, Rows::dependent), sample_of(rows, seed, synthetic),
            HoldoutOrigin::given};
}

TEST(UseMeasures, OfACopyAreEqual) {
    ComparedRows rows = rows_of(Rows::dependent);
    rows.synthetic = rows.real;
    const UseMeasures use = measure_use(columns, rows, {});
    EXPECT_EQ(use.target, "died = yes");
    EXPECT_EQ(use.real.auc, use.synthetic.auc);
    EXPECT_GT(use.real.auc, 0.8);
    EXPECT_DOUBLE_EQ(use.coefficients_overlap, 1);
    EXPECT_EQ(use.coefficients.front().feature, "age");
    for (const CoefficientPair& pair : use.coefficients) EXPECT_EQ(pair.real, pair.synthetic);
}

TEST(UseMeasures, OfASecondSampleAreClose) {
    const UseMeasures use = measure_use(columns, rows_of(Rows::dependent), {});
    EXPECT_NEAR(use.real.auc, use.synthetic.auc, 0.01);
    EXPECT_NEAR(use.synthetic.calibration_slope, 1, 0.15);
    EXPECT_GT(use.coefficients_overlap, 0.4);
}

TEST(UseMeasures, OfNoiseAreThoseOfACoin) {
    const UseMeasures use = measure_use(columns, rows_of(Rows::noise), {});
    EXPECT_GT(use.real.auc, 0.8);
    EXPECT_NEAR(use.synthetic.auc, 0.5, 0.25);
    EXPECT_LT(use.synthetic.calibration.back().predicted, 0.6);
}

TEST(UseMeasures, OfNoiseRankRowsByNothingOnAverage) {
    // One model trained on noise ranks by what chance gave it, this way or the other.
    constexpr std::uint64_t times = 100;
    double auc = 0;
    for (std::uint64_t seed = 100; seed < 100 + times; ++seed)
        auc += measure_use(columns, rows_of(Rows::noise, seed, 500), {}).synthetic.auc / static_cast<double>(times);
    EXPECT_NEAR(auc, 0.5, 0.1);
}

TEST(UseMeasures, PredictWhatIsWanted) {
    const ComparedRows rows = rows_of(Rows::dependent);
    UseOptions options;
    options.target = "age";
    EXPECT_EQ(measure_use(columns, rows, options).target.substr(0, 9), "age above");
    options.target = "sex=M";
    EXPECT_EQ(measure_use(columns, rows, options).target, "sex = M");
    options.target = "sex=X";
    EXPECT_THROW(measure_use(columns, rows, options), InputError);
    options.target = "weight";
    EXPECT_THROW(measure_use(columns, rows, options), InputError);
}

TEST(UseMeasures, PredictANumberThatMostlyHasItsLargestValue) {
    ComparedRows rows = rows_of(Rows::dependent);
    for (CodedSample* sample : {&rows.real, &rows.synthetic, &rows.holdout})
        for (std::size_t row = 0; row < sample->rows; ++row)
            sample->columns[2][row] = static_cast<std::uint16_t>(row % 10 < 7 ? 49 : row % 10);
    UseOptions options;
    options.target = "dose";
    const UseMeasures use = measure_use(columns, rows, options);
    EXPECT_EQ(use.target, "dose above 9");
    EXPECT_DOUBLE_EQ(use.test_share, 0.7);
}

TEST(UseMeasures, RefuseATargetWithoutValues) {
    auto with_empty = columns;
    with_empty[2] = number("dose", 0);
    ComparedRows rows = rows_of(Rows::dependent);
    for (CodedSample* sample : {&rows.real, &rows.synthetic, &rows.holdout})
        sample->columns[2].assign(sample->rows, with_empty[2].missing_code());
    UseOptions options;
    options.target = "dose";
    EXPECT_THROW(measure_use(with_empty, rows, options), InputError);
}

TEST(UseMeasures, DrawBothKindsOfRowsThatTakeTurns) {
    ComparedRows rows = rows_of(Rows::dependent);
    for (CodedSample* sample : {&rows.real, &rows.synthetic, &rows.holdout})
        for (std::size_t row = 0; row < sample->rows; ++row)
            sample->columns[1][row] = static_cast<std::uint16_t>(row % 2);
    UseOptions options;
    options.target = "sex=M";
    options.most_rows = rows.real.rows / 2;
    const UseMeasures use = measure_use(columns, rows, options);
    EXPECT_EQ(use.real_rows, options.most_rows);
    EXPECT_NEAR(use.test_share, 0.5, 0.05);
}

TEST(UseMeasures, NeedTwoClassesInEachTable) {
    ComparedRows rows = rows_of(Rows::dependent);
    rows.synthetic.columns[3].assign(rows.synthetic.rows, 0);
    try {
        measure_use(columns, rows, {});
        FAIL();
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("synthetic rows have one class"), std::string::npos) << error.what();
    }
}

/// Rows of a sample, drawn from it with replacement.
CodedSample redrawn(const CodedSample& sample, std::uint64_t seed) {
    CodedSample drawn = sample;
    for (std::size_t row = 0; row < sample.rows; ++row) {
        const auto from = static_cast<std::size_t>(uniform(seed * 1'000'000 + row) * static_cast<double>(sample.rows));
        for (std::size_t c = 0; c < columns.size(); ++c) drawn.columns[c][row] = sample.columns[c][from];
    }
    return drawn;
}

TEST(Propensity, IsAboutOneForRowsDrawnFromTheRealOnes) {
    ComparedRows rows = rows_of(Rows::dependent, 3, 1500);
    double ratio = 0;
    constexpr std::uint64_t times = 20;
    for (std::uint64_t seed = 50; seed < 50 + times; ++seed) {
        rows.synthetic = redrawn(rows.real, seed);
        const PropensityMeasures measures = measure_propensity(columns, rows, {});
        ratio += measures.ratio / static_cast<double>(times);
        EXPECT_NEAR(measures.auc, 0.5, 0.06);
    }
    EXPECT_NEAR(ratio, 1, 0.2);
}

TEST(Propensity, FindsIndependentColumnsAndNoise) {
    const PropensityMeasures independent = measure_propensity(columns, rows_of(Rows::independent), {});
    EXPECT_GT(independent.ratio, 10);
    EXPECT_GT(independent.auc, 0.6);
    EXPECT_GT(measure_propensity(columns, rows_of(Rows::noise), {}).ratio, 10);
}

TEST(Propensity, FindsALostPairAmongColumnsWithManyCodes) {
    // Tables of 18 x 18 codes seem to have more information than two columns that agree in 5 of 8 rows have.
    std::vector<ComparedColumn> many{category("a", {"0", "1"}), category("b", {"0", "1"})};
    const std::vector<std::string> labels(18, "code");
    for (int i = 0; i < 12; ++i) many.push_back(category("wide " + std::to_string(i), labels));
    constexpr std::size_t count = 4000;
    const auto code = [](std::uint64_t place, double codes) {
        return static_cast<std::uint16_t>(codes * uniform(place));
    };
    const auto drawn = [&](std::uint64_t seed, double dependence) {
        CodedSample sample;
        sample.rows = sample.table_rows = count;
        sample.columns.resize(many.size());
        for (std::size_t row = 0; row < count; ++row) {
            const std::uint64_t at = (seed * 1'000'000 + row) * 16;
            sample.columns[0].push_back(code(at, 2));
            sample.columns[1].push_back(uniform(at + 1) < dependence ? code(at, 2) : code(at + 2, 2));
            for (std::size_t c = 2; c < many.size(); ++c) sample.columns[c].push_back(code(at + 1 + c, 18));
        }
        return sample;
    };
    const CodedSample real = drawn(1, 0.25);
    const double kept = measure_propensity(many, {real, real, drawn(2, 0.25)}, {}).ratio;
    const double lost = measure_propensity(many, {real, real, drawn(2, 0)}, {}).ratio;
    EXPECT_GT(lost, kept + 1);
}

TEST(Propensity, NeedsRowsAndColumns) {
    EXPECT_THROW(measure_propensity(columns, rows_of(Rows::dependent, 3, 10), {}), InputError);
    EXPECT_THROW(measure_propensity({}, rows_of(Rows::dependent), {}), InputError);
}

}  // namespace
}  // namespace replica
