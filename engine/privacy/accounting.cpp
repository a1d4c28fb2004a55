#include "engine/privacy/accounting.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double one = 0x1p50;
constexpr std::uint64_t epsilon_denominator = std::uint64_t{1} << 25U;  // its square is the denominator of costs

// Every alpha gives a valid bound, so a coarse search loses tightness only.
double log_delta_at(double alpha_minus_1, double rho, double epsilon) {
    const double alpha = 1 + alpha_minus_1;
    return alpha_minus_1 * (alpha * rho - epsilon) + alpha * std::log1p(-1 / alpha) - std::log(alpha_minus_1);
}

// The least ratio of small terms that is at least numerator / denominator.
Ratio ratio_above(Uint128 numerator, Uint128 denominator) {
    std::uint64_t terms = 1;
    constexpr Uint128 limit = Uint128{1} << 31U;
    while (numerator * terms / denominator < limit && terms < (std::uint64_t{1} << 38U)) terms *= 2;
    const Uint128 rounded = (numerator * terms + denominator - 1) / denominator;
    if (rounded >= Uint128{1} << 40U)
        throw JobError("a part of the privacy budget is so small that its noise can't be drawn; raise --epsilon");
    return {static_cast<std::uint64_t>(rounded), terms};
}

std::uint64_t floor_root(std::uint64_t square) {
    auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(square)));
    while (Uint128{root} * root > square) --root;
    while (Uint128{root + 1} * (root + 1) <= square) ++root;
    return root;
}

}  // namespace

Cost share_of(Cost cost, double share) {
    const double units = std::floor(static_cast<double>(cost.units) * std::clamp(share, 0.0, 1.0));
    return {std::min(cost.units, static_cast<std::uint64_t>(units))};
}

double log_delta_of(Cost rho, double epsilon) {
    // log_delta_at is unimodal in log(alpha - 1): golden section.
    const double r = rho.value();
    constexpr double ratio = 0.6180339887498949;
    double low = std::log(1e-6);
    double high = std::log(1e7);
    for (int step = 0; step < 90; ++step) {
        const double a = high - ratio * (high - low);
        const double b = low + ratio * (high - low);
        const bool left = log_delta_at(std::exp(a), r, epsilon) < log_delta_at(std::exp(b), r, epsilon);
        (left ? high : low) = left ? b : a;
    }
    const double least = log_delta_at(std::exp(low), r, epsilon);
    return least + 1e-9 * std::max(1.0, std::abs(least));  // far above what rounding can do
}

Cost rho_of(double epsilon, double delta) {
    std::uint64_t low = 0;
    auto high = static_cast<std::uint64_t>((epsilon + 1) * one);
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (log_delta_of({middle}, epsilon) <= std::log(delta) - 1e-12 ? low : high) = middle;
    }
    return {low};
}

double epsilon_of(Cost rho, double delta) {
    double low = 0;
    double high =
        rho.value() + 2 * std::sqrt(rho.value() * -std::log(delta)) + 1e-9;  // Bun, Steinke 2016, proposition 1.3
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (log_delta_of(rho, middle) <= std::log(delta) ? high : low) = middle;
    }
    return high;
}

Cost rho_of_pure(double epsilon) {
    return {static_cast<std::uint64_t>(std::ceil(epsilon * epsilon / 2 * (1 + 1e-12) * one))};
}

Cost cost_of_epsilon(double epsilon) { return {static_cast<std::uint64_t>(std::floor(epsilon * one))}; }

CountNoise count_noise(Accounting accounting, const Sensitivity& sensitivity, Cost most) {
    if (most.units == 0) throw JobError("nothing of the privacy budget is left for a table");
    CountNoise noise;
    noise.accounting = accounting;
    // zcdp: variance = l2^2 / (2 rho); pure: scale = l1 / epsilon. Both with the cost in units of 2^-50.
    const Uint128 numerator =
        accounting == Accounting::zcdp ? Uint128{sensitivity.l2_squared()} << 49U : Uint128{sensitivity.l1()} << 50U;
    noise.scale = ratio_above(numerator, most.units);
    const Uint128 cost = (numerator * noise.scale.denominator + noise.scale.numerator - 1) / noise.scale.numerator;
    noise.cost = {static_cast<std::uint64_t>(cost)};
    return noise;
}

ChoiceNoise choice_noise(Accounting accounting, Cost most) {
    ChoiceNoise noise;
    // epsilon = n 2^-25: epsilon^2 / 8 = n^2 / 8 units of 2^-50.
    const std::uint64_t n = accounting == Accounting::zcdp ? floor_root(8 * most.units) : most.units >> 25U;
    if (n == 0) throw JobError("nothing of the privacy budget is left for a choice");
    noise.epsilon = {n, epsilon_denominator};
    const Uint128 cost = accounting == Accounting::zcdp ? (Uint128{n} * n + 7) / 8 : Uint128{n} << 25U;
    noise.cost = {static_cast<std::uint64_t>(cost)};
    return noise;
}

}  // namespace replica
