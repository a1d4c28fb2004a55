#pragma once

#include "engine/simulation/law.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A law's quantile function in tables: a few nanoseconds a draw, whatever the law.
///
/// Discrete laws: the cumulative probabilities, and where to start in them (guide table; Chen, Asau 1974). Continuous
/// ones: a cubic through four values on each of 32 intervals of every octave of min(u, 1 - u) down to 2^-20, so that
/// tails are as fine as the middle. An interval that its cubic doesn't meet to 1e-7 of the quartiles' distance, such as
/// one with a kink, and the tails beyond, are asked of the law itself.
class QuantileTable {
public:
    explicit QuantileTable(Law law);

    /// The value at u, 0 < u < 1.
    [[nodiscard]] double operator()(double u) const;

    /// out[i] = (*this)(u[i]); both may be the same.
    void apply(std::span<const double> u, std::span<double> out) const;

    [[nodiscard]] const Law& law() const { return law_; }

private:
    using Cubic = std::array<double, 4>;  ///< by power; the first is NaN where the law is asked

    void fill_guide();
    void fill_cubics();
    [[nodiscard]] bool has_atom(double low, double high) const;
    [[nodiscard]] double step(double u) const;
    [[nodiscard]] double smooth(double u) const;

    Law law_;
    std::vector<std::uint32_t> guide_;  ///< by floor(u x size): the first step that may hold u
    std::vector<Cubic> cubics_;         ///< those of u < 1/2, then those of the rest, by octave and interval
};

/// The standard normal law's.
const QuantileTable& normal_quantiles();

/// Its inverse: P(Z <= z), kept within (0, 1) as draws are.
double normal_probability(double z);

}  // namespace replica
