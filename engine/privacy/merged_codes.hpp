#pragma once

#include "engine/privacy/margin_estimate.hpp"
#include "engine/privacy/private_tables.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// A column whose rare codes share one, since noise would drown each by itself.
struct MergedCodes {
    std::vector<std::uint16_t> map;  ///< by code: the merged one; kept ones in order, the rare ones' last
    std::uint32_t size = 0;
    MarginEstimate margin;  ///< of merged codes
};

/// Merges the codes counted below `compress` standard deviations of the noise, but for the commonest.
MergedCodes merge_rare_codes(const NoisyCounts& counts, double compress);

/// The codes that each merged one stands for.
std::vector<std::vector<std::uint16_t>> members_of(const MergedCodes& codes);

}  // namespace replica
