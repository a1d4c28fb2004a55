#include "kernels/philox_draws.hpp"

#include "kernels/philox.hpp"

#include <algorithm>
#include <array>
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

/// Draws that four blocks make together.
constexpr std::size_t group = 16;
constexpr std::size_t group_blocks = 4;

std::uint32_t low_half(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
std::uint32_t high_half(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32U); }

std::array<std::uint32_t, 4> block_at(std::uint64_t seed, std::uint64_t stream, std::uint64_t block) {
    return philox_block({low_half(block), high_half(block), low_half(stream), high_half(stream)},
                        {low_half(seed), high_half(seed)});
}

void fill_groups(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_block, std::size_t groups,
                 std::uint32_t* out) {
    for (std::size_t b = 0; b < groups * group_blocks; ++b) {
        const auto words = block_at(seed, stream, first_block + b);
        std::uint32_t* draws = out + b / group_blocks * group + b % group_blocks * 2;
        draws[0] = words[1];
        draws[1] = words[0];
        draws[8] = words[3];
        draws[9] = words[2];
    }
}

#if defined(__x86_64__)

/// What is the same in all blocks whose counters differ in the lowest word only: the keys, and half of the state in
/// the first three rounds.
struct SharedRounds {
    std::array<std::uint32_t, Philox::rounds> first_key{};
    std::array<std::uint32_t, Philox::rounds> second_key{};
    std::uint32_t second_after_0 = 0;  ///< what word 2 is xored with in round 0, and so on
    std::uint32_t first_after_1 = 0;
    std::uint32_t second_after_1 = 0;
    std::uint32_t second_after_2 = 0;
};

SharedRounds shared_rounds(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_block) {
    SharedRounds shared;
    for (std::uint32_t round = 0; round < Philox::rounds; ++round) {
        shared.first_key[round] = low_half(seed) + round * Philox::weyl_0;
        shared.second_key[round] = high_half(seed) + round * Philox::weyl_1;
    }
    const std::uint64_t product_0 = std::uint64_t{Philox::multiplier_1} * low_half(stream);
    const std::uint32_t word_0 = high_half(product_0) ^ high_half(first_block) ^ shared.first_key[0];
    const std::uint64_t product_1 = std::uint64_t{Philox::multiplier_0} * word_0;
    shared.second_after_0 = high_half(stream) ^ shared.second_key[0];
    shared.first_after_1 = low_half(product_0) ^ shared.first_key[1];
    shared.second_after_1 = high_half(product_1) ^ shared.second_key[1];
    shared.second_after_2 = low_half(product_1) ^ shared.second_key[2];
    return shared;
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i lanes_avx2(std::uint32_t value) {
    return _mm256_set1_epi64x(static_cast<long long>(value));
}

/// One block a 64-bit lane, one register for each of its four words. The multiplication reads a lane's low half only,
/// so the high halves may hold rubbish and the low product needs no masking.
struct Avx2Blocks {
    __m256i c0, c1, c2, c3;
};

/// SharedRounds in all lanes.
struct Avx2Rounds {
    __m256i first_key[Philox::rounds], second_key[Philox::rounds];
    __m256i second_after_0, first_after_1, second_after_1, second_after_2;
    __m256i multiplier_0, multiplier_1;
};

[[gnu::target("avx2")]] Avx2Rounds in_all_lanes(const SharedRounds& shared) {
    Avx2Rounds rounds;
    for (std::size_t round = 0; round < Philox::rounds; ++round) {
        rounds.first_key[round] = lanes_avx2(shared.first_key[round]);
        rounds.second_key[round] = lanes_avx2(shared.second_key[round]);
    }
    rounds.second_after_0 = lanes_avx2(shared.second_after_0);
    rounds.first_after_1 = lanes_avx2(shared.first_after_1);
    rounds.second_after_1 = lanes_avx2(shared.second_after_1);
    rounds.second_after_2 = lanes_avx2(shared.second_after_2);
    rounds.multiplier_0 = lanes_avx2(Philox::multiplier_0);
    rounds.multiplier_1 = lanes_avx2(Philox::multiplier_1);
    return rounds;
}

[[gnu::target("avx2"), gnu::always_inline]] inline Avx2Blocks first_three_rounds(const Avx2Rounds& rounds,
                                                                                 __m256i counter) {
    const __m256i a = _mm256_mul_epu32(counter, rounds.multiplier_0);
    const __m256i second = _mm256_xor_si256(_mm256_srli_epi64(a, 32), rounds.second_after_0);
    const __m256i b = _mm256_mul_epu32(second, rounds.multiplier_1);
    const __m256i first = _mm256_xor_si256(_mm256_srli_epi64(b, 32), rounds.first_after_1);
    const __m256i product_0 = _mm256_mul_epu32(first, rounds.multiplier_0);
    const __m256i product_1 = _mm256_mul_epu32(_mm256_xor_si256(a, rounds.second_after_1), rounds.multiplier_1);
    return {_mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(b, rounds.first_key[2])), product_1,
            _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), rounds.second_after_2), product_0};
}

