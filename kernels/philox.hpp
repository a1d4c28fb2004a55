#pragma once

#include "kernels/simd_level.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace replica {

/// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011). A draw is a function of its place, so any rank or thread can make any part of a sequence.
struct Philox {
    static constexpr std::uint32_t multiplier_0 = 0xD2511F53U;
    static constexpr std::uint32_t multiplier_1 = 0xCD9E8D57U;
    static constexpr std::uint32_t weyl_0 = 0x9E3779B9U;  ///< golden ratio
    static constexpr std::uint32_t weyl_1 = 0xBB67AE85U;  ///< sqrt(3) - 1
    static constexpr int rounds = 10;
};

/// One Philox4x32-10 block: four random 32-bit words of a 128-bit counter under a 64-bit key, low words first.
inline std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter,
                                                 std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < Philox::rounds; ++round) {
        const std::uint64_t product_0 = std::uint64_t{Philox::multiplier_0} * counter[0];
        const std::uint64_t product_1 = std::uint64_t{Philox::multiplier_1} * counter[2];
        counter = {
            static_cast<std::uint32_t>(product_1 >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product_1),
            static_cast<std::uint32_t>(product_0 >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product_0)};
        key[0] += Philox::weyl_0;
        key[1] += Philox::weyl_1;
    }
    return counter;
}

/// Word `index` of the sequence `stream` under `seed`: block index / 2 holds two words, low half first.
/// The seed is the key; the counter is (block index, stream).
std::uint64_t philox_word(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// out[i] = philox_word(seed, stream, first_index + i), the same at every level.
void fill_philox(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_index, std::span<std::uint64_t> out,
                 SimdLevel level = best_simd_level());

/// floor(word x count / 2^64): a whole number below `count`, uniform up to count / 2^64 (Lemire 2019, without
/// rejection).
inline std::uint64_t scale_word(std::uint64_t word, std::uint64_t count) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(word) * count) >> 64U);
}

}  // namespace replica
