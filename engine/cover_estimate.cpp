#include "engine/cover_estimate.hpp"

#include "kernels/subset_scores.hpp"

namespace replica {

CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    const double sets = SubsetScores::size_of(domains.size(), options.max_size);
    return {sets / 30, sets / 30 * static_cast<double>(options.rows), sets};
}

}  // namespace replica
