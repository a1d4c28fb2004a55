#include "engine/privacy/noisy_tables.hpp"

#include "engine/privacy/merged_codes.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(NoisyTables, ProjectionIsTheNearestTable) {
    EXPECT_EQ(project(std::vector<double>{3, 1, -2}, 4), (std::vector<double>{3, 1, 0}));
    EXPECT_EQ(project(std::vector<double>{5, 1, -9}, 4), (std::vector<double>{4, 0, 0}));
    const auto even = project(std::vector<double>{1, 1, 1, 1}, 2);
    for (const double cell : even) EXPECT_DOUBLE_EQ(cell, .5);
}

TEST(NoisyTables, ShrinkingTrustsWhatStandsOutOfTheNoise) {
    const std::vector<double> expected{100, 100};
    EXPECT_EQ(shrink(std::vector<double>{101, 99}, expected, 10), expected);  // no more than noise
    const auto far = shrink(std::vector<double>{1100, 100}, expected, 1);
    EXPECT_NEAR(far[0], 1100, 1);
}

// What the exponential mechanism's sensitivity hangs on.
TEST(NoisyTables, DistanceAfterGrowsByZeroToOne) {
    const std::vector<double> expected{0, 1, 30, 400, 5000};
    double roots = 0;
    for (const double cell : expected) roots += std::sqrt(cell);
    double before = distance_after(0, expected, roots, 20);
    EXPECT_EQ(before, 0);
    for (double distance = .5; distance < 5000; distance += .5) {
        const double after = distance_after(distance, expected, roots, 20);
        EXPECT_GE(after, before - 1e-9);
        EXPECT_LE(after - before, .5 + 1e-9);
        EXPECT_LE(after, distance);
        before = after;
    }
}

TEST(NoisyTables, FittingReachesBothMargins) {
    std::vector<double> table{.1, .2, .3, .4, .1, .1};
    const std::vector<double> rows{.4, .6};
    const std::vector<double> columns{.2, .3, .5};
    fit_margins(table, rows, columns);
    EXPECT_NEAR(table[0] + table[1] + table[2], .4, 1e-9);
    EXPECT_NEAR(table[1] + table[4], .3, 1e-9);
}

TEST(MergedCodes, RareCodesShareTheLastOne) {
    const MergedCodes merged = merge_rare_codes({{100, 2, 90, -3}, 25}, 1.5);
    EXPECT_EQ(merged.map, (std::vector<std::uint16_t>{0, 2, 1, 2}));
    EXPECT_EQ(merged.size, 3U);
    const auto shares = merged.margin.shares(190);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
    EXPECT_EQ(members_of(merged)[2], (std::vector<std::uint16_t>{1, 3}));
    EXPECT_EQ(merge_rare_codes({{-4, -2}, 25}, 1.5).size, 2U);  // the commonest stays by itself
}

}  // namespace
}  // namespace replica
