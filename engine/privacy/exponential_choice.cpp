#include "engine/privacy/exponential_choice.hpp"

#include "engine/privacy/discrete_noise.hpp"

#include <algorithm>
#include <limits>

namespace replica {

std::size_t choose_exponentially(std::span<const Candidate> candidates, Uint128 numerator, Uint128 denominator,
                                 RandomBits& bits) {
    std::uint64_t all = 0;
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    for (const Candidate& candidate : candidates) {
        all += candidate.weight;
        // Only of what can be chosen: below a better one that can't, all would be rejected for ever.
        if (candidate.weight > 0) best = std::max(best, candidate.utility);
    }
    for (;;) {
        auto place = static_cast<std::uint64_t>(bits.below(all));
        std::size_t index = 0;
        while (place >= candidates[index].weight) place -= candidates[index++].weight;
        const Uint128 distance = static_cast<std::uint64_t>(best - candidates[index].utility);
        if (bernoulli_exp(distance * numerator, denominator * utility_unit, bits)) return index;
    }
}

}  // namespace replica
