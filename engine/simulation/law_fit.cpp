#include "engine/simulation/law_fit.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace replica {
namespace {

constexpr int most_steps = 100;

/// Different values and how often each comes: all that likelihoods need.
struct Counted {
    std::vector<double> values;
    std::vector<double> counts;
    double total = 0;

    explicit Counted(std::span<const double> all) {
        std::map<double, double> by_value;
        for (const double value : all) by_value[value] += 1;
        for (const auto& [value, count] : by_value) {
            values.push_back(value);
            counts.push_back(count);
            total += count;
        }
    }
    template <typename Function>
    [[nodiscard]] double mean_of(Function&& function) const {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i) sum += counts[i] * function(values[i]);
        return sum / total;
    }
};

double identity(double x) { return x; }

// Newton's steps for the shape (Minka 2002, "Estimating a Gamma distribution").
LawParameters fit_gamma(const Counted& data) {
    const double mean = data.mean_of(identity);
    const double s = std::log(mean) - data.mean_of([](double x) { return std::log(x); });
    double shape = (3 - s + std::sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
    for (int i = 0; i < most_steps; ++i) {
        const double step =
            (std::log(shape) - boost::math::digamma(shape) - s) / (1 / shape - boost::math::trigamma(shape));
        if (!std::isfinite(step) || shape - step <= 0) break;
        shape -= step;
        if (std::abs(step) < 1e-10 * shape) break;
    }
    return {shape, mean / shape, 0};
}

// The shape at which the likelihood's slope is 0, by halving.
LawParameters fit_weibull(const Counted& data) {
    const double mean_log = data.mean_of([](double x) { return std::log(x); });
    const double largest = data.values.back();
    const auto slope = [&](double shape) {
        const double all = data.mean_of([&](double x) { return std::pow(x / largest, shape); });
        const double logs = data.mean_of([&](double x) { return std::pow(x / largest, shape) * std::log(x); });
        return logs / all - 1 / shape - mean_log;
    };
    double low = 1e-2;
    double high = 1e3;
    for (int i = 0; i < most_steps; ++i) {
        const double middle = std::sqrt(low * high);
        (slope(middle) < 0 ? low : high) = middle;
    }
    const double shape = std::sqrt(low * high);
    const double scale =
        largest * std::pow(data.mean_of([&](double x) { return std::pow(x / largest, shape); }), 1 / shape);
    return {shape, scale, 0};
}

// The mean is the sample's; the size by the likelihood, its best found by golden section over its logarithm.
LawParameters fit_negative_binomial(const Counted& data) {
    const double mean = data.mean_of(identity);
    const auto likelihood = [&](double log_size) {
        const double size = std::exp(log_size);
        return data.mean_of([&](double x) {
            return std::lgamma(x + size) - std::lgamma(size) + size * std::log(size / (size + mean)) +
                   x * std::log(mean / (size + mean));
        });
    };
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double low = std::log(1e-3);
    double high = std::log(1e4);
    for (int i = 0; i < most_steps && high - low > 1e-6; ++i) {
        const double a = high - golden * (high - low);
        const double b = low + golden * (high - low);
        if (likelihood(a) > likelihood(b)) {
            high = b;
        } else {
            low = a;
        }
    }
    return {mean, std::exp(0.5 * (low + high)), 0};
}

std::size_t parameter_count(LawFamily family) {
    return law_family_names()[static_cast<std::size_t>(family)].parameters.size();
}

FittedLaw judged(LawFamily family, const LawParameters& parameters, const Counted& data, std::uint32_t decimals) {
    FittedLaw fitted{family, parameters, 0, 1};
    if (fault_of(family, parameters)) {
        fitted.aic = std::numeric_limits<double>::infinity();
        return fitted;
    }
    const double half = is_discrete(family) ? 0.5 : 0.5 * std::pow(10.0, -static_cast<double>(decimals));
    double log_likelihood = 0;
    double below = 0;
    double largest = 0;
    for (std::size_t i = 0; i < data.values.size(); ++i) {
        const double high = cdf_of(family, parameters, data.values[i] + half);
        const double low = cdf_of(family, parameters, data.values[i] - half);
        log_likelihood += data.counts[i] * std::log(std::max(high - low, 1e-300));
        below += data.counts[i];
        largest = std::max(largest, std::abs(below / data.total - high));
    }
    fitted.aic = 2 * static_cast<double>(parameter_count(family)) - 2 * log_likelihood;
    fitted.distance = largest;
    return fitted;
}

}  // namespace

std::vector<FittedLaw> fit_laws(std::span<const double> values, std::uint32_t decimals) {
    const Counted data(values);
    const double mean = data.mean_of(identity);
    const double sd = std::sqrt(data.mean_of([&](double x) { return (x - mean) * (x - mean); }));
    const double half = 0.5 * std::pow(10.0, -static_cast<double>(decimals));
    const double low = data.values.front();
    const double high = data.values.back();
    std::vector<FittedLaw> fitted{judged(LawFamily::normal, {mean, sd, 0}, data, decimals),
                                  judged(LawFamily::uniform, {low - half, high + half, 0}, data, decimals)};
    if (low > 0) {
        const double mean_log = data.mean_of([](double x) { return std::log(x); });
        const double sd_log =
            std::sqrt(data.mean_of([&](double x) { return (std::log(x) - mean_log) * (std::log(x) - mean_log); }));
        fitted.push_back(judged(LawFamily::lognormal, {mean_log, sd_log, 0}, data, decimals));
        fitted.push_back(judged(LawFamily::gamma, fit_gamma(data), data, decimals));
        fitted.push_back(judged(LawFamily::weibull, fit_weibull(data), data, decimals));
        fitted.push_back(judged(LawFamily::exponential, {mean, 0, 0}, data, decimals));
    }
    if (decimals == 0 && low >= 0 && mean > 0) {
        fitted.push_back(judged(LawFamily::poisson, {mean, 0, 0}, data, decimals));
        fitted.push_back(judged(LawFamily::negative_binomial, fit_negative_binomial(data), data, decimals));
        fitted.push_back(judged(LawFamily::geometric, {1 / (1 + mean), 0, 0}, data, decimals));
    }
    std::stable_sort(fitted.begin(), fitted.end(),
                     [](const FittedLaw& a, const FittedLaw& b) { return a.aic < b.aic; });
    return fitted;
}

FittedHistogram fit_histogram(std::vector<double> values, std::size_t bins) {
    std::sort(values.begin(), values.end());
    FittedHistogram histogram;
    const auto last = values.size() - 1;
    for (std::size_t bin = 0; bin <= bins; ++bin) {
        const double edge = values[last * bin / bins];
        if (histogram.edges.empty() || edge > histogram.edges.back()) histogram.edges.push_back(edge);
    }
    if (histogram.edges.size() < 2) histogram.edges.push_back(histogram.edges.front() + 1);
    for (std::size_t bin = 0; bin + 1 < histogram.edges.size(); ++bin) {
        const bool is_last = bin + 2 == histogram.edges.size();
        const auto begin = std::lower_bound(values.begin(), values.end(), histogram.edges[bin]);
        const auto end =
            is_last ? values.end() : std::lower_bound(values.begin(), values.end(), histogram.edges[bin + 1]);
        histogram.weights.push_back(static_cast<double>(end - begin));
    }
    return histogram;
}

}  // namespace replica
