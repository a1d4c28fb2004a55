#pragma once

#include "engine/privacy/discrete_noise.hpp"

#include <compare>
#include <cstdint>

namespace replica {

/// What is added up: rho of zero-concentrated differential privacy (Bun, Steinke 2016), or epsilon itself.
enum class Accounting : std::uint8_t { zcdp, pure };

/// Which data sets are neighbours: those that differ by one unit more, or by one unit's rows being another's.
enum class Neighbours : std::uint8_t { add_or_remove, replace_one };

/// An amount of rho or epsilon in units of 2^-50, so that sums are exact.
struct Cost {
    std::uint64_t units = 0;

    static constexpr double unit = 0x1p-50;
    [[nodiscard]] double value() const { return static_cast<double>(units) * unit; }
    friend auto operator<=>(const Cost&, const Cost&) = default;
};

inline Cost operator+(Cost a, Cost b) { return {a.units + b.units}; }
/// Precondition: a >= b.
inline Cost operator-(Cost a, Cost b) { return {a.units - b.units}; }
/// A share of 0 to 1, rounded down.
Cost share_of(Cost cost, double share);

/// log(delta) of rho-zCDP at epsilon, rounded up: the least over alpha > 1 of
/// (alpha - 1)(alpha rho - epsilon) + alpha log(1 - 1/alpha) - log(alpha - 1)
/// (Canonne, Kamath, Steinke 2020, corollary 13).
double log_delta_of(Cost rho, double epsilon);
/// The largest rho that is (epsilon, delta)-differentially private, rounded down.
Cost rho_of(double epsilon, double delta);
/// The least epsilon of rho-zCDP at delta, rounded up.
double epsilon_of(Cost rho, double delta);
/// rho of an epsilon-differentially private mechanism, epsilon^2 / 2 (Bun, Steinke 2016, proposition 1.4), rounded up.
Cost rho_of_pure(double epsilon);
/// Of a decimal epsilon, rounded down.
Cost cost_of_epsilon(double epsilon);

/// How much one unit can change what is counted. Every unit has at most max_rows rows.
struct Sensitivity {
    Neighbours neighbours = Neighbours::add_or_remove;
    std::uint32_t max_rows = 1;  ///< 1 to 10^6

    /// Of a table of counts, in rows, and of an L1 distance to it: M; 2 M where a unit is replaced.
    [[nodiscard]] std::uint64_t l1() const {
        return (neighbours == Neighbours::replace_one ? 2 : 1) * std::uint64_t{max_rows};
    }
    /// Of a table of counts: the square of M; of sqrt(2) M where a unit is replaced, for counts aren't negative.
    [[nodiscard]] std::uint64_t l2_squared() const {
        return (neighbours == Neighbours::replace_one ? 2 : 1) * std::uint64_t{max_rows} * max_rows;
    }
};

/// Noise for a table of counts and what it costs.
struct CountNoise {
    Accounting accounting = Accounting::zcdp;
    Ratio scale;  ///< zcdp: variance of a discrete Gaussian; pure: scale of a discrete Laplace
    Cost cost;    ///< rounded up

    /// Variance of the noise in a cell.
    [[nodiscard]] double variance() const {
        const double value = scale.value();
        return accounting == Accounting::zcdp ? value : 2 * value * value;
    }
    [[nodiscard]] std::int64_t draw(RandomBits& bits) const {
        return accounting == Accounting::zcdp ? discrete_gaussian(scale, bits) : discrete_laplace(scale, bits);
    }
};

/// The least noise that costs at most `most`. Throws JobError where that is too little to draw.
///
/// zcdp: rho = l2^2 / (2 variance) (Canonne, Kamath, Steinke 2020, theorem 14); pure: epsilon = l1 / scale.
CountNoise count_noise(Accounting accounting, const Sensitivity& sensitivity, Cost most);

/// The exponential mechanism's epsilon and what it costs.
struct ChoiceNoise {
    Ratio epsilon;
    Cost cost;  ///< rounded up
};

/// The largest epsilon that costs at most `most`. zcdp: rho = epsilon^2 / 8 (Cesar, Rogers 2021, lemma 3.4, for the
/// range of the mechanism's privacy loss is epsilon); pure: epsilon.
ChoiceNoise choice_noise(Accounting accounting, Cost most);

}  // namespace replica
