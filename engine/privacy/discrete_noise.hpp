#pragma once

#include "engine/privacy/random_bits.hpp"

#include <cstdint>

namespace replica {

/// numerator / denominator, both positive and below 2^40.
struct Ratio {
    std::uint64_t numerator = 0;
    std::uint64_t denominator = 1;

    [[nodiscard]] double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
    friend bool operator==(const Ratio&, const Ratio&) = default;
};

/// Exact samplers over integers (Canonne, Kamath, Steinke 2020, "The Discrete Gaussian for Differential Privacy"):
/// integer arithmetic alone, so that no rounding of logarithms or exponentials gives anything away (Mironov 2012).

/// True with probability exp(-numerator / denominator). Precondition: denominator x (1 + 128) fits 128 bits.
bool bernoulli_exp(Uint128 numerator, Uint128 denominator, RandomBits& bits);

/// Laplace over integers: P(y) proportional to exp(-|y| / scale). (Algorithm 2.)
std::int64_t discrete_laplace(Ratio scale, RandomBits& bits);

/// Gauss over integers: P(y) proportional to exp(-y^2 / (2 variance)). (Algorithm 3.)
std::int64_t discrete_gaussian(Ratio variance, RandomBits& bits);

}  // namespace replica
