#include "engine/evaluation/membership.hpp"

#include "engine/evaluation/closer_share.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Distances = std::vector<std::uint32_t>;

/// Closest rows, each of one row alone, with second closest ones at the same distance.
std::vector<NearRow> alone(const Distances& distances) {
    std::vector<NearRow> nearest;
    for (const std::uint32_t distance : distances) {
        const auto row = static_cast<std::uint32_t>(nearest.size());
        nearest.push_back({distance, row});
        nearest.push_back({distance, row + 1});
    }
    return nearest;
}

// Members 1, 2, 2; others 2, 3. Of 6 pairs the member is closer in 4, ties in 2: 5/6. Shares of the others above each
// member: 1, 3/4, 3/4, variance 1/48; of the members below each of the others: 2/3, 1, variance 1/18.
TEST(Membership, ByHand) {
    const Membership found = compare_distances(Distances{2, 1, 2}, Distances{3, 2});
    EXPECT_NEAR(found.auc, 5.0 / 6, 1e-12);
    const double reach = 1.959964 * std::sqrt(1.0 / 48 / 3 + 1.0 / 18 / 2);
    EXPECT_NEAR(found.auc_interval.low, 5.0 / 6 - reach, 1e-9);
    EXPECT_EQ(found.auc_interval.high, 1);
    // Below 2 lies a third of the members and none of the others; at 2 the rest of one and half of the other.
    EXPECT_NEAR(found.hits_at_low_rate, 1.0 / 3 + 0.01 / 0.5 * 2 / 3, 1e-12);
    EXPECT_EQ(found.members, 3U);
    EXPECT_EQ(found.others, 2U);
}

TEST(Membership, CopiesAreMembersAndTheirIntervalIsNoPoint) {
    const Membership found = compare_distances(Distances(50, 0), Distances(40, 7));
    EXPECT_EQ(found.auc, 1);
    EXPECT_NEAR(found.auc_interval.low, wilson_interval({40, 40}).low, 1e-12);
    EXPECT_EQ(found.hits_at_low_rate, 1);
}

TEST(Membership, AllTiesAreACoin) {
    const Membership found = compare_distances(Distances(50, 0), Distances(40, 0));
    EXPECT_EQ(found.auc, 0.5);
    EXPECT_NEAR(found.hits_at_low_rate, 0.01, 1e-12);
    EXPECT_EQ(compare_own_distances(alone(Distances(50, 3)), alone(Distances(50, 3))).auc, 0.5);
}

TEST(Membership, OfItsOwnDistancesByHand) {
    // Closer, tied, closer, farther: 2.5 of 4.
    const Membership found = compare_own_distances(alone({0, 5, 1, 9}), alone({4, 5, 2, 8}));
    EXPECT_EQ(found.auc, 0.625);
    EXPECT_NEAR(found.auc_interval.low, score_interval(0.625, 4).low, 1e-12);
    EXPECT_EQ(found.members, 4U);
    // The closest of the others is at 2: a quarter of them; two members are below it, none at it.
    EXPECT_NEAR(found.hits_at_low_rate, 0.5, 1e-12);
}

// Rows 7, 7 and 3 are closest in the first table; without 7 the first two rows turn from closer to farther and to a
// tie.
TEST(CloserShare, TablesAreSamplesToo) {
    const std::vector<NearRow> first{{1, 7}, {9, 1}, {2, 7}, {5, 2}, {8, 3}, {8, 4}};
    const std::vector<NearRow> second{{5, 0}, {5, 1}, {5, 2}, {5, 4}, {3, 5}, {3, 6}};
    const CloserShare closer = share_closer(first, second);
    EXPECT_EQ(closer.halves, 4U);
    EXPECT_EQ(closer.rows, 3U);
    // Rows alone: 2/3 x 1/3 x 3 = 2/3. Leaving out 7 takes 3/2 rows: 9/4. That is 35/8 times as much.
    const Interval expected = score_interval(2.0 / 3, 3 / (35.0 / 8));
    EXPECT_NEAR(closer.interval.low, expected.low, 1e-12);
    EXPECT_NEAR(closer.interval.high, expected.high, 1e-12);
}

// Of 400 draws of distances alike, the interval misses 1/2 in about 20.
TEST(Membership, IntervalsHoldACoinAsOftenAsTheySay) {
    std::mt19937 random(3);
    int unpaired = 0;
    int paired = 0;
    for (int draw = 0; draw < 400; ++draw) {
        Distances members(120), others(120);
        for (auto& distance : members) distance = static_cast<std::uint32_t>(random() % 50);
        for (auto& distance : others) distance = static_cast<std::uint32_t>(random() % 50);
        const auto misses = [](const Membership& found) {
            return found.auc_interval.low > 0.5 || found.auc_interval.high < 0.5 ? 1 : 0;
        };
        unpaired += misses(compare_distances(members, others));
        paired += misses(compare_own_distances(alone(members), alone(others)));
    }
    EXPECT_GE(unpaired, 8);
    EXPECT_LE(unpaired, 36);
    EXPECT_GE(paired, 8);
    EXPECT_LE(paired, 36);
}

}  // namespace
}  // namespace replica
