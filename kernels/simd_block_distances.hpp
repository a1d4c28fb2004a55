#pragma once

#include "kernels/byte_distances.hpp"

#include <cstdint>

namespace replica {

#if defined(__x86_64__)
/// block_distances by instruction set.
std::uint16_t block_distances_avx2(const DistanceSteps& steps, const std::uint8_t* block, BlockDistances& distances);
std::uint16_t block_distances_avx512(const DistanceSteps& steps, const std::uint8_t* block, BlockDistances& distances);
#endif

}  // namespace replica
