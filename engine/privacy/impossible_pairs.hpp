#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Which codes of two columns can't be in the same row, by a public rule.
struct ImpossiblePair {
    std::uint32_t first = 0;  ///< columns of the model
    std::uint32_t second = 0;
    std::uint32_t second_codes = 1;
    std::vector<std::uint8_t> cells;  ///< row-major, second_codes a row: 1 where they can't
};

/// Gives rows that can't be the codes of others, drawn evenly from the rows that can: rejection with what is there, so
/// that no further rows are drawn. A network keeps such pairs apart only where one is the other's parent. Where no row
/// can be, all stay. codes: by column of the model; those that are empty stay so. A function of (seed, block).
void replace_impossible(std::span<const ImpossiblePair> pairs, std::span<std::vector<std::uint16_t>> codes,
                        std::uint64_t seed, std::uint64_t block);

}  // namespace replica
