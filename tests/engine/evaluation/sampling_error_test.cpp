#include "engine/evaluation/sampling_error.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// Sum over all outcomes of probability x |X / n - p|.
double naive_share_error(double p, std::uint64_t draws) {
    double sum = 0;
    const double n = static_cast<double>(draws);
    for (std::uint64_t x = 0; x <= draws; ++x) {
        const double k = static_cast<double>(x);
        const double log_mass = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                                (n - k) * std::log1p(-p);
        sum += std::exp(log_mass) * std::abs(k / n - p);
    }
    return sum;
}

TEST(SamplingError, IsThatOfAllOutcomesOfABinomial) {
    EXPECT_DOUBLE_EQ(expected_share_error(1, 2, 1), 0.5);
    EXPECT_DOUBLE_EQ(expected_share_error(1, 2, 2), 0.25);  // a quarter each off by one half
    for (const std::uint64_t count : {1U, 3U, 50U, 99U})
        for (const std::uint64_t draws : {1U, 2U, 10U, 333U, 1000U})
            EXPECT_NEAR(expected_share_error(count, 100, draws),
                        naive_share_error(static_cast<double>(count) / 100, draws), 1e-12)
                << count << " " << draws;
}

TEST(SamplingError, IsNoneWhereNothingVaries) {
    EXPECT_EQ(expected_share_error(0, 10, 5), 0);
    EXPECT_EQ(expected_share_error(10, 10, 5), 0);
    EXPECT_EQ(expected_share_error(3, 10, 0), 0);
}

TEST(SamplingError, IsRememberedAsItIs) {
    const ShareErrors errors(50'000, 30'000);
    for (const std::uint64_t count : {0U, 1U, 700U, 20'000U, 20'001U, 49'999U, 50'000U})
        EXPECT_EQ(errors.of(count), expected_share_error(count, 50'000, 30'000));
}

TEST(SamplingError, IsWhatSecondSamplesShow) {
    const std::vector<std::uint32_t> counts{5, 60, 135, 800, 0, 4000};
    const std::vector<std::uint64_t> wide(counts.begin(), counts.end());
    constexpr std::uint64_t draws = 2500;
    constexpr std::uint64_t times = 400;
    double sum = 0;
    for (std::uint64_t i = 0; i < times; ++i) {
        const auto sample = second_sample(counts, 5000, draws, i);
        EXPECT_EQ(sample[4], 0);
        std::vector<std::uint64_t> rows(sample.begin(), sample.end());
        sum += total_variation(wide, rows);
    }
    EXPECT_NEAR(sum / static_cast<double>(times) / expected_distance(wide, draws), 1, 0.05);
}

TEST(SamplingError, DrawsNumbersWithTheRightMeanAndSpread) {
    const std::vector<std::uint32_t> counts(20'000, 3);
    const auto sample = second_sample(counts, 60'000, 60'000, 1);
    const double mean = std::accumulate(sample.begin(), sample.end(), 0.0) / 20'000;
    double spread = 0;
    for (const double value : sample) spread += (value - mean) * (value - mean) / 20'000;
    EXPECT_NEAR(mean, 3, 0.05);
    EXPECT_NEAR(spread, 3, 0.12);
    const std::vector<std::uint32_t> large(20'000, 300);
    const auto many = second_sample(large, 6'000'000, 6'000'000, 2);
    const double large_mean = std::accumulate(many.begin(), many.end(), 0.0) / 20'000;
    double large_spread = 0;
    for (const double value : many) large_spread += (value - large_mean) * (value - large_mean) / 20'000;
    EXPECT_NEAR(large_mean, 300, 0.5);
    EXPECT_NEAR(large_spread, 300, 10);
}

TEST(ExpectedDifference, IsThatOfAllOutcomes) {
    for (const double chance : {0.0, 1e-4, 0.003, 0.02, 0.3}) {
        for (const double share : {0.0, 2e-4, 0.004, 0.02, 0.5}) {
            constexpr std::uint64_t draws = 1000;
            double sum = 0;
            double probability = std::exp(-1000 * chance);  // of a Poisson number of rows
            for (int k = 0; k < 1000; ++k) {
                sum += probability * std::abs(k / 1000.0 - share);
                probability *= 1000 * chance / (k + 1);
            }
            EXPECT_NEAR(expected_difference(share, chance, draws), sum, 0.003 * chance + 1e-12)
                << share << " " << chance;
        }
    }
    EXPECT_NEAR(folded_normal_mean(0, 1), std::sqrt(2 / 3.14159265358979), 1e-12);
    EXPECT_NEAR(folded_normal_mean(-9, 1), 9, 1e-12);
    EXPECT_EQ(folded_normal_mean(-2, 0), 2);
}

TEST(ExpectedDifference, IsTheErrorOfASecondSampleWhereTheDistributionIsTheSame) {
    for (const std::uint64_t count : {1U, 20U, 300U, 5000U})
        EXPECT_NEAR(
            expected_difference(static_cast<double>(count) / 10'000, static_cast<double>(count) / 10'000, 8000) /
                expected_share_error(count, 10'000, 8000),
            1, 0.02)
            << count;
}

TEST(TotalVariation, IsHalfTheSumOfDifferencesOfShares) {
    const std::vector<std::uint64_t> first{1, 1, 2};
    const std::vector<std::uint64_t> second{0, 5, 5};
    EXPECT_DOUBLE_EQ(total_variation(first, second), 0.25);
    EXPECT_EQ(total_variation(first, std::vector<std::uint64_t>{0, 0, 0}), 0);
    EXPECT_EQ(total_variation(first, std::vector<std::uint64_t>{10, 10, 20}), 0);
}

}  // namespace
}  // namespace replica
