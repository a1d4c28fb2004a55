#include "kernels/simd_block_distances.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

// GCC 12 takes the deliberately undefined pass-through operands of its own AVX-512 intrinsics for a mistake (PR
// 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#define REPLICA_INLINE_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq"), gnu::always_inline]] inline

namespace replica {
namespace {

// As Avx2Sums in block_distances_avx2.cpp.
struct Avx512Sums {
    static constexpr std::size_t vectors = block_rows / 64;
    __m512i words[vectors], odd[vectors], unequal[vectors];
};

REPLICA_INLINE_AVX512 __m512i load_avx512(const std::uint8_t* block, PlaneStep step, std::size_t vector) {
    return _mm512_loadu_si512(block + step.offset + vector * 64);
}

REPLICA_INLINE_AVX512 __m512i lanes_avx512(std::uint32_t bytes) { return _mm512_set1_epi32(static_cast<int>(bytes)); }

REPLICA_INLINE_AVX512 __m512i difference_avx512(__m512i a, __m512i b) {
    return _mm512_sub_epi8(_mm512_max_epu8(a, b), _mm512_min_epu8(a, b));
}

REPLICA_INLINE_AVX512 void add_avx512(Avx512Sums& sums, std::size_t vector, __m512i bytes) {
    sums.words[vector] = _mm512_add_epi16(sums.words[vector], bytes);
    sums.odd[vector] = _mm512_add_epi16(sums.odd[vector], _mm512_srli_epi16(bytes, 8));
}

REPLICA_INLINE_AVX512 __mmask64 unequal_avx512(const std::uint8_t* block, PlaneStep step, std::size_t vector) {
    return _mm512_cmpneq_epu8_mask(load_avx512(block, step, vector), lanes_avx512(step.bytes));
}

REPLICA_INLINE_AVX512 void count_avx512(Avx512Sums& sums, std::size_t vector, __mmask64 unequal) {
    sums.unequal[vector] =
        _mm512_mask_add_epi8(sums.unequal[vector], unequal, sums.unequal[vector], _mm512_set1_epi8(1));
}

REPLICA_INLINE_AVX512 __m512i missable_avx512(const std::uint8_t* block, PlaneStep step, std::size_t vector) {
    const __m512i ones = _mm512_set1_epi8(-1);
    const __m512i bytes = load_avx512(block, step, vector);
    return _mm512_mask_mov_epi8(difference_avx512(bytes, lanes_avx512(step.bytes)), _mm512_cmpeq_epu8_mask(bytes, ones),
                                ones);
}

// `bytes`, but at least 1 where the further planes differ.
REPLICA_INLINE_AVX512 __m512i told_apart_avx512(const std::uint8_t* block, const FineStep& step, std::size_t vector,
                                                __m512i bytes) {
    const __mmask64 unequal =
        _kor_mask64(unequal_avx512(block, step.first, vector), unequal_avx512(block, step.second, vector));
    return _mm512_mask_max_epu8(bytes, unequal, bytes, _mm512_set1_epi8(1));
}

REPLICA_INLINE_AVX512 void sum_ordered_avx512(const DistanceSteps& steps, const std::uint8_t* block, Avx512Sums& sums) {
    constexpr std::size_t vectors = Avx512Sums::vectors;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) sums.words[v] = sums.odd[v] = _mm512_setzero_si512();
    for (const PlaneStep& step : steps.ranked) {
        const __m512i query = lanes_avx512(step.bytes);
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            add_avx512(sums, v, difference_avx512(load_avx512(block, step, v), query));
    }
    for (const PlaneStep& step : steps.missable) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) add_avx512(sums, v, missable_avx512(block, step, v));
    }
    for (const FineStep& step : steps.fine) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            add_avx512(sums, v, told_apart_avx512(block, step, v, missable_avx512(block, step.rank, v)));
    }
    for (const FineStep& step : steps.fine_missing) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) {
            const __m512i bytes = _mm512_maskz_mov_epi8(unequal_avx512(block, step.rank, v), _mm512_set1_epi8(-1));
            add_avx512(sums, v, told_apart_avx512(block, step, v, bytes));
        }
    }
}

REPLICA_INLINE_AVX512 void count_unequal_avx512(const DistanceSteps& steps, const std::uint8_t* block,
                                                Avx512Sums& sums) {
    constexpr std::size_t vectors = Avx512Sums::vectors;
#pragma GCC unroll 4
    for (__m512i& unequal : sums.unequal) unequal = _mm512_setzero_si512();
    for (const PlaneStep& step : steps.counted) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) count_avx512(sums, v, unequal_avx512(block, step, v));
    }
    for (const PairStep& step : steps.counted_pairs) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            count_avx512(sums, v, _kor_mask64(unequal_avx512(block, step.high, v), unequal_avx512(block, step.low, v)));
    }
}

REPLICA_INLINE_AVX512 std::uint16_t store_avx512(const Avx512Sums& sums, BlockDistances& distances) {
    const __m512i low_bytes = _mm512_set1_epi16(0x00FF);
    __m512i least = _mm512_set1_epi8(-1);
#pragma GCC unroll 4
    for (std::size_t v = 0; v < Avx512Sums::vectors; ++v) {
        // 255 n = 256 n - n.
        const __m512i even = _mm512_and_si512(sums.unequal[v], low_bytes);
        const __m512i odd = _mm512_srli_epi16(sums.unequal[v], 8);
        const __m512i even_ranked = _mm512_sub_epi16(sums.words[v], _mm512_slli_epi16(sums.odd[v], 8));
        const __m512i even_sum = _mm512_add_epi16(even_ranked, _mm512_sub_epi16(_mm512_slli_epi16(even, 8), even));
        const __m512i odd_sum = _mm512_add_epi16(sums.odd[v], _mm512_sub_epi16(_mm512_slli_epi16(odd, 8), odd));
        _mm512_store_si512(distances.even.data() + v * 32, even_sum);
        _mm512_store_si512(distances.odd.data() + v * 32, odd_sum);
        least = _mm512_min_epu16(least, _mm512_min_epu16(even_sum, odd_sum));
    }
    const __m256i half = _mm256_min_epu16(_mm512_castsi512_si256(least), _mm512_extracti64x4_epi64(least, 1));
    const __m128i quarter = _mm_min_epu16(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    return static_cast<std::uint16_t>(_mm_cvtsi128_si32(_mm_minpos_epu16(quarter)));
}

}  // namespace

REPLICA_TARGET_AVX512 std::uint16_t block_distances_avx512(const DistanceSteps& steps, const std::uint8_t* block,
                                                           BlockDistances& distances) {
    Avx512Sums sums;
    sum_ordered_avx512(steps, block, sums);
    count_unequal_avx512(steps, block, sums);
    return store_avx512(sums, distances);
}

}  // namespace replica

#endif
