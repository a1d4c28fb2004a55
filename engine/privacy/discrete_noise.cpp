#include "engine/privacy/discrete_noise.hpp"

#include "engine/error.hpp"

namespace replica {
namespace {

// floor(sqrt(numerator / denominator)), exactly.
std::uint64_t floor_root(Ratio square) {
    std::uint64_t low = 0;
    std::uint64_t high = std::uint64_t{1} << 21U;  // of what is below 2^40, at least
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (Uint128{middle} * middle * square.denominator <= square.numerator ? low : high) = middle;
    }
    return low;
}

void check(Ratio ratio) {
    constexpr std::uint64_t limit = std::uint64_t{1} << 40U;
    const bool fits =
        ratio.numerator > 0 && ratio.denominator > 0 && ratio.numerator < limit && ratio.denominator < limit;
    if (!fits) throw JobError("noise of a scale that can't be drawn exactly");
}

}  // namespace

bool bernoulli_exp(Uint128 numerator, Uint128 denominator, RandomBits& bits) {
    // exp(-x) = exp(-1)^floor(x) exp(-(x - floor(x))); the first failure ends it. (Algorithm 1.)
    for (; numerator > denominator; numerator -= denominator)
        if (!bernoulli_exp(1, 1, bits)) return false;
    Uint128 k = 1;
    while (bits.below(denominator * k) < numerator) ++k;
    return k % 2 == 1;
}

std::int64_t discrete_laplace(Ratio scale, RandomBits& bits) {
    check(scale);
    for (;;) {
        const Uint128 unit = bits.below(scale.numerator);
        if (!bernoulli_exp(unit, scale.numerator, bits)) continue;
        std::uint64_t whole = 0;
        while (bernoulli_exp(1, 1, bits)) ++whole;
        const Uint128 magnitude = (unit + Uint128{scale.numerator} * whole) / scale.denominator;
        const bool negative = bits.below(2) == 1;
        if (negative && magnitude == 0) continue;  // zero has one sign
        const auto size = static_cast<std::int64_t>(magnitude);
        return negative ? -size : size;
    }
}

std::int64_t discrete_gaussian(Ratio variance, RandomBits& bits) {
    check(variance);
    const std::uint64_t t = floor_root(variance) + 1;
    const Uint128 divisor = Uint128{t} * variance.denominator;
    for (;;) {
        const std::int64_t y = discrete_laplace({t, 1}, bits);
        const Uint128 size = static_cast<std::uint64_t>(y < 0 ? -y : y);
        // (|y| - variance/t)^2 / (2 variance), over the common denominator 2 numerator denominator t^2. With |y| < 2^12
        // t all terms fit: beyond, the chance of keeping y is below exp(-2^22).
        if (size >= Uint128{t} << 12U) continue;
        const Uint128 scaled = size * divisor;
        const Uint128 distance =
            scaled > variance.numerator ? scaled - variance.numerator : variance.numerator - scaled;
        if (bernoulli_exp(distance * distance, 2 * Uint128{variance.numerator} * t * divisor, bits)) return y;
    }
}

}  // namespace replica
