#include "kernels/philox.hpp"

#include <cstddef>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// GCC 12 takes the deliberately undefined pass-through operands of its own AVX-512 intrinsics for a mistake (PR
// 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace replica {

namespace {

struct WordTwins {
    std::uint64_t even = 0;
    std::uint64_t odd = 0;
};

WordTwins block_words(std::uint64_t seed, std::uint64_t stream, std::uint64_t block) {
    const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
    const auto high = [](std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32U); };
    const auto r = philox_block({low(block), high(block), low(stream), high(stream)}, {low(seed), high(seed)});
    return {r[0] | std::uint64_t{r[1]} << 32U, r[2] | std::uint64_t{r[3]} << 32U};
}

void fill_blocks(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_block, std::size_t blocks,
                 std::uint64_t* out) {
    for (std::size_t i = 0; i < blocks; ++i) {
        const auto words = block_words(seed, stream, first_block + i);
        out[2 * i] = words.even;
        out[2 * i + 1] = words.odd;
    }
}

#if defined(__x86_64__)

/// Keys of the ten rounds, in both halves of 64-bit lanes' low words.
struct RoundKeys {
    std::array<std::uint64_t, Philox::rounds> first{};
    std::array<std::uint64_t, Philox::rounds> second{};
};

RoundKeys round_keys(std::uint64_t seed) {
    RoundKeys keys;
    for (std::uint32_t round = 0; round < Philox::rounds; ++round) {
        keys.first[round] = static_cast<std::uint32_t>(seed) + round * Philox::weyl_0;
        keys.second[round] = static_cast<std::uint32_t>(seed >> 32U) + round * Philox::weyl_1;
    }
    return keys;
}

// One block a 64-bit lane, one register for each of its four words. The multiplication reads a lane's low half only,
// so the high halves may hold rubbish and the low product needs no masking: 8 operations a round and 8 words.
[[gnu::target("avx2")]] std::size_t fill_blocks_avx2(std::uint64_t seed, std::uint64_t stream,
                                                     std::uint64_t first_block, std::size_t blocks,
                                                     std::uint64_t* out) {
    const auto lanes = [](std::uint64_t value) { return static_cast<long long>(value); };
    const RoundKeys keys = round_keys(seed);
    const __m256i multiplier_0 = _mm256_set1_epi64x(lanes(Philox::multiplier_0));
    const __m256i multiplier_1 = _mm256_set1_epi64x(lanes(Philox::multiplier_1));
    std::size_t done = 0;
    for (; done + 4 <= blocks; done += 4) {
        __m256i c0 = _mm256_add_epi64(_mm256_set1_epi64x(lanes(first_block + done)), _mm256_set_epi64x(3, 2, 1, 0));
        __m256i c1 = _mm256_srli_epi64(c0, 32);
        __m256i c2 = _mm256_set1_epi64x(lanes(stream));
        __m256i c3 = _mm256_srli_epi64(c2, 32);
#pragma GCC unroll 10
        for (std::size_t round = 0; round < Philox::rounds; ++round) {
            const __m256i product_0 = _mm256_mul_epu32(c0, multiplier_0);
            const __m256i product_1 = _mm256_mul_epu32(c2, multiplier_1);
            c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32),
                                  _mm256_xor_si256(c1, _mm256_set1_epi64x(lanes(keys.first[round]))));
            c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32),
                                  _mm256_xor_si256(c3, _mm256_set1_epi64x(lanes(keys.second[round]))));
            c1 = product_1;
            c3 = product_0;
        }
        const __m256i even = _mm256_blend_epi32(c0, _mm256_slli_epi64(c1, 32), 0xAA);
        const __m256i odd = _mm256_blend_epi32(c2, _mm256_slli_epi64(c3, 32), 0xAA);
        const __m256i low = _mm256_unpacklo_epi64(even, odd);   // blocks 0 and 2
        const __m256i high = _mm256_unpackhi_epi64(even, odd);  // blocks 1 and 3
        auto* target = reinterpret_cast<__m256i*>(out + 2 * done);
        _mm256_storeu_si256(target, _mm256_permute2x128_si256(low, high, 0x20));
        _mm256_storeu_si256(target + 1, _mm256_permute2x128_si256(low, high, 0x31));
    }
    return done;
}

