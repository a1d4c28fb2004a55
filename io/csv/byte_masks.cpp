#include "io/csv/byte_masks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace replica {
namespace {

struct BlockMask {
    std::uint64_t structural = 0;
    std::uint8_t suspicious = 0;
};

BlockMask scan_block(std::string_view block, const StructuralBytes& bytes) {
    BlockMask mask;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const char byte = block[i];
        const bool is_structural =
            byte == bytes.separator || byte == '\n' || byte == bytes.quote || byte == bytes.escape;
        mask.structural |= std::uint64_t{is_structural} << i;
        mask.suspicious |= static_cast<std::uint8_t>(static_cast<signed char>(byte) <= 0);
    }
    return mask;
}

std::size_t scan_blocks(std::string_view text, const StructuralBytes& bytes, std::span<std::uint64_t> structural,
                        std::span<std::uint8_t> suspicious, std::size_t first) {
    std::size_t found = 0;
    for (std::size_t w = first; w < mask_count(text.size()); ++w) {
        const BlockMask mask = scan_block(text.substr(w * mask_bytes, mask_bytes), bytes);
        structural[w] = mask.structural;
        suspicious[w] = mask.suspicious;
        found += static_cast<std::size_t>(std::popcount(mask.structural));
    }
    return found;
}

BytePairCount count_bytes_scalar(std::string_view text, char first, char second) {
    return {static_cast<std::uint64_t>(std::count(text.begin(), text.end(), first)),
            static_cast<std::uint64_t>(std::count(text.begin(), text.end(), second))};
}

#if defined(__x86_64__)

struct Needles {
    __m256i separator, newline, quote, escape;
};

__attribute__((target("avx2"), always_inline)) inline __m256i load(const char* text) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
}

__attribute__((target("avx2"), always_inline)) inline std::uint32_t structural_bits(__m256i v, const Needles& n) {
    const __m256i ends = _mm256_or_si256(_mm256_cmpeq_epi8(v, n.separator), _mm256_cmpeq_epi8(v, n.newline));
    const __m256i marks = _mm256_or_si256(_mm256_cmpeq_epi8(v, n.quote), _mm256_cmpeq_epi8(v, n.escape));
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(ends, marks)));
}

__attribute__((target("avx2"))) std::size_t find_structure_avx2(std::string_view text, const StructuralBytes& bytes,
                                                                std::span<std::uint64_t> structural,
                                                                std::span<std::uint8_t> suspicious) {
    const Needles needles{_mm256_set1_epi8(bytes.separator), _mm256_set1_epi8('\n'), _mm256_set1_epi8(bytes.quote),
                          _mm256_set1_epi8(bytes.escape)};
    const __m256i zero = _mm256_setzero_si256();
    const std::size_t whole = text.size() / mask_bytes;
    std::size_t found = 0;
    for (std::size_t w = 0; w < whole; ++w) {
        const __m256i low = load(text.data() + w * mask_bytes);
        const __m256i high = load(text.data() + w * mask_bytes + 32);
        const std::uint64_t mask = structural_bits(low, needles) | std::uint64_t{structural_bits(high, needles)} << 32U;
        const __m256i nul = _mm256_or_si256(_mm256_cmpeq_epi8(low, zero), _mm256_cmpeq_epi8(high, zero));
        structural[w] = mask;
        suspicious[w] = _mm256_movemask_epi8(_mm256_or_si256(nul, _mm256_or_si256(low, high))) != 0 ? 1 : 0;
        found += static_cast<std::size_t>(std::popcount(mask));
    }
    return found + scan_blocks(text, bytes, structural, suspicious, whole);
}

/// Sum of the 32 bytes.
__attribute__((target("avx2"), always_inline)) inline std::uint64_t sum_of_bytes(__m256i v) {
    std::array<std::uint64_t, 4> sums{};
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums.data()), _mm256_sad_epu8(v, _mm256_setzero_si256()));
    return sums[0] + sums[1] + sums[2] + sums[3];
}

__attribute__((target("avx2"))) BytePairCount count_bytes_avx2(std::string_view text, char first, char second) {
    const __m256i first_needle = _mm256_set1_epi8(first);
    const __m256i second_needle = _mm256_set1_epi8(second);
    BytePairCount count;
    std::size_t i = 0;
    while (i + 32 <= text.size()) {
        // A byte lane counts at most 255 matches before it is summed.
        const std::size_t stop = std::min(text.size() / 32 * 32, i + std::size_t{255} * 32);
        __m256i first_lanes = _mm256_setzero_si256();
        __m256i second_lanes = _mm256_setzero_si256();
        for (; i < stop; i += 32) {
            const __m256i v = load(text.data() + i);
            first_lanes = _mm256_sub_epi8(first_lanes, _mm256_cmpeq_epi8(v, first_needle));
            second_lanes = _mm256_sub_epi8(second_lanes, _mm256_cmpeq_epi8(v, second_needle));
        }
        count.first += sum_of_bytes(first_lanes);
        count.second += sum_of_bytes(second_lanes);
    }
    const BytePairCount rest = count_bytes_scalar(text.substr(i), first, second);
    return {count.first + rest.first, count.second + rest.second};
}

#endif

}  // namespace

std::size_t find_structure(std::string_view text, const StructuralBytes& bytes, SimdLevel level,
                           std::span<std::uint64_t> structural, std::span<std::uint8_t> suspicious) {
    assert(structural.size() >= mask_count(text.size()));
    assert(suspicious.size() >= mask_count(text.size()));
#if defined(__x86_64__)
    if (level != SimdLevel::scalar) return find_structure_avx2(text, bytes, structural, suspicious);
#endif
    return scan_blocks(text, bytes, structural, suspicious, 0);
}

BytePairCount count_bytes(std::string_view text, char first, char second, SimdLevel level) {
#if defined(__x86_64__)
    if (level != SimdLevel::scalar) return count_bytes_avx2(text, first, second);
#endif
    return count_bytes_scalar(text, first, second);
}

}  // namespace replica
