#include "engine/privacy/discrete_noise.hpp"

#include "engine/privacy/exponential_choice.hpp"
#include "tests/engine/privacy/pinned_bits.hpp"

#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

// 10^5 draws; the nightly run asks for 10^7.
std::uint64_t draws() {
    const char* wanted = std::getenv("REPLICA_NOISE_DRAWS");
    return wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
}

/// Draws against the exact probabilities of integers: chi-squared over cells of at least 50 expected draws, and the
/// largest distance of the distribution functions (Kolmogorov, Smirnov).
struct Fit {
    double chi_squared = 0;
    double cells = 0;
    double distance = 0;
};

template <typename Draw, typename Weight>
Fit fit_of(const Draw& draw, const Weight& weight, std::int64_t most) {
    double sum = 0;
    for (std::int64_t y = -most; y <= most; ++y) sum += weight(y);
    std::map<std::int64_t, std::uint64_t> counts;
    const auto all = static_cast<double>(draws());
    for (std::uint64_t i = 0; i < draws(); ++i) ++counts[draw()];
    Fit fit;
    double expected = 0;
    double observed = 0;
    double below_expected = 0;
    double below_observed = 0;
    for (std::int64_t y = -most; y <= most; ++y) {
        const double share = weight(y) / sum;
        const auto found = counts.find(y);
        const double count = found == counts.end() ? 0 : static_cast<double>(found->second);
        below_expected += share;
        below_observed += count / all;
        fit.distance = std::max(fit.distance, std::abs(below_expected - below_observed));
        expected += share * all;
        observed += count;
        if (expected < 50) continue;
        fit.chi_squared += (observed - expected) * (observed - expected) / expected;
        fit.cells += 1;
        expected = observed = 0;
    }
    return fit;
}

void expect_fits(const Fit& fit) {
    // Five standard deviations of chi-squared; of the largest distance a chance of 10^-6.
    EXPECT_LT(fit.chi_squared, fit.cells + 5 * std::sqrt(2 * fit.cells));
    EXPECT_LT(fit.distance, std::sqrt(std::log(2e6) / 2 / static_cast<double>(draws())));
}

double gauss(std::int64_t y, double variance) {
    return std::exp(-static_cast<double>(y) * static_cast<double>(y) / (2 * variance));
}

TEST(DiscreteNoise, GaussianHasItsExactProbabilities) {
    PinnedBits bits(1);
    for (const Ratio variance : {Ratio{1, 4}, Ratio{1, 1}, Ratio{7, 3}, Ratio{1'000'000, 2'000}, Ratio{81, 1}}) {
        const auto draw = [&] { return discrete_gaussian(variance, bits); };
        const auto weight = [&](std::int64_t y) { return gauss(y, variance.value()); };
        expect_fits(fit_of(draw, weight, 400));
    }
}

TEST(DiscreteNoise, LaplaceHasItsExactProbabilities) {
    PinnedBits bits(2);
    for (const Ratio scale : {Ratio{1, 3}, Ratio{1, 1}, Ratio{5, 2}, Ratio{40, 1}}) {
        const auto draw = [&] { return discrete_laplace(scale, bits); };
        const auto weight = [&](std::int64_t y) { return std::exp(-std::abs(static_cast<double>(y)) / scale.value()); };
        expect_fits(fit_of(draw, weight, 1500));
    }
}

TEST(DiscreteNoise, TestsAgainstAWrongVarianceFail) {
    PinnedBits bits(3);
    const auto draw = [&] { return discrete_gaussian({81, 1}, bits); };
    const Fit fit = fit_of(
        draw, [](std::int64_t y) { return gauss(y, 74); }, 400);
    EXPECT_GT(fit.chi_squared, fit.cells + 5 * std::sqrt(2 * fit.cells));
}

TEST(DiscreteNoise, LargeVariancesDoNotOverflow) {
    PinnedBits bits(4);
    double squares = 0;
    const Ratio variance{(std::uint64_t{1} << 40U) - 1, 1};
    for (int i = 0; i < 2000; ++i) {
        const auto y = static_cast<double>(discrete_gaussian(variance, bits));
        squares += y * y / 2000;
    }
    EXPECT_NEAR(squares / variance.value(), 1, .15);
}

TEST(DiscreteNoise, BelowIsUniform) {
    PinnedBits bits(5);
    std::vector<double> counts(6);
    for (int i = 0; i < 60'000; ++i) ++counts[static_cast<std::size_t>(bits.below(6))];
    double chi_squared = 0;
    for (const double count : counts) chi_squared += (count - 10'000) * (count - 10'000) / 10'000;
    EXPECT_LT(chi_squared, 5 + 5 * std::sqrt(10.0));
    const Uint128 bound = (Uint128{1} << 100U) + 1;
    for (int i = 0; i < 1000; ++i) EXPECT_LT(bits.below(bound), bound);
}

TEST(ExponentialChoice, HasItsExactProbabilities) {
    PinnedBits bits(6);
    // Utilities 0, 1, 2 rows, the last with weight 3, and one that can't be chosen although it is best by far.
    const std::vector<Candidate> candidates{
        {0, 1}, {utility_unit, 1}, {2 * utility_unit, 1}, {-utility_unit, 3}, {1000 * utility_unit, 0}};
    const std::vector<double> weights{1, std::exp(.5), std::exp(1.0), 3 * std::exp(-.5), 0};
    double sum = 0;
    for (const double weight : weights) sum += weight;
    std::vector<double> counts(weights.size());
    for (std::uint64_t i = 0; i < draws(); ++i) ++counts[choose_exponentially(candidates, 1, 2, bits)];
    double chi_squared = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const double expected = weights[i] / sum * static_cast<double>(draws());
        chi_squared += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    EXPECT_EQ(counts[4], 0);
    EXPECT_LT(chi_squared, 3 + 5 * std::sqrt(6.0));
}

// exp() of such utilities is infinite, and a choice that takes its logarithm-free form becomes uniform.
TEST(ExponentialChoice, StaysExactWhereExponentialsOverflow) {
    PinnedBits bits(7);
    std::vector<Candidate> candidates(500);
    for (std::size_t i = 0; i < candidates.size(); ++i)
        candidates[i].utility = static_cast<std::int64_t>(i) * 20'000 * utility_unit;  // up to 10^7 rows
    for (int i = 0; i < 50; ++i) EXPECT_EQ(choose_exponentially(candidates, 10, 2, bits), 499U);
}

TEST(SystemRandomBits, DiffersFromRunToRun) {
    SystemRandomBits a;
    SystemRandomBits b;
    EXPECT_TRUE(a.is_secret());
    EXPECT_NE(a.next(), b.next());
    EXPECT_NE(a.next(), a.next());
}

}  // namespace
}  // namespace replica
