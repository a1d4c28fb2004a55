#include "engine/planning/rate_fit.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(RateFit, FindsTheRatesOfValues) {
    const ValueRates rates = fit_values({32, 3}, {74, 24}, {62, 6});
    EXPECT_DOUBLE_EQ(rates.byte_ns, 2);
    EXPECT_DOUBLE_EQ(rates.category_ns, 26);
    EXPECT_DOUBLE_EQ(rates.number_ns, 50);
}

TEST(RateFit, HasNoRateBelowNothing) {
    const ValueRates noisy = fit_values({40, 3}, {35, 24}, {20, 6});
    EXPECT_EQ(noisy.byte_ns, 0);
    EXPECT_EQ(noisy.category_ns, 40);
    const ValueRates bytes_only = fit_values({3, 3}, {600, 24}, {600, 6});
    EXPECT_GE(bytes_only.category_ns, 0);
}

TEST(RateFit, FindsGains) {
    EXPECT_DOUBLE_EQ(fit_gain(10, 10, 0.9), 0.9);
    EXPECT_DOUBLE_EQ(fit_gain(10, 20, 0.9), 0.45);
    EXPECT_DOUBLE_EQ(fit_gain(10, 1, 0.9), 1);
    EXPECT_DOUBLE_EQ(fit_gain(10, 1000, 0.9), 0.05);
    EXPECT_DOUBLE_EQ(fit_gain(10, 0, 0.9), 0.9);
}

TEST(RateFit, FindsTheRatesOfCounting) {
    PlanRates rates;
    rates.counting_factor = 1;
    rates.set_ns = 500;
    rates.serial_set_ns = 1500;
    fit_counting({1e9, 1000, 1.5e9 + 3e6}, {1e6, 50'000, 1.5e6 + 150e6}, rates);
    EXPECT_NEAR(rates.counting_factor, 1.5, 1e-9);
    EXPECT_NEAR(rates.set_ns, 750, 1e-6);
    EXPECT_NEAR(rates.serial_set_ns, 2250, 1e-6);
}

TEST(RateFit, ScalesAnEvaluationPhaseByPhase) {
    const auto job = [](double use, double privacy) {
        PlannedJob made{"evaluate"};
        made.phases.push_back({"use"});
        made.phases.back().cpu = use;
        made.phases.push_back({"privacy"});
        made.phases.back().cpu = privacy;
        return made;
    };
    EvaluationRates rates;
    const EvaluationRates before = rates;
    fit_evaluation(job(2, 0.001), job(1, 1), rates);
    EXPECT_DOUBLE_EQ(rates.use_value_ns, 2 * before.use_value_ns);
    EXPECT_DOUBLE_EQ(rates.attack_row_ns, before.attack_row_ns);  // too short to tell
    EXPECT_DOUBLE_EQ(rates.joint_factor, before.joint_factor);
}

}  // namespace
}  // namespace replica