[[gnu::target("avx512f")]] std::size_t fill_blocks_avx512(std::uint64_t seed, std::uint64_t stream,
                                                          std::uint64_t first_block, std::size_t blocks,
                                                          std::uint64_t* out) {
    constexpr int xor_of_three = 0x96;
    const auto lanes = [](std::uint64_t value) { return static_cast<long long>(value); };
    const RoundKeys keys = round_keys(seed);
    const __m512i multiplier_0 = _mm512_set1_epi64(lanes(Philox::multiplier_0));
    const __m512i multiplier_1 = _mm512_set1_epi64(lanes(Philox::multiplier_1));
    const __m512i first_half = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    const __m512i second_half = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    std::size_t done = 0;
    for (; done + 8 <= blocks; done += 8) {
        __m512i c0 =
            _mm512_add_epi64(_mm512_set1_epi64(lanes(first_block + done)), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
        __m512i c1 = _mm512_srli_epi64(c0, 32);
        __m512i c2 = _mm512_set1_epi64(lanes(stream));
        __m512i c3 = _mm512_srli_epi64(c2, 32);
#pragma GCC unroll 10
        for (std::size_t round = 0; round < Philox::rounds; ++round) {
            const __m512i product_0 = _mm512_mul_epu32(c0, multiplier_0);
            const __m512i product_1 = _mm512_mul_epu32(c2, multiplier_1);
            c0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_1, 32), c1,
                                           _mm512_set1_epi64(lanes(keys.first[round])), xor_of_three);
            c2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_0, 32), c3,
                                           _mm512_set1_epi64(lanes(keys.second[round])), xor_of_three);
            c1 = product_1;
            c3 = product_0;
        }
        const __m512i even = _mm512_mask_blend_epi32(0xAAAA, c0, _mm512_slli_epi64(c1, 32));
        const __m512i odd = _mm512_mask_blend_epi32(0xAAAA, c2, _mm512_slli_epi64(c3, 32));
        _mm512_storeu_si512(out + 2 * done, _mm512_permutex2var_epi64(even, first_half, odd));
        _mm512_storeu_si512(out + 2 * done + 8, _mm512_permutex2var_epi64(even, second_half, odd));
    }
    return done;
}

#endif

/// Fills as many blocks as the level's vectors cover, from the first on.
std::size_t fill_vectors(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_block, std::size_t blocks,
                         std::uint64_t* out, SimdLevel level) {
#if defined(__x86_64__)
    if (level == SimdLevel::avx512) return fill_blocks_avx512(seed, stream, first_block, blocks, out);
    if (level == SimdLevel::avx2) return fill_blocks_avx2(seed, stream, first_block, blocks, out);
#endif
    static_cast<void>(seed + stream + first_block + blocks);
    static_cast<void>(out);
    static_cast<void>(level);
    return 0;
}

}  // namespace

std::uint64_t philox_word(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    const auto words = block_words(seed, stream, index / 2);
    return index % 2 == 0 ? words.even : words.odd;
}

void fill_philox(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_index, std::span<std::uint64_t> out,
                 SimdLevel level) {
    if (!out.empty() && first_index % 2 == 1) {
        out[0] = philox_word(seed, stream, first_index);
        ++first_index;
        out = out.subspan(1);
    }
    const std::uint64_t first_block = first_index / 2;
    const std::size_t blocks = out.size() / 2;
    const std::size_t done = fill_vectors(seed, stream, first_block, blocks, out.data(), level);
    fill_blocks(seed, stream, first_block + done, blocks - done, out.data() + 2 * done);
    if (out.size() % 2 == 1) out[out.size() - 1] = philox_word(seed, stream, first_index + out.size() - 1);
}

}  // namespace replica
