#include "engine/scaling_fit.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

const std::vector<double> sizes{1000, 10'000, 100'000, 1'000'000};

std::vector<double> seconds_of(const std::vector<double>& x, double (*law)(double)) {
    std::vector<double> seconds;
    for (const double value : x) seconds.push_back(law(value));
    return seconds;
}

TEST(ScalingFit, FindsTheExponentOfAPower) {
    const auto seconds = seconds_of(sizes, [](double n) { return 3e-6 * std::pow(n, 1.25); });
    const FittedFigure exponent = scaling_exponent(sizes, seconds);
    EXPECT_NEAR(exponent.value, 1.25, 1e-12);
    EXPECT_NEAR(exponent.error, 0, 1e-12);
}

// x = 0, 1, 2 with y = 0, 1.5, 2: slope 1, residuals -1/6, 1/3, -1/6, so 1/6 is the variance and xx = 2.
TEST(ScalingFit, HasTheErrorOfTheTextbook) {
    const std::vector<double> x{0, 1, 2};
    const std::vector<double> y{0, 1.5, 2};
    const LineFit fit = fit_line(x, y);
    EXPECT_DOUBLE_EQ(fit.slope.value, 1);
    EXPECT_NEAR(fit.intercept.value, 1.0 / 6, 1e-12);
    EXPECT_NEAR(fit.slope.error, std::sqrt(1.0 / 12), 1e-12);
    EXPECT_NEAR(fit.intercept.error, std::sqrt(1.0 / 6 * (1.0 / 3 + 1.0 / 2)), 1e-12);
}

TEST(ScalingFit, NeedsTwoSizesAndAThirdForAnError) {
    const FittedFigure two = scaling_exponent(std::vector<double>{10, 1000}, std::vector<double>{1, 100});
    EXPECT_NEAR(two.value, 1, 1e-12);
    EXPECT_TRUE(std::isnan(two.error));
    EXPECT_TRUE(std::isnan(scaling_exponent(std::vector<double>{10}, std::vector<double>{1}).value));
    EXPECT_TRUE(std::isnan(scaling_exponent(std::vector<double>{10, 10}, std::vector<double>{1, 2}).value));
}

TEST(ScalingFit, FindsTheFactorOfAStep) {
    const std::vector<double> degrees{1, 2, 3};
    const FittedFigure factor = factor_per_step(degrees, std::vector<double>{0.5, 2, 8});
    EXPECT_NEAR(factor.value, 4, 1e-12);
    EXPECT_NEAR(factor.error, 0, 1e-12);
}

TEST(ScalingFit, FindsTheSerialShare) {
    const std::vector<double> cores{1, 2, 4, 16};
    const auto seconds = seconds_of(cores, [](double p) { return 80 * (0.05 + 0.95 / p); });
    const AmdahlFit fit = fit_amdahl(cores, seconds);
    EXPECT_NEAR(fit.one_core, 80, 1e-9);
    EXPECT_NEAR(fit.serial.value, 0.05, 1e-12);
    EXPECT_NEAR(fit.serial.error, 0, 1e-9);
}

// Doubling the noise doubles the error.
TEST(ScalingFit, TellsHowSureTheSerialShareIs) {
    const std::vector<double> cores{1, 2, 4, 8};
    const auto with_noise = [&](double noise) {
        std::vector<double> seconds;
        for (const double p : cores) seconds.push_back((0.2 + 0.8 / p) * (1 + (p == 2 || p == 4 ? noise : -noise)));
        return fit_amdahl(cores, seconds).serial;
    };
    EXPECT_GT(with_noise(0.001).error, 1e-4);
    EXPECT_NEAR(with_noise(0.002).error / with_noise(0.001).error, 2, 0.02);
    EXPECT_NEAR(with_noise(0.001).value, 0.2, 3 * with_noise(0.001).error);
}

TEST(ScalingFit, KeepsTheSerialShareBetweenNothingAndAll) {
    const std::vector<double> cores{1, 2, 4};
    EXPECT_EQ(fit_amdahl(cores, std::vector<double>{1, 0.4, 0.2}).serial.value, 0);  // faster than cores allow
    EXPECT_EQ(fit_amdahl(cores, std::vector<double>{1, 1.1, 1.2}).serial.value, 1);  // slower with more cores
    EXPECT_TRUE(std::isnan(fit_amdahl(std::vector<double>{2}, std::vector<double>{1}).serial.value));
}

}  // namespace
}  // namespace replica
