#pragma once

#include "kernels/alias_table.hpp"
#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Alias tables of one size, 2^bits slots of 4 bytes each, for outcomes below 2^bits: no look-up of where a table
/// starts, and no more than one line of the cache a draw.
///
/// The first `bits` bits of a draw pick the slot, the others its side, so outcomes have the probabilities of the
/// weights up to 2^-32 for each slot that may give them, without a further bias. Slot i gives i where the draw's other
/// bits, read as a signed fraction, are below those of the slot, else the alias in the slot's last `bits` bits.
struct PackedAlias {
    /// Most bits: a side then has 24.
    static constexpr unsigned most_bits = 8;

    unsigned bits = 1;                 ///< 1 to most_bits
    std::vector<std::uint32_t> slots;  ///< table t: slots [t 2^bits, (t + 1) 2^bits)
};

/// Bits of tables for outcomes below `outcomes`, 1 to 256 of them.
unsigned packed_alias_bits(std::size_t outcomes);

/// Fills a table of `slots`, 2^bits of them: outcomes[i] gets weights[i] / Σ weights. Sides are rounded to the nearest,
/// but an outcome is drawn where, and only where, its weight isn't 0.
/// Preconditions: as many weights as outcomes, distinct outcomes below 2^bits, Σ weights > 0.
void set_packed_table(std::span<const std::uint16_t> outcomes, std::span<const std::uint64_t> weights, unsigned bits,
                      std::span<std::uint32_t> slots);

/// A slot's share of 2^32 that goes to its own outcome, and who gets the rest.
struct PackedShare {
    std::uint64_t own = 0;
    std::uint16_t alias = 0;
};
inline PackedShare packed_share(std::uint32_t slot, unsigned bits) {
    const std::uint32_t aliases = (1U << bits) - 1;
    return {(slot ^ 0x80000000U) & ~aliases, static_cast<std::uint16_t>(slot & aliases)};
}

/// Draws from the table that starts at `table`.
inline std::uint16_t draw_packed(const std::uint32_t* table, unsigned bits, std::uint32_t draw) {
    const std::uint32_t aliases = (1U << bits) - 1;
    const std::uint32_t own = draw >> (32U - bits);
    const std::uint32_t slot = table[own];
    const bool keep = static_cast<std::int32_t>(slot) > static_cast<std::int32_t>(draw << bits | aliases);
    return static_cast<std::uint16_t>(keep ? own : slot & aliases);
}

/// codes[r]: drawn with draws[r] from the table that starts at slot starts[r]. The same at every level.
/// Preconditions: as many starts and draws as codes; fewer than 2^31 slots; starts[r] is a table's.
void draw_packed_codes(const PackedAlias& tables, std::span<const std::uint16_t> starts,
                       std::span<const std::uint32_t> draws, std::span<std::uint16_t> codes,
                       SimdLevel level = best_simd_level());
void draw_packed_codes(const PackedAlias& tables, std::span<const std::uint32_t> starts,
                       std::span<const std::uint32_t> draws, std::span<std::uint16_t> codes,
                       SimdLevel level = best_simd_level());

}  // namespace replica
