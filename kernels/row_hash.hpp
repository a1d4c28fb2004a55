#pragma once

#include "kernels/code_column.hpp"
#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace replica {

/// hashes[i] = a hash of row first_row + i: multilinear over its codes with fixed odd multipliers (Lemire, Kaser:
/// "Strongly universal string hashing is fast", Computer Journal 2014), mixed so that every bit depends on all codes.
/// Equal rows have equal hashes; others differ but for about one pair in 2^64, where nobody chose the codes for it.
/// threads: 0 for what OpenMP would take.
void hash_rows(std::span<const CodeColumn> columns, std::size_t first_row, std::span<std::uint64_t> hashes, int threads,
               SimdLevel level = best_simd_level());

/// A bijection of 64-bit words in which every bit of the result depends on every bit of `word` (Steele, Lea, Flood:
/// "Fast splittable pseudorandom number generators", OOPSLA 2014, after Stafford's variant 13).
constexpr std::uint64_t mix_bits(std::uint64_t word) {
    word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27U)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31U);
}

}  // namespace replica
