#include "kernels/packed_alias.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace replica {

namespace {

constexpr std::uint32_t sign = 0x80000000U;

/// The slot whose outcome of its own has `share` of `capacity`.
std::uint32_t packed_slot(std::uint64_t share, std::uint64_t capacity, std::uint32_t alias, unsigned bits) {
    __extension__ using Wide = unsigned __int128;
    const std::uint64_t sides = std::uint64_t{1} << (32U - bits);
    const auto nearest = static_cast<std::uint64_t>((Wide{share} * sides + capacity / 2) / capacity);
    const std::uint64_t side = std::clamp<std::uint64_t>(nearest, share == 0 ? 0 : 1, sides - 1);
    return (static_cast<std::uint32_t>(side << bits) | alias) ^ sign;
}

#if defined(__x86_64__)

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i load_starts(const std::uint16_t* starts) {
    return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(starts)));
}
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i load_starts(const std::uint32_t* starts) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(starts));
}

/// Draws as many codes as fill whole registers, and returns their number.
template <typename Start>
[[gnu::target("avx2")]] std::size_t draw_codes_avx2(const PackedAlias& tables, const Start* starts,
                                                    const std::uint32_t* draws, std::span<std::uint16_t> codes) {
    const __m128i bits = _mm_cvtsi32_si128(static_cast<int>(tables.bits));
    const __m128i other_bits = _mm_cvtsi32_si128(static_cast<int>(32 - tables.bits));
    const __m256i aliases = _mm256_set1_epi32((1 << tables.bits) - 1);
    const auto* slots = reinterpret_cast<const int*>(tables.slots.data());
    std::size_t r = 0;
    for (; r + 16 <= codes.size(); r += 16) {
        __m256i drawn[2];
#pragma GCC unroll 2
        for (std::size_t half = 0; half < 2; ++half) {
            const __m256i draw = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(draws + r + 8 * half));
            const __m256i own = _mm256_srl_epi32(draw, other_bits);
            const __m256i place = _mm256_add_epi32(load_starts(starts + r + 8 * half), own);
            const __m256i slot = _mm256_i32gather_epi32(slots, place, sizeof(std::uint32_t));
            const __m256i side = _mm256_or_si256(_mm256_sll_epi32(draw, bits), aliases);
            drawn[half] = _mm256_blendv_epi8(_mm256_and_si256(slot, aliases), own, _mm256_cmpgt_epi32(slot, side));
        }
        const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(drawn[0], drawn[1]), 0xD8);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(codes.data() + r), packed);
    }
    return r;
}

#endif

template <typename Start>
void draw_codes(const PackedAlias& tables, std::span<const Start> starts, std::span<const std::uint32_t> draws,
                std::span<std::uint16_t> codes, SimdLevel level) {
    assert(starts.size() == codes.size() && draws.size() == codes.size());
    std::size_t r = 0;
#if defined(__x86_64__)
    // AVX-512 gathers no faster, and what is left takes no longer.
    if (level != SimdLevel::scalar) r = draw_codes_avx2(tables, starts.data(), draws.data(), codes);
#else
    static_cast<void>(level);
#endif
    for (; r < codes.size(); ++r) codes[r] = draw_packed(tables.slots.data() + starts[r], tables.bits, draws[r]);
}

}  // namespace

unsigned packed_alias_bits(std::size_t outcomes) {
    assert(outcomes >= 1 && outcomes <= std::size_t{1} << PackedAlias::most_bits);
    return std::max(1U, static_cast<unsigned>(std::bit_width(outcomes - 1)));
}

void set_packed_table(std::span<const std::uint16_t> outcomes, std::span<const std::uint64_t> weights, unsigned bits,
                      std::span<std::uint32_t> slots) {
    assert(slots.size() == std::size_t{1} << bits && outcomes.size() == weights.size());
    std::vector<std::uint64_t> by_outcome(slots.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) by_outcome[outcomes[i]] = weights[i];
    const AliasShares shares = alias_shares(by_outcome);
    for (std::size_t i = 0; i < slots.size(); ++i)
        slots[i] = packed_slot(shares.share[i], shares.capacity, shares.alias[i], bits);
}

void draw_packed_codes(const PackedAlias& tables, std::span<const std::uint16_t> starts,
                       std::span<const std::uint32_t> draws, std::span<std::uint16_t> codes, SimdLevel level) {
    draw_codes(tables, starts, draws, codes, level);
}

void draw_packed_codes(const PackedAlias& tables, std::span<const std::uint32_t> starts,
                       std::span<const std::uint32_t> draws, std::span<std::uint16_t> codes, SimdLevel level) {
    draw_codes(tables, starts, draws, codes, level);
}

}  // namespace replica
