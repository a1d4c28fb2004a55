#include "engine/cover_estimate.hpp"

#include <algorithm>
#include <vector>

namespace replica {

CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    CoverEstimate estimate;
    double largest = 1;
    double sets = 1;
    for (std::size_t size = 1; size <= options.max_size && size <= domains.size(); ++size) {
        sets *= static_cast<double>(domains.size() + 1 - size) / static_cast<double>(size);
        estimate.sets += sets;
        largest = sets;
    }
    const std::vector<std::uint32_t> typical(std::min<std::size_t>(8, domains.size()), 4);
    double inside = 1;
    for (std::size_t i = 0; i < options.max_size && i < typical.size(); ++i)
        inside *= static_cast<double>(typical.size() - i) / static_cast<double>(i + 1);
    estimate.blocks = std::max(1.0, 2 * largest / inside);
    estimate.nanoseconds = estimate.blocks * block_nanoseconds(options.costs, options.rows, typical);
    return estimate;
}

}  // namespace replica
