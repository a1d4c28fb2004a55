// Every law: draws against its own distribution function, and tables against the quantiles that they stand for.
#include "engine/simulation/law.hpp"
#include "engine/simulation/quantile_table.hpp"
#include "engine/simulation/uniform_draws.hpp"

#include <algorithm>
#include <boost/math/distributions.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::size_t draws = 100'000;
/// 1 % of samples that follow the law have a larger distance: 1.628 / sqrt(n) (Kolmogorov; discrete laws stay below).
const double critical = 1.628 / std::sqrt(static_cast<double>(draws));

std::vector<double> uniforms(std::uint64_t seed, std::size_t count) {
    std::vector<std::uint64_t> keys(count);
    std::iota(keys.begin(), keys.end(), std::uint64_t{0});
    std::vector<double> u(count);
    std::vector<std::uint64_t> words;
    fill_uniform(seed, 42, keys, u, words);
    return u;
}

/// Kolmogorov's distance between a sample and a law, at the sample's values, from both sides of each.
double distance(std::vector<double> sample, const Law& law) {
    std::sort(sample.begin(), sample.end());
    const auto n = static_cast<double>(sample.size());
    double largest = 0;
    for (std::size_t begin = 0, end = 0; begin < sample.size(); begin = end) {
        while (end < sample.size() && sample[end] == sample[begin]) ++end;
        const double at = law.cdf(sample[begin]);
        const double before = law.cdf(std::nextafter(sample[begin], -1e300));
        largest = std::max(
            {largest, std::abs(static_cast<double>(end) / n - at), std::abs(static_cast<double>(begin) / n - before)});
    }
    return largest;
}

struct NamedLaw {
    std::string name;
    Law law;
};

