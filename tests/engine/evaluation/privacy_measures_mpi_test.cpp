#include "engine/error.hpp"
#include "engine/evaluation/privacy_measures.hpp"
#include "tests/engine/evaluation/latent_rows.hpp"
#include "tests/engine/mpi_main.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace replica {
namespace {

using test::RowsLike;

constexpr std::size_t table_rows = 1'500;

PrivacyLimits small_limits() {
    PrivacyLimits limits;
    limits.seed = 11;
    limits.distance_rows = 1'000;
    limits.attack_rows = 600;
    limits.inference_rows = 300;
    limits.inference_columns = 8;
    return limits;
}

ComparedRows make_tables(const std::vector<ComparedColumn>& columns, HoldoutOrigin origin) {
    return {test::make_sample(columns, table_rows, 1, RowsLike::patients),
            test::make_sample(columns, table_rows, 2, RowsLike::patients),
            {},
            origin};
}

PrivacyMeasures measure(const std::vector<ComparedColumn>& columns, const ComparedRows& rows) {
    return measure_privacy(columns, rows, small_limits(), Communicator::world(), 1);
}

void append_rows(CodedSample& sample, const CodedSample& more) {
    for (std::size_t c = 0; c < sample.columns.size(); ++c)
        sample.columns[c].insert(sample.columns[c].end(), more.columns[c].begin(), more.columns[c].end());
    sample.rows += more.rows;
    sample.table_rows += more.table_rows;
}

/// Attacks on all columns together.
std::vector<Attack> whole_attacks(const PrivacyMeasures& found) {
    std::vector<Attack> whole = found.attacks;
    std::erase_if(whole, [](const Attack& attack) { return !attack.detail.empty(); });
    EXPECT_EQ(whole.size(), 3U);
    return whole;
}

/// All that was measured, to compare.
std::string text_of(const PrivacyMeasures& found) {
    std::string text;
    const auto add = [&](auto... values) { ((text += std::to_string(values) + " "), ...); };
    const auto add_all = [&](const DistanceQuantiles& q) { add(q.share_zero, q.p05, q.p25, q.p50, q.p75); };
    add(found.closest.rows, found.closest.candidates, found.closest.closer_candidates, found.closest.ratio_synthetic,
        found.closest.ratio_holdout, found.closest.closer_to_real.hits, found.closest.closer_interval.low,
        found.closest.histogram_high);
    add_all(found.closest.synthetic);
    add_all(found.closest.holdout);
    for (const double share : found.closest.histogram_synthetic) add(share);
    for (const double share : found.closest.histogram_holdout) add(share);
    add(found.membership.auc, found.membership.auc_interval.low, found.membership.hits_at_low_rate);
    for (const Attack& attack : found.attacks) {
        text += attack.name + attack.detail + " ";
        add(attack.attack.hits, attack.attack.trials, attack.control.hits, attack.control.trials, attack.won.value);
    }
    return text;
}

class PrivacyOf : public testing::TestWithParam<HoldoutOrigin> {};
INSTANTIATE_TEST_SUITE_P(Origins, PrivacyOf, testing::Values(HoldoutOrigin::given, HoldoutOrigin::split));

TEST_P(PrivacyOf, ACopyIsFoundOutByEveryMeasure) {
    const auto columns = test::make_columns(12);
    ComparedRows rows = make_tables(columns, GetParam());
    rows.synthetic = rows.real;
    const PrivacyMeasures found = measure(columns, rows);
    EXPECT_EQ(found.closest.synthetic.share_zero, 1);
    EXPECT_EQ(found.closest.holdout.share_zero, 0);
    EXPECT_EQ(found.closest.ratio_synthetic, 0);
    EXPECT_EQ(found.closest.closer_to_real.hits, found.closest.closer_to_real.trials);
    EXPECT_GT(found.membership.auc, 0.999);
    EXPECT_GT(found.membership.hits_at_low_rate, 0.99);
    ASSERT_EQ(found.attacks.size(), 4U + 8U);  // three, one by one column, eight columns inferred
    for (const Attack& attack : found.attacks) EXPECT_GT(attack.won.interval.low, 0.9) << attack.name << attack.detail;
}

/// A copy of a fifth of the rows, and of rows that nobody has.
TEST_P(PrivacyOf, ACopyOfSomeRowsIsFoundOutByEveryAttack) {
    const auto columns = test::make_columns(12);
    ComparedRows rows = make_tables(columns, GetParam());
    rows.synthetic = test::make_sample(columns, table_rows * 4 / 5, 3, RowsLike::patients);
    CodedSample fifth = rows.real;
    fifth.rows = fifth.table_rows = table_rows / 5;
    for (auto& column : fifth.columns) column.resize(fifth.rows);
    append_rows(rows.synthetic, fifth);
    const PrivacyMeasures found = measure(columns, rows);
    EXPECT_NEAR(found.closest.synthetic.share_zero, 0.2, 0.05);
    EXPECT_GT(found.membership.auc_interval.low, 0.5);
    EXPECT_GT(found.membership.hits_at_low_rate, 0.15);
    for (const Attack& attack : whole_attacks(found)) {
        EXPECT_GT(attack.won.interval.low, 0.1) << attack.name;
    }
}

/// What a split holdout must not hide: the model had both halves.
TEST(PrivacyMeasures, ACopyOfBothHalvesIsFoundOut) {
    const auto columns = test::make_columns(12);
    ComparedRows rows = make_tables(columns, HoldoutOrigin::split);
    rows.synthetic = rows.real;
    append_rows(rows.synthetic, rows.holdout);
    const PrivacyMeasures found = measure(columns, rows);
    EXPECT_GT(found.closest.synthetic.share_zero, 0.4);
    EXPECT_EQ(found.closest.holdout.share_zero, 0);
    EXPECT_GT(found.membership.auc_interval.low, 0.65);
    for (const Attack& attack : whole_attacks(found)) {
        EXPECT_GT(attack.won.interval.low, 0.3) << attack.name;
    }
}

TEST_P(PrivacyOf, ASecondSampleWinsNothing) {
    const auto columns = test::make_columns(12);
    ComparedRows rows = make_tables(columns, GetParam());
    for (const std::size_t size : {table_rows, 2 * table_rows}) {
        rows.synthetic = test::make_sample(columns, size, 5, RowsLike::patients);
        const PrivacyMeasures found = measure(columns, rows);
        EXPECT_EQ(found.closest.synthetic.share_zero, 0);
        EXPECT_NEAR(found.closest.synthetic.p50, found.closest.holdout.p50, 0.01);
        EXPECT_NEAR(found.closest.closer_to_real.value(), 0.5, 0.05);
        EXPECT_NEAR(found.membership.auc, 0.5, 0.03);
        EXPECT_LT(found.membership.hits_at_low_rate, 0.03);
        for (const Attack& attack : whole_attacks(found)) {
            EXPECT_LT(attack.won.interval.low, 0.01) << attack.name << attack.won.value;
            EXPECT_LT(attack.won.value, 0.04) << attack.name;
        }
    }
}

TEST_P(PrivacyOf, NoiseWinsNothing) {
    const auto columns = test::make_columns(12);
    ComparedRows rows = make_tables(columns, GetParam());
    rows.synthetic = test::make_sample(columns, table_rows, 6, RowsLike::noise);
    const PrivacyMeasures found = measure(columns, rows);
    EXPECT_GT(found.closest.synthetic.p50, found.closest.holdout.p50);
    EXPECT_LT(found.membership.auc, 0.53);
    for (const Attack& attack : whole_attacks(found)) {
        EXPECT_LT(attack.won.value, 0.03) << attack.name;
    }
}

/// One rank's result alone, and that of all together by more threads.
TEST_P(PrivacyOf, DoesNotDependOnRanksOrThreads) {
    const auto columns = test::make_columns(9);
    ComparedRows rows = make_tables(columns, GetParam());
    rows.synthetic = test::make_sample(columns, 1'131, 7, RowsLike::patients);
    const Communicator world = Communicator::world();
    const Communicator alone = world.split(world.rank());
    const std::string expected = text_of(measure_privacy(columns, rows, small_limits(), alone, 1));
    EXPECT_EQ(text_of(measure_privacy(columns, rows, small_limits(), world, 3)), expected);
    PrivacyLimits other = small_limits();
    other.seed = 12;
    EXPECT_NE(text_of(measure_privacy(columns, rows, other, world, 1)), expected);
}

/// Four real rows of one number (0, 1, 2, 3 of ranks 0, 85, 169, 254) and one category.
TEST(PrivacyMeasures, ClosestRecordsByHand) {
    const std::vector<ComparedColumn> columns{test::make_column("age", ComparedKind::number, 4, 4),
                                              test::make_column("sex", ComparedKind::category, 2, 2)};
    const ComparedRows rows{
        {{{0, 1, 2, 3}, {0, 0, 1, 1}}, 4, 4}, {{{0, 0}, {1, 0}}, 2, 2}, {{{0, 3}, {0, 0}}, 2, 2}, HoldoutOrigin::given};
    const PrivacyMeasures found = measure(columns, rows);
    // Synthetic (0, 0): 0 and 85. (3, 0): 169 to (1, 0), 254 to (0, 0), 255 to (3, 1).
    EXPECT_EQ(found.closest.candidates, 4U);
    EXPECT_EQ(found.closest.synthetic.share_zero, 0.5);
    EXPECT_NEAR(found.closest.synthetic.p50, 0, 1e-12);
    EXPECT_NEAR(found.closest.synthetic.p75, 169 / 510.0, 1e-12);
    EXPECT_NEAR(found.closest.ratio_synthetic, (0 + 169 / 254.0) / 2, 1e-12);
    // Holdout (0, 1): 169 to (2, 1), 254 to (3, 1). (0, 0): 0 and 85.
    EXPECT_EQ(found.closest.holdout.share_zero, 0.5);
    EXPECT_NEAR(found.closest.ratio_holdout, (169 / 254.0 + 0) / 2, 1e-12);
    EXPECT_NEAR(found.closest.histogram_high, 170 / 510.0, 1e-12);
    EXPECT_EQ(found.closest.histogram_synthetic.front(), 0.5);
    EXPECT_EQ(found.closest.histogram_synthetic.back(), 0.5);
    EXPECT_EQ(found.closest.closer_candidates, 2U);
}

/// A guess of a number that is near in ranks, and of a category, from rows that all else equals.
TEST(PrivacyMeasures, AttributeInferenceByHand) {
    const std::vector<ComparedColumn> columns{test::make_column("key", ComparedKind::category, 100, 100),
                                              test::make_column("cost", ComparedKind::number, 200, 20)};
    ComparedRows rows{{{{}, {}}, 100, 100}, {{{}, {}}, 100, 100}, {{{}, {}}, 100, 100}, HoldoutOrigin::given};
    for (std::uint16_t r = 0; r < 100; ++r) {
        // Everybody has a key and a cost of their own; the synthetic costs are 4 ranks off, or for the last 20 half of
        // all. Holdout rows have keys that fit costs of others.
        const auto cost = static_cast<std::uint16_t>(2 * r);
        rows.real.columns[0].push_back(r);
        rows.real.columns[1].push_back(cost);
        rows.synthetic.columns[0].push_back(r);
        rows.synthetic.columns[1].push_back(static_cast<std::uint16_t>(r < 80 ? cost + 8 : cost - 100));
        rows.holdout.columns[0].push_back(r);
        rows.holdout.columns[1].push_back(static_cast<std::uint16_t>((cost + 100) % 200));
    }
    const PrivacyMeasures found = measure(columns, rows);
    const auto cost = std::find_if(found.attacks.begin(), found.attacks.end(),
                                   [](const Attack& attack) { return attack.detail == "cost"; });
    ASSERT_NE(cost, found.attacks.end());
    EXPECT_EQ(cost->attack.hits, 80U);
    EXPECT_EQ(cost->attack.trials, 100U);
    EXPECT_EQ(cost->control.hits, 20U);
    EXPECT_NEAR(cost->won.value, 0.75, 1e-12);
}

TEST(PrivacyMeasures, OneColumnIsEnough) {
    const auto columns = test::make_columns(1);
    for (const HoldoutOrigin origin : {HoldoutOrigin::given, HoldoutOrigin::split}) {
        ComparedRows rows = make_tables(columns, origin);
        rows.synthetic = rows.real;
        const PrivacyMeasures found = measure(columns, rows);
        EXPECT_EQ(found.closest.synthetic.share_zero, 1);
        for (const Attack& attack : found.attacks) EXPECT_EQ(attack.name, "singling out");
    }
}

TEST(PrivacyMeasures, MissingEverywhere) {
    const auto columns = test::make_columns(3);
    ComparedRows rows = make_tables(columns, HoldoutOrigin::given);
    for (CodedSample* sample : {&rows.real, &rows.holdout}) {
        for (std::size_t c = 0; c < columns.size(); ++c)
            sample->columns[c].assign(table_rows, columns[c].missing_code());
    }
    rows.synthetic = rows.real;
    const PrivacyMeasures found = measure(columns, rows);
    EXPECT_EQ(found.closest.synthetic.share_zero, 1);
    EXPECT_EQ(found.membership.auc, 0.5);
    for (const Attack& attack : found.attacks) EXPECT_EQ(attack.won.value, 0) << attack.name;
}

TEST(PrivacyMeasures, TooLittleIsRefused) {
    const auto columns = test::make_columns(2);
    ComparedRows rows = make_tables(columns, HoldoutOrigin::given);
    rows.synthetic = test::make_sample(columns, 1, 8, RowsLike::patients);
    EXPECT_THROW(measure(columns, rows), InputError);
    rows.synthetic = test::make_sample(columns, 2, 8, RowsLike::patients);
    EXPECT_NO_THROW(measure(columns, rows));
    EXPECT_THROW(measure({}, rows), InputError);
    rows.holdout = {};
    EXPECT_THROW(measure(columns, rows), InputError);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