[[gnu::target("avx2"), gnu::always_inline]] inline void next_round(const Avx2Rounds& rounds, std::size_t round,
                                                                   Avx2Blocks& c) {
    const __m256i product_0 = _mm256_mul_epu32(c.c0, rounds.multiplier_0);
    const __m256i product_1 = _mm256_mul_epu32(c.c2, rounds.multiplier_1);
    c.c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c.c1, rounds.first_key[round]));
    c.c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c.c3, rounds.second_key[round]));
    c.c1 = product_1;
    c.c3 = product_0;
}

/// The last round leaves two words in each lane, ready to be stored.
[[gnu::target("avx2"), gnu::always_inline]] inline void store_last_round(const Avx2Rounds& rounds, const Avx2Blocks& c,
                                                                         std::uint32_t* out) {
    constexpr std::size_t last = Philox::rounds - 1;
    const __m256i product_0 = _mm256_mul_epu32(c.c0, rounds.multiplier_0);
    const __m256i product_1 = _mm256_mul_epu32(c.c2, rounds.multiplier_1);
    const __m256i high_1 = _mm256_slli_epi64(_mm256_xor_si256(c.c1, rounds.first_key[last]), 32);
    const __m256i high_0 = _mm256_slli_epi64(_mm256_xor_si256(c.c3, rounds.second_key[last]), 32);
    auto* target = reinterpret_cast<__m256i*>(out);
    _mm256_storeu_si256(target, _mm256_xor_si256(product_1, high_1));
    _mm256_storeu_si256(target + 1, _mm256_xor_si256(product_0, high_0));
}

// A round is a chain of multiplication, shift and xor, so two chains run side by side.
template <std::size_t chains>
[[gnu::target("avx2"), gnu::always_inline]] inline void fill_chains_avx2(const Avx2Rounds& rounds,
                                                                         std::uint64_t first_block, std::size_t groups,
                                                                         std::uint32_t* out) {
    const __m256i step = _mm256_set1_epi64x(group_blocks);
    __m256i counter = _mm256_add_epi64(lanes_avx2(low_half(first_block)), _mm256_set_epi64x(3, 2, 1, 0));
    for (std::size_t g = 0; g < groups; g += chains) {
        Avx2Blocks blocks[chains];
#pragma GCC unroll 2
        for (std::size_t i = 0; i < chains; ++i) {
            blocks[i] = first_three_rounds(rounds, counter);
            counter = _mm256_add_epi64(counter, step);
        }
#pragma GCC unroll 10
        for (std::size_t round = 3; round + 1 < Philox::rounds; ++round) {
#pragma GCC unroll 2
            for (std::size_t i = 0; i < chains; ++i) next_round(rounds, round, blocks[i]);
        }
#pragma GCC unroll 2
        for (std::size_t i = 0; i < chains; ++i) store_last_round(rounds, blocks[i], out + (g + i) * group);
    }
}

[[gnu::target("avx2")]] void fill_groups_avx2(const SharedRounds& shared, std::uint64_t first_block, std::size_t groups,
                                              std::uint32_t* out) {
    const Avx2Rounds rounds = in_all_lanes(shared);
    const std::size_t pairs = groups / 2 * 2;
    fill_chains_avx2<2>(rounds, first_block, pairs, out);
    fill_chains_avx2<1>(rounds, first_block + pairs * group_blocks, groups - pairs, out + pairs * group);
}

[[gnu::target("avx512f"), gnu::always_inline]] inline __m512i lanes_avx512(std::uint32_t value) {
    return _mm512_set1_epi64(static_cast<long long>(value));
}