std::vector<NamedLaw> all_laws() {
    const std::vector<double> values{3, 1, 7, 5};
    const std::vector<double> weights{1, 0, 3, 2};
    const std::vector<double> points{1, 2, 2.5, 4, 9, 9.2, 15};
    return {{"normal", parametric_law(LawFamily::normal, {5, 2, 0})},
            {"lognormal", parametric_law(LawFamily::lognormal, {3.6, .45, 0})},
            {"gamma", parametric_law(LawFamily::gamma, {2, 4, 0})},
            {"gamma of a small shape", parametric_law(LawFamily::gamma, {.3, 1, 0})},
            {"beta", parametric_law(LawFamily::beta, {.5, 3, 0})},
            {"exponential", parametric_law(LawFamily::exponential, {3, 0, 0})},
            {"weibull", parametric_law(LawFamily::weibull, {1.5, 10, 0})},
            {"uniform", parametric_law(LawFamily::uniform, {-3, 5, 0})},
            {"triangular", parametric_law(LawFamily::triangular, {0, 2, 10})},
            {"poisson", parametric_law(LawFamily::poisson, {.9, 0, 0})},
            {"poisson of a large mean", parametric_law(LawFamily::poisson, {2'000, 0, 0})},
            {"negative binomial", parametric_law(LawFamily::negative_binomial, {4, 1.3, 0})},
            {"binomial", parametric_law(LawFamily::binomial, {20, .3, 0})},
            {"geometric", parametric_law(LawFamily::geometric, {.2, 0, 0})},
            {"bernoulli", parametric_law(LawFamily::bernoulli, {.16, 0, 0})},
            {"categorical", weighted_law(values, weights)},
            {"zipf", zipf_law(500, 1.1)},
            {"histogram", histogram_law({0, 1, 5, 7, 20}, {2, 0, 3, 5})},
            {"kernel density", kernel_law(points, silverman_bandwidth(points))},
            {"mixture",
             mixture_law({parametric_law(LawFamily::normal, {0, 1, 0}), parametric_law(LawFamily::gamma, {9, 2, 0})},
                         {1, 2})},
            {"mixture of both kinds",
             mixture_law({parametric_law(LawFamily::poisson, {2, 0, 0}), parametric_law(LawFamily::uniform, {0, 9, 0})},
                         {1, 1})},
            {"constant", weighted_law(std::vector<double>{4}, std::vector<double>{1})}};
}

TEST(Laws, DrawsFollowTheirLaw) {
    std::uint64_t seed = 1;
    for (const NamedLaw& named : all_laws()) {
        std::vector<double> sample = uniforms(seed++, draws);
        QuantileTable(named.law).apply(sample, sample);
        EXPECT_LT(distance(sample, named.law), critical) << named.name;
    }
}

// The same test finds a law that is off by little: it can fail.
TEST(Laws, DrawsOfAnotherLawAreFoundOut) {
    std::vector<double> sample = uniforms(1, draws);
    QuantileTable(parametric_law(LawFamily::normal, {5, 2, 0})).apply(sample, sample);
    EXPECT_GT(distance(sample, parametric_law(LawFamily::normal, {5.04, 2, 0})), critical);
    EXPECT_GT(distance(sample, parametric_law(LawFamily::normal, {5, 2.06, 0})), critical);
}

TEST(Laws, TablesMeetTheQuantilesThatTheyStandFor) {
    for (const NamedLaw& named : all_laws()) {
        const QuantileTable table(named.law);
        const double spread = std::abs(named.law.quantile(.75) - named.law.quantile(.25));
        for (const double u : uniforms(7, 2'000)) {
            const double x = named.law.quantile(u);
            EXPECT_NEAR(table(u), x, 1e-6 * (spread + std::abs(x))) << named.name << " at " << u;
        }
        for (const double u : {0x1p-54, 1e-12, 1e-7, .5, 1 - 1e-7, 1 - 1e-12, 1 - 0x1p-53}) {
            const double x = named.law.quantile(u);
            EXPECT_NEAR(table(u), x, 1e-6 * (spread + std::abs(x))) << named.name << " at " << u;
        }
    }
}

TEST(Laws, QuantilesAreTheSmallestValuesThatReach) {
    for (const NamedLaw& named : all_laws()) {
        for (const double u : uniforms(11, 500)) {
            const double x = named.law.quantile(u);
            EXPECT_GE(named.law.cdf(x), u - 1e-9) << named.name;
            if (named.law.discrete) {
                EXPECT_LT(named.law.cdf(x - 1e-6), u) << named.name;
            }
        }
    }
}

// The laws' own code against Boost's, where it doesn't call it.
TEST(Laws, ClosedFormsAndSumsAreThoseOfBoost) {
    namespace bm = boost::math;
    using Up = bm::policies::policy<bm::policies::discrete_quantile<bm::policies::integer_round_up>>;
    for (const double u : uniforms(13, 2'000)) {
        EXPECT_NEAR(quantile_of(LawFamily::exponential, {3, 0, 0}, u), bm::quantile(bm::exponential(1. / 3), u), 1e-9);
        EXPECT_NEAR(quantile_of(LawFamily::weibull, {1.5, 10, 0}, u), bm::quantile(bm::weibull(1.5, 10), u), 1e-8);
        EXPECT_NEAR(quantile_of(LawFamily::triangular, {0, 2, 10}, u), bm::quantile(bm::triangular(0, 2, 10), u), 1e-9);
        EXPECT_NEAR(quantile_of(LawFamily::uniform, {-3, 5, 0}, u), bm::quantile(bm::uniform(-3, 5), u), 1e-12);
        EXPECT_EQ(quantile_of(LawFamily::poisson, {4.5, 0, 0}, u),
                  bm::quantile(bm::poisson_distribution<double, Up>(4.5), u));
        EXPECT_EQ(quantile_of(LawFamily::binomial, {20, .3, 0}, u),
                  bm::quantile(bm::binomial_distribution<double, Up>(20, .3), u));
        // Boost's isn't rounded, whatever the policy.
        EXPECT_EQ(quantile_of(LawFamily::geometric, {.2, 0, 0}, u), std::ceil(bm::quantile(bm::geometric(.2), u)));
        EXPECT_EQ(quantile_of(LawFamily::negative_binomial, {4, 1.3, 0}, u),
                  bm::quantile(bm::negative_binomial_distribution<double, Up>(1.3, 1.3 / 5.3), u));
    }
}

TEST(Laws, MomentsAreThoseThatTheNamesSay) {
    const auto mean_and_variance = [](const Law& law) {
        std::vector<double> sample = uniforms(3, draws);
        QuantileTable(law).apply(sample, sample);
        const double mean = std::accumulate(sample.begin(), sample.end(), 0.0) / draws;
        double squares = 0;
        for (const double x : sample) squares += (x - mean) * (x - mean);
        return std::pair(mean, squares / draws);
    };
    const auto [mean, variance] = mean_and_variance(parametric_law(LawFamily::negative_binomial, {4, 1.3, 0}));
    EXPECT_NEAR(mean, 4, .05);
    EXPECT_NEAR(variance, 4 + 16 / 1.3, .5);
    EXPECT_NEAR(mean_and_variance(parametric_law(LawFamily::geometric, {.2, 0, 0})).first, 4, .05);
    EXPECT_NEAR(mean_and_variance(parametric_law(LawFamily::gamma, {2, 4, 0})).first, 8, .08);
}

TEST(Laws, WrongParametersAreNamed) {
    EXPECT_EQ(fault_of(LawFamily::normal, {0, 0, 0})->parameter, 1U);
    EXPECT_EQ(fault_of(LawFamily::bernoulli, {1.04, 0, 0})->what, "must lie between 0 and 1");
    EXPECT_EQ(fault_of(LawFamily::binomial, {2.5, .3, 0})->parameter, 0U);
    EXPECT_EQ(fault_of(LawFamily::triangular, {0, 12, 10})->parameter, 2U);
    EXPECT_EQ(fault_of(LawFamily::poisson, {std::nan(""), 0, 0})->what, "must be a finite number");
    EXPECT_FALSE(fault_of(LawFamily::normal, {0, 1, 0}));
}

TEST(UniformDraws, AreOfTheirKeysWhateverStandsBesideThem) {
    const std::vector<double> all = uniforms(5, 5'000);
    std::vector<std::uint64_t> words;
    for (const auto& [first, count] : {std::pair{0U, 1U}, {7U, 20U}, {4'321U, 333U}}) {
        std::vector<std::uint64_t> keys(count);
        std::iota(keys.begin(), keys.end(), std::uint64_t{first});
        std::vector<double> some(count);
        fill_uniform(5, 42, keys, some, words);
        EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin() + first));
    }
    const std::vector<std::uint64_t> scattered{4'999, 3, 4, 5, 17, 6};
    std::vector<double> some(scattered.size());
    fill_uniform(5, 42, scattered, some, words);
    for (std::size_t i = 0; i < scattered.size(); ++i) EXPECT_EQ(some[i], all[scattered[i]]);
}

}  // namespace
}  // namespace replica
