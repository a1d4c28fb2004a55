#pragma once

#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace replica {

/// The bytes that a tokenizer must look at, beside the newline. A byte that a dialect doesn't use is given as '\n'.
struct StructuralBytes {
    char separator = ',';
    char quote = '"';
    char escape = '\n';
};

/// Bytes that a mask covers.
inline constexpr std::size_t mask_bytes = 64;

/// Masks that `size` bytes need.
constexpr std::size_t mask_count(std::size_t size) { return (size + mask_bytes - 1) / mask_bytes; }

/// Bit b of structural[w]: text[64 w + b] is a newline or one of `bytes`. suspicious[w]: 1 where those 64 bytes hold
/// a NUL or a byte that isn't ASCII, else 0. Both have mask_count(text.size()) elements.
/// Returns the number of structural bytes. `level` chooses the code path, not the result.
std::size_t find_structure(std::string_view text, const StructuralBytes& bytes, SimdLevel level,
                           std::span<std::uint64_t> structural, std::span<std::uint8_t> suspicious);

/// How often two bytes occur.
struct BytePairCount {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};
BytePairCount count_bytes(std::string_view text, char first, char second, SimdLevel level);

}  // namespace replica
