// Quantile and distribution functions of the parametric laws.
#include "engine/simulation/law.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <cmath>

namespace replica {
namespace {

namespace bm = boost::math;

// A quantile is the smallest value that reaches u; overflow gives infinity and a search that doesn't end its best
// guess, not an exception.
using Policy = bm::policies::policy<bm::policies::discrete_quantile<bm::policies::integer_round_up>,
                                    bm::policies::overflow_error<bm::policies::ignore_error>,
                                    bm::policies::evaluation_error<bm::policies::ignore_error>,
                                    bm::policies::promote_double<false>>;

// Up to this mean, adding up probabilities from 0 on is faster than a search.
constexpr double small_mean = 30;

// The smallest k whose cumulative probability reaches u, where p(k + 1) = p(k) * ratio(k).
template <typename Ratio>
double add_up(double u, double first, Ratio&& ratio) {
    constexpr double enough = 1000;  // far beyond what a mean of small_mean reaches
    double probability = first;
    double cumulative = first;
    double k = 0;
    while (cumulative < u && k < enough) {
        probability *= ratio(k);
        cumulative += probability;
        k += 1;
    }
    return k;
}

double poisson_quantile(double mean, double u) {
    if (mean > small_mean) return bm::quantile(bm::poisson_distribution<double, Policy>(mean), u);
    return add_up(u, std::exp(-mean), [mean](double k) { return mean / (k + 1); });
}

double binomial_quantile(double trials, double probability, double u) {
    if (trials == 0 || probability == 0) return 0;
    if (probability == 1) return trials;
    const double first = std::pow(1 - probability, trials);
    if (trials * probability > small_mean || first <= 0)
        return bm::quantile(bm::binomial_distribution<double, Policy>(trials, probability), u);
    const double odds = probability / (1 - probability);
    return std::min(trials, add_up(u, first, [=](double k) { return odds * (trials - k) / (k + 1); }));
}

bm::negative_binomial_distribution<double, Policy> negative_binomial(const LawParameters& p) {
    return {p[1], p[1] / (p[1] + p[0])};
}

double geometric_quantile(double probability, double u) {
    if (probability == 1) return 0;
    return std::max(0.0, std::ceil(std::log1p(-u) / std::log1p(-probability)) - 1);
}

double triangular_quantile(const LawParameters& p, double u) {
    const auto [low, mode, high] = p;
    if (high == low) return low;
    const double turn = (mode - low) / (high - low);
    if (u < turn) return low + std::sqrt(u * (high - low) * (mode - low));
    return high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double triangular_cdf(const LawParameters& p, double x) {
    const auto [low, mode, high] = p;
    if (x < low) return 0;
    if (x >= high) return 1;
    if (x < mode) return (x - low) * (x - low) / ((high - low) * (mode - low));
    return 1 - (high - x) * (high - x) / ((high - low) * (high - mode));
}

double uniform_cdf(const LawParameters& p, double x) {
    if (x < p[0]) return 0;
    return x >= p[1] ? 1 : (x - p[0]) / (p[1] - p[0]);
}

}  // namespace

double quantile_of(LawFamily family, const LawParameters& p, double u) {
    switch (family) {
        case LawFamily::normal: return bm::quantile(bm::normal_distribution<double, Policy>(p[0], p[1]), u);
        case LawFamily::lognormal:
            return std::exp(bm::quantile(bm::normal_distribution<double, Policy>(p[0], p[1]), u));
        case LawFamily::gamma: return bm::quantile(bm::gamma_distribution<double, Policy>(p[0], p[1]), u);
        case LawFamily::beta: return bm::quantile(bm::beta_distribution<double, Policy>(p[0], p[1]), u);
        case LawFamily::exponential: return -p[0] * std::log1p(-u);
        case LawFamily::weibull: return p[1] * std::pow(-std::log1p(-u), 1 / p[0]);
        case LawFamily::uniform: return p[0] + (p[1] - p[0]) * u;
        case LawFamily::triangular: return triangular_quantile(p, u);
        case LawFamily::poisson: return poisson_quantile(p[0], u);
        case LawFamily::negative_binomial: return bm::quantile(negative_binomial(p), u);
        case LawFamily::binomial: return binomial_quantile(p[0], p[1], u);
        case LawFamily::geometric: return geometric_quantile(p[0], u);
        case LawFamily::bernoulli: return u > 1 - p[0] ? 1 : 0;
    }
    return 0;
}

double cdf_of(LawFamily family, const LawParameters& p, double x) {
    const double whole = std::floor(x);
    if (is_discrete(family) && x < 0) return 0;
    switch (family) {
        case LawFamily::normal: return bm::cdf(bm::normal_distribution<double, Policy>(p[0], p[1]), x);
        case LawFamily::lognormal:
            return x <= 0 ? 0 : bm::cdf(bm::lognormal_distribution<double, Policy>(p[0], p[1]), x);
        case LawFamily::gamma: return x <= 0 ? 0 : bm::cdf(bm::gamma_distribution<double, Policy>(p[0], p[1]), x);
        case LawFamily::beta:
            return x <= 0 ? 0 : x >= 1 ? 1 : bm::cdf(bm::beta_distribution<double, Policy>(p[0], p[1]), x);
        case LawFamily::exponential: return x <= 0 ? 0 : -std::expm1(-x / p[0]);
        case LawFamily::weibull: return x <= 0 ? 0 : bm::cdf(bm::weibull_distribution<double, Policy>(p[0], p[1]), x);
        case LawFamily::uniform: return uniform_cdf(p, x);
        case LawFamily::triangular: return triangular_cdf(p, x);
        case LawFamily::poisson: return bm::cdf(bm::poisson_distribution<double, Policy>(p[0]), whole);
        case LawFamily::negative_binomial: return bm::cdf(negative_binomial(p), whole);
        case LawFamily::binomial:
            return whole >= p[0] ? 1 : bm::cdf(bm::binomial_distribution<double, Policy>(p[0], p[1]), whole);
        case LawFamily::geometric: return p[0] == 1 ? 1 : -std::expm1((whole + 1) * std::log1p(-p[0]));
        case LawFamily::bernoulli: return x >= 1 ? 1 : 1 - p[0];
    }
    return 0;
}

}  // namespace replica
