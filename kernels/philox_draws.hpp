#pragma once

#include "kernels/simd_level.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// Draw `index` of the sequence `stream` under `seed`: 32 random bits of Philox4x32-10 (kernels/philox.hpp).
///
/// The seed is the key, the counter is (block, stream), and 16 draws take four blocks in the order in which vectors
/// hold them, so that none is shuffled: draws 16 g + 2 b and 16 g + 2 b + 1, b < 4, are words 1 and 0 of block 4 g + b,
/// draws 16 g + 8 + 2 b and 16 g + 9 + 2 b its words 3 and 2. A stream is read by draws or by philox_word, never both.
std::uint32_t philox_draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// out[i] = philox_draw(seed, stream, first_index + i), the same at every level.
void fill_philox_draws(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_index,
                       std::span<std::uint32_t> out, SimdLevel level = best_simd_level());

}  // namespace replica
