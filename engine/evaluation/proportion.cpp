#include "engine/evaluation/proportion.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double z = 1.959964;

double clamped(double value) { return std::clamp(value, -1.0, 1.0); }

}  // namespace

Interval score_interval(double share, double trials) {
    if (!(trials > 0)) return {0, 1};
    const double shrinking = 1 + z * z / trials;
    const double centre = (share + z * z / (2 * trials)) / shrinking;
    const double half = z / shrinking * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    // A share of 0 or 1 is an end of its interval; rounding must not take it out.
    return {std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

Interval wilson_interval(const Proportion& proportion) {
    return score_interval(proportion.value(), static_cast<double>(proportion.trials));
}

Advantage advantage(const Proportion& attack, const Proportion& control) { return advantage(attack, control, {}); }

Advantage advantage(const Proportion& attack, const Proportion& control, const DesignEffects& effects) {
    const double a = attack.value();
    const double c = control.value();
    const double open = 1 - c;
    if (open <= 0) return {0, {-1, 1}};
    const Interval of_attack = score_interval(a, static_cast<double>(attack.trials) / effects.attack);
    const Interval of_control = score_interval(c, static_cast<double>(control.trials) / effects.control);
    // The derivatives of (a - c) / (1 - c).
    const double by_attack = 1 / open;
    const double by_control = (1 - a) / (open * open);
    const double below = std::hypot(by_attack * (a - of_attack.low), by_control * (of_control.high - c));
    const double above = std::hypot(by_attack * (of_attack.high - a), by_control * (c - of_control.low));
    const double value = (a - c) / open;
    return {clamped(value), {clamped(value - below), clamped(value + above)}};
}

}  // namespace replica