// Two groups a register. Returns how many it filled: an even number.
[[gnu::target("avx512f")]] std::size_t fill_groups_avx512(const SharedRounds& shared, std::uint64_t first_block,
                                                          std::size_t groups, std::uint32_t* out) {
    constexpr int xor_of_three = 0x96;
    const __m512i multiplier_0 = lanes_avx512(Philox::multiplier_0);
    const __m512i multiplier_1 = lanes_avx512(Philox::multiplier_1);
    __m512i counter = _mm512_add_epi64(lanes_avx512(low_half(first_block)), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
    std::size_t g = 0;
    for (; g + 2 <= groups; g += 2) {
        const __m512i a = _mm512_mul_epu32(counter, multiplier_0);
        counter = _mm512_add_epi64(counter, _mm512_set1_epi64(2 * group_blocks));
        __m512i c2 = _mm512_xor_si512(_mm512_srli_epi64(a, 32), lanes_avx512(shared.second_after_0));
        __m512i c1 = _mm512_mul_epu32(c2, multiplier_1);
        __m512i c0 = _mm512_xor_si512(_mm512_srli_epi64(c1, 32), lanes_avx512(shared.first_after_1));
        __m512i c3 = lanes_avx512(shared.second_after_2 ^ shared.second_key[2]);
        c2 = _mm512_xor_si512(a, lanes_avx512(shared.second_after_1));
#pragma GCC unroll 10
        for (std::size_t round = 2; round + 1 < Philox::rounds; ++round) {
            const __m512i product_0 = _mm512_mul_epu32(c0, multiplier_0);
            const __m512i product_1 = _mm512_mul_epu32(c2, multiplier_1);
            c0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_1, 32), c1, lanes_avx512(shared.first_key[round]),
                                           xor_of_three);
            c2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_0, 32), c3, lanes_avx512(shared.second_key[round]),
                                           xor_of_three);
            c1 = product_1;
            c3 = product_0;
        }
        const __m512i product_0 = _mm512_mul_epu32(c0, multiplier_0);
        const __m512i product_1 = _mm512_mul_epu32(c2, multiplier_1);
        const __m512i first = _mm512_xor_si512(
            product_1, _mm512_slli_epi64(_mm512_xor_si512(c1, lanes_avx512(shared.first_key.back())), 32));
        const __m512i second = _mm512_xor_si512(
            product_0, _mm512_slli_epi64(_mm512_xor_si512(c3, lanes_avx512(shared.second_key.back())), 32));
        // Lanes 0 to 3 are the first group's blocks.
        auto* target = out + g * group;
        _mm512_storeu_si512(target, _mm512_shuffle_i64x2(first, second, 0x44));
        _mm512_storeu_si512(target + group, _mm512_shuffle_i64x2(first, second, 0xEE));
    }
    return g;
}

#endif

/// Fills as many groups as the level's vectors cover, from the first on.
std::size_t fill_vectors(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_block, std::size_t groups,
                         std::uint32_t* out, SimdLevel level) {
#if defined(__x86_64__)
    if (level == SimdLevel::scalar) return 0;
    // Up to where the counter's low word overflows.
    groups = std::min<std::uint64_t>(groups, ((std::uint64_t{1} << 32U) - low_half(first_block)) / group_blocks);
    const SharedRounds shared = shared_rounds(seed, stream, first_block);
    if (level == SimdLevel::avx512) return fill_groups_avx512(shared, first_block, groups, out);
    fill_groups_avx2(shared, first_block, groups, out);
    return groups;
#else
    static_cast<void>(seed + stream + first_block + groups);
    static_cast<void>(out);
    static_cast<void>(level);
    return 0;
#endif
}

/// Draws [first, first + out.size()) of the group that begins at block `block`.
void fill_part_of_group(std::uint64_t seed, std::uint64_t stream, std::uint64_t block, std::size_t first,
                        std::span<std::uint32_t> out) {
    std::array<std::uint32_t, group> draws{};
    fill_groups(seed, stream, block, 1, draws.data());
    std::copy_n(draws.data() + first, out.size(), out.data());
}

}  // namespace

std::uint32_t philox_draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    const std::uint64_t block = index / group * group_blocks + index % 8 / 2;
    return block_at(seed, stream, block)[(index % group < 8 ? 0 : 2) + (index % 2 == 0 ? 1 : 0)];
}

void fill_philox_draws(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_index,
                       std::span<std::uint32_t> out, SimdLevel level) {
    std::uint64_t block = first_index / group * group_blocks;
    const std::size_t skipped = first_index % group;
    if (skipped != 0) {
        const std::size_t size = std::min(group - skipped, out.size());
        fill_part_of_group(seed, stream, block, skipped, out.first(size));
        out = out.subspan(size);
        block += group_blocks;
    }
    const std::size_t groups = out.size() / group;
    const std::size_t done = fill_vectors(seed, stream, block, groups, out.data(), level);
    fill_groups(seed, stream, block + done * group_blocks, groups - done, out.data() + done * group);
    const auto rest = out.subspan(groups * group);
    if (!rest.empty()) fill_part_of_group(seed, stream, block + groups * group_blocks, 0, rest);
}

}  // namespace replica
