#include "engine/scaling_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace replica {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> logarithms(std::span<const double> values) {
    std::vector<double> logs;
    for (const double value : values) logs.push_back(std::log(value));
    return logs;
}

bool all_equal(std::span<const double> x) {
    return std::all_of(x.begin(), x.end(), [&](double value) { return value == x.front(); });
}

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Sums of the rows (1, 1 / cores) / seconds, whose combination with the two coefficients should be 1.
struct RelativeSums {
    double aa = 0, ab = 0, bb = 0, a = 0, b = 0;
};

RelativeSums relative_sums(std::span<const double> cores, std::span<const double> seconds) {
    RelativeSums sums;
    for (std::size_t i = 0; i < cores.size(); ++i) {
        const double fixed = 1 / seconds[i];
        const double shared = fixed / cores[i];
        sums.aa += fixed * fixed;
        sums.ab += fixed * shared;
        sums.bb += shared * shared;
        sums.a += fixed;
        sums.b += shared;
    }
    return sums;
}

// Of serial = fixed / (fixed + shared), to first order in the coefficients' covariance.
double serial_error(const RelativeSums& sums, double fixed, double shared, double residual, std::size_t points) {
    if (points <= 2) return nothing;
    const double determinant = sums.aa * sums.bb - sums.ab * sums.ab;
    const double variance = residual / static_cast<double>(points - 2);
    const double whole = fixed + shared;
    const double by_fixed = shared / (whole * whole);
    const double by_shared = -fixed / (whole * whole);
    const double spread =
        by_fixed * by_fixed * sums.bb - 2 * by_fixed * by_shared * sums.ab + by_shared * by_shared * sums.aa;
    return std::sqrt(std::max(0.0, variance * spread / determinant));
}

}  // namespace

LineFit fit_line(std::span<const double> x, std::span<const double> y) {
    LineFit fit{{nothing, nothing}, {nothing, nothing}, x.size()};
    if (x.size() < 2 || all_equal(x)) return fit;
    const double x_mean = mean(x);
    const double y_mean = mean(y);
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - x_mean) * (x[i] - x_mean);
        xy += (x[i] - x_mean) * (y[i] - y_mean);
    }
    fit.slope.value = xy / xx;
    fit.intercept.value = y_mean - fit.slope.value * x_mean;
    if (x.size() == 2) return fit;
    double residual = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double off = y[i] - fit.intercept.value - fit.slope.value * x[i];
        residual += off * off;
    }
    const double variance = residual / static_cast<double>(x.size() - 2);
    fit.slope.error = std::sqrt(variance / xx);
    fit.intercept.error = std::sqrt(variance * (1 / static_cast<double>(x.size()) + x_mean * x_mean / xx));
    return fit;
}

FittedFigure scaling_exponent(std::span<const double> sizes, std::span<const double> seconds) {
    return fit_line(logarithms(sizes), logarithms(seconds)).slope;
}

FittedFigure factor_per_step(std::span<const double> steps, std::span<const double> seconds) {
    const FittedFigure slope = fit_line(steps, logarithms(seconds)).slope;
    return {std::exp(slope.value), std::exp(slope.value) * slope.error};
}

AmdahlFit fit_amdahl(std::span<const double> cores, std::span<const double> seconds) {
    if (cores.size() < 2 || all_equal(cores)) return {nothing, {nothing, nothing}};
    const RelativeSums sums = relative_sums(cores, seconds);
    const double determinant = sums.aa * sums.bb - sums.ab * sums.ab;
    const double fixed = (sums.a * sums.bb - sums.b * sums.ab) / determinant;
    const double shared = (sums.b * sums.aa - sums.a * sums.ab) / determinant;
    if (fixed < 0) return {sums.b / sums.bb, {0, nothing}};
    if (shared < 0) return {sums.a / sums.aa, {1, nothing}};
    double residual = 0;
    for (std::size_t i = 0; i < cores.size(); ++i) {
        const double off = (fixed + shared / cores[i]) / seconds[i] - 1;
        residual += off * off;
    }
    const double serial = fixed / (fixed + shared);
    return {fixed + shared, {serial, serial_error(sums, fixed, shared, residual, cores.size())}};
}

}  // namespace replica
