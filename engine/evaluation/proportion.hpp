#pragma once

#include <cstdint>

namespace replica {

/// A range that holds what is estimated in 95 % of all cases.
struct Interval {
    double low = 0;
    double high = 0;
};

/// Successes of a number of trials.
struct Proportion {
    std::uint64_t hits = 0;
    std::uint64_t trials = 0;

    /// hits / trials; 0 without trials.
    [[nodiscard]] double value() const {
        return trials == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(trials);
    }
};

/// The score interval of a share (Wilson, "Probable inference, the law of succession, and statistical inference", JASA
/// 1927, with z = 1.959964); 0 to 1 without trials. Trials that depend on each other count as fewer: `trials` need not
/// be whole.
Interval score_interval(double share, double trials);
/// The same of hits of trials.
Interval wilson_interval(const Proportion& proportion);

/// What an attack won over its control: (attack - control) / (1 - control), the share of what the control left open
/// (Giomi, Boenisch, Wehmeyer, Tasnadi, "A unified framework for quantifying privacy risk in synthetic data", PoPETs
/// 2023, equation 1); its interval by error propagation from how far each score interval reaches below and above its
/// share. Nothing was won where the interval holds 0. At most 1; -1 at least. Where the control left nothing open, 0
/// with the interval from -1 to 1.
struct Advantage {
    double value = 0;
    Interval interval;
};
Advantage advantage(const Proportion& attack, const Proportion& control);

/// The same of trials that count as fewer: `effect` is how often each is counted (1: trials are independent).
struct DesignEffects {
    double attack = 1;
    double control = 1;
};
Advantage advantage(const Proportion& attack, const Proportion& control, const DesignEffects& effects);

}  // namespace replica
