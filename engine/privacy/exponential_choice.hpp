#pragma once

#include "engine/privacy/random_bits.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace replica {

/// A candidate of the exponential mechanism.
struct Candidate {
    std::int64_t utility = 0;  ///< in units of 1 / utility_unit
    std::uint64_t weight = 1;  ///< how many equal candidates it stands for, public
};

/// Utilities are whole multiples of 1 / utility_unit, at most 2^50 of them.
inline constexpr std::int64_t utility_unit = 1 << 16;

/// The exponential mechanism (McSherry, Talwar 2007), exactly: index i with probability proportional to
/// weight_i exp(numerator utility_i / denominator), utilities in units of 1 / utility_unit. By rejection: a candidate
/// drawn by weight is kept with probability exp(-(best - utility) ...), so nothing over- or underflows.
/// numerator and denominator < 2^64.
std::size_t choose_exponentially(std::span<const Candidate> candidates, Uint128 numerator, Uint128 denominator,
                                 RandomBits& bits);

}  // namespace replica
