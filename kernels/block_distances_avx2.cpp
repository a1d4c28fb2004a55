#include "kernels/simd_block_distances.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace replica {
namespace {

// Rows that are done at a time: their sums fit the sixteen registers.
constexpr std::size_t part_rows = 128;
static_assert(block_rows % part_rows == 0);

// Bytes are added as 16-bit words: `words` adds up pairs of bytes as they are, `odd` the high ones alone. What is in
// `words` less 256 times `odd` are the low ones' sums, modulo 2^16: an instruction less than to take pairs apart.
struct Avx2Sums {
    static constexpr std::size_t vectors = part_rows / 32;
    __m256i words[vectors], odd[vectors], unequal[vectors];
};

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i load_avx2(const std::uint8_t* block, PlaneStep step,
                                                                     std::size_t vector) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + step.offset) + vector);
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i lanes_avx2(std::uint32_t bytes) {
    return _mm256_set1_epi32(static_cast<int>(bytes));
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i difference_avx2(__m256i a, __m256i b) {
    return _mm256_sub_epi8(_mm256_max_epu8(a, b), _mm256_min_epu8(a, b));
}

[[gnu::target("avx2"), gnu::always_inline]] inline void add_avx2(Avx2Sums& sums, std::size_t vector, __m256i bytes) {
    sums.words[vector] = _mm256_add_epi16(sums.words[vector], bytes);
    sums.odd[vector] = _mm256_add_epi16(sums.odd[vector], _mm256_srli_epi16(bytes, 8));
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i equal_avx2(const std::uint8_t* block, PlaneStep step,
                                                                      std::size_t vector) {
    return _mm256_cmpeq_epi8(load_avx2(block, step, vector), lanes_avx2(step.bytes));
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i missable_avx2(const std::uint8_t* block, PlaneStep step,
                                                                         std::size_t vector) {
    const __m256i bytes = load_avx2(block, step, vector);
    return _mm256_or_si256(difference_avx2(bytes, lanes_avx2(step.bytes)),
                           _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(-1)));
}

// `bytes`, but at least 1 where the further planes differ.
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i told_apart_avx2(const std::uint8_t* block,
                                                                           const FineStep& step, std::size_t vector,
                                                                           __m256i bytes) {
    const __m256i equal =
        _mm256_and_si256(equal_avx2(block, step.first, vector), equal_avx2(block, step.second, vector));
    return _mm256_max_epu8(bytes, _mm256_andnot_si256(equal, _mm256_set1_epi8(1)));
}

[[gnu::target("avx2"), gnu::always_inline]] inline void sum_ordered_avx2(const DistanceSteps& steps,
                                                                         const std::uint8_t* block, Avx2Sums& sums) {
    constexpr std::size_t vectors = Avx2Sums::vectors;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) sums.words[v] = sums.odd[v] = _mm256_setzero_si256();
    for (const PlaneStep& step : steps.ranked) {
        const __m256i query = lanes_avx2(step.bytes);
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) add_avx2(sums, v, difference_avx2(load_avx2(block, step, v), query));
    }
    for (const PlaneStep& step : steps.missable) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) add_avx2(sums, v, missable_avx2(block, step, v));
    }
    for (const FineStep& step : steps.fine) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            add_avx2(sums, v, told_apart_avx2(block, step, v, missable_avx2(block, step.rank, v)));
    }
    for (const FineStep& step : steps.fine_missing) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) {
            const __m256i unequal = _mm256_xor_si256(equal_avx2(block, step.rank, v), _mm256_set1_epi8(-1));
            add_avx2(sums, v, told_apart_avx2(block, step, v, unequal));
        }
    }
}

[[gnu::target("avx2"), gnu::always_inline]] inline void count_unequal_avx2(const DistanceSteps& steps,
                                                                           const std::uint8_t* block, Avx2Sums& sums) {
    constexpr std::size_t vectors = Avx2Sums::vectors;
    // Equal bytes compare as -1: what is left of the number of steps are the unequal ones.
    const std::size_t counted = steps.counted.size() + steps.counted_pairs.size();
#pragma GCC unroll 4
    for (__m256i& unequal : sums.unequal) unequal = _mm256_set1_epi8(static_cast<char>(counted));
    for (const PlaneStep& step : steps.counted) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            sums.unequal[v] = _mm256_add_epi8(sums.unequal[v], equal_avx2(block, step, v));
    }
    for (const PairStep& step : steps.counted_pairs) {
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) {
            const __m256i equal = _mm256_and_si256(equal_avx2(block, step.high, v), equal_avx2(block, step.low, v));
            sums.unequal[v] = _mm256_add_epi8(sums.unequal[v], equal);
        }
    }
}

// Stores the distances of a part, 16 pairs of rows a vector, and returns the least of them and of `least`.
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i store_avx2(const Avx2Sums& sums, std::uint16_t* even_rows,
                                                                      std::uint16_t* odd_rows, __m256i least) {
    const __m256i low_bytes = _mm256_set1_epi16(0x00FF);
#pragma GCC unroll 4
    for (std::size_t v = 0; v < Avx2Sums::vectors; ++v) {
        // 255 n = 256 n - n.
        const __m256i even = _mm256_and_si256(sums.unequal[v], low_bytes);
        const __m256i odd = _mm256_srli_epi16(sums.unequal[v], 8);
        const __m256i even_ranked = _mm256_sub_epi16(sums.words[v], _mm256_slli_epi16(sums.odd[v], 8));
        const __m256i even_sum = _mm256_add_epi16(even_ranked, _mm256_sub_epi16(_mm256_slli_epi16(even, 8), even));
        const __m256i odd_sum = _mm256_add_epi16(sums.odd[v], _mm256_sub_epi16(_mm256_slli_epi16(odd, 8), odd));
        _mm256_store_si256(reinterpret_cast<__m256i*>(even_rows) + v, even_sum);
        _mm256_store_si256(reinterpret_cast<__m256i*>(odd_rows) + v, odd_sum);
        least = _mm256_min_epu16(least, _mm256_min_epu16(even_sum, odd_sum));
    }
    return least;
}

}  // namespace

[[gnu::target("avx2")]] std::uint16_t block_distances_avx2(const DistanceSteps& steps, const std::uint8_t* block,
                                                           BlockDistances& distances) {
    __m256i least = _mm256_set1_epi8(-1);
    for (std::size_t row = 0; row < block_rows; row += part_rows) {
        Avx2Sums sums;
        sum_ordered_avx2(steps, block + row, sums);
        count_unequal_avx2(steps, block + row, sums);
        least = store_avx2(sums, distances.even.data() + row / 2, distances.odd.data() + row / 2, least);
    }
    const __m128i half = _mm_min_epu16(_mm256_castsi256_si128(least), _mm256_extracti128_si256(least, 1));
    return static_cast<std::uint16_t>(_mm_cvtsi128_si32(_mm_minpos_epu16(half)));
}

}  // namespace replica

#endif
