#include "engine/privacy/merged_codes.hpp"

#include <algorithm>
#include <cmath>

namespace replica {

MergedCodes merge_rare_codes(const NoisyCounts& counts, double compress) {
    const auto largest = static_cast<double>(*std::max_element(counts.cells.begin(), counts.cells.end()));
    const double least = std::min(compress * std::sqrt(counts.variance), largest);
    const auto keeps = [&](std::int64_t count) { return static_cast<double>(count) >= least; };
    MergedCodes merged;
    const auto kept = static_cast<std::uint32_t>(std::count_if(counts.cells.begin(), counts.cells.end(), keeps));
    const auto rare = static_cast<std::uint32_t>(counts.cells.size()) - kept;
    merged.size = kept + (rare > 0 ? 1 : 0);
    merged.margin = MarginEstimate(merged.size);
    std::uint16_t next = 0;
    double rare_sum = 0;
    for (const std::int64_t count : counts.cells) {
        merged.map.push_back(keeps(count) ? next++ : static_cast<std::uint16_t>(kept));
        if (keeps(count))
            merged.margin.add(merged.map.back(), static_cast<double>(count), counts.variance);
        else
            rare_sum += static_cast<double>(count);
    }
    if (rare > 0) merged.margin.add(kept, rare_sum, counts.variance * rare);
    return merged;
}

std::vector<std::vector<std::uint16_t>> members_of(const MergedCodes& codes) {
    std::vector<std::vector<std::uint16_t>> members(codes.size);
    for (std::size_t code = 0; code < codes.map.size(); ++code)
        members[codes.map[code]].push_back(static_cast<std::uint16_t>(code));
    return members;
}

}  // namespace replica
