#include "engine/evaluation/proportion.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace replica {
namespace {

void expect_interval(const Interval& interval, double low, double high) {
    EXPECT_NEAR(interval.low, low, 1e-6);
    EXPECT_NEAR(interval.high, high, 1e-6);
}

// By hand: centre (p + z^2 / 2n) / (1 + z^2 / n).
TEST(WilsonInterval, ByHand) {
    expect_interval(wilson_interval({8, 10}), 0.4901625, 0.9433178);
    expect_interval(wilson_interval({0, 10}), 0, 0.2775328);
    expect_interval(wilson_interval({10, 10}), 0.7224672, 1);
    expect_interval(wilson_interval({0, 0}), 0, 1);
    expect_interval(score_interval(0.8, 10), 0.4901625, 0.9433178);
}

TEST(Advantage, IsTheShareOfWhatTheControlLeftOpen) {
    const Advantage won = advantage({8, 10}, {5, 10});
    EXPECT_NEAR(won.value, 0.6, 1e-12);
    // Wilson of 5 of 10: 0.2365931 to 0.7634069. Below: 2 (0.8 - 0.4901625), and 0.8 (0.7634069 - 0.5).
    EXPECT_NEAR(won.interval.low, 0.6 - std::hypot(2 * 0.3098375, 0.8 * 0.2634069), 1e-6);
    EXPECT_NEAR(won.interval.high, 0.6 + std::hypot(2 * 0.1433178, 0.8 * 0.2634069), 1e-6);
}

TEST(Advantage, AtTheEnds) {
    EXPECT_EQ(advantage({10, 10}, {0, 10}).value, 1);
    EXPECT_EQ(advantage({10, 10}, {0, 10}).interval.high, 1);
    EXPECT_NEAR(advantage({10, 10}, {0, 10}).interval.low, 0.7224672, 1e-6);
    EXPECT_EQ(advantage({0, 10}, {9, 10}).value, -1);
    const Advantage nothing = advantage({0, 10}, {0, 10});
    EXPECT_EQ(nothing.value, 0);
    EXPECT_LT(nothing.interval.low, 0);
    EXPECT_GT(nothing.interval.high, 0);
    const Advantage closed = advantage({10, 10}, {10, 10});
    EXPECT_EQ(closed.value, 0);
    expect_interval(closed.interval, -1, 1);
}

TEST(Advantage, TrialsThatCountAsFewerGiveTheSameValueAndAWiderInterval) {
    const Advantage plain = advantage({400, 1000}, {200, 1000});
    const Advantage fewer = advantage({400, 1000}, {200, 1000}, {10, 10});
    const Advantage tenth = advantage({40, 100}, {20, 100});
    EXPECT_DOUBLE_EQ(fewer.value, plain.value);
    expect_interval(fewer.interval, tenth.interval.low, tenth.interval.high);
}

}  // namespace
}  // namespace replica
