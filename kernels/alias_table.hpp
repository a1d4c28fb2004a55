#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// One slot of an alias table: outcomes[0] where the draw's fraction is below threshold / 2^32, else outcomes[1].
struct AliasSlot {
    std::uint32_t threshold = 0;
    std::array<std::uint16_t, 2> outcomes{};
};
static_assert(sizeof(AliasSlot) == 8);

/// A table inside a pool of slots: slots [first, first + size).
struct AliasRow {
    std::uint32_t first = 0;
    std::uint32_t size = 0;
};

/// Shares of a table's slots in whole numbers: slot i gives share[i] of `capacity` to outcome i, the rest to
/// alias[i]. A full slot has itself as its alias.
struct AliasShares {
    std::vector<std::uint64_t> share;
    std::vector<std::uint32_t> alias;
    std::uint64_t capacity = 0;
};

/// The shares by which outcome i gets weights[i] / Σ weights of all slots together.
///
/// Walker's method in Vose's form (A linear algorithm for generating random numbers with a given distribution, IEEE
/// Trans. Softw. Eng. 1991), in whole numbers and in index order, so the same weights give the same shares everywhere.
/// Preconditions: 1 to 65536 weights, Σ weights > 0.
AliasShares alias_shares(std::span<const std::uint64_t> weights);

/// Appends to `pool` the table that draws outcomes[i] with probability weights[i] / Σ weights, and returns where it is.
///
/// Thresholds are rounded down to 2^-32 of a slot. An outcome of weight 0 is never drawn.
/// Preconditions: those of alias_shares; as many weights as outcomes, the pool below 2^32 slots.
/// Weights whose sum times their number exceeds 2^63 are halved until it does not, none to 0.
AliasRow append_alias_row(std::span<const std::uint16_t> outcomes, std::span<const std::uint64_t> weights,
                          std::vector<AliasSlot>& pool);

/// The same for the outcomes 0, 1, ..., weights.size() - 1.
AliasRow append_alias_row(std::span<const std::uint64_t> weights, std::vector<AliasSlot>& pool);

/// Draws from a table with 32 random bits: the high half of their product with the size picks the slot, its low half
/// the side. A slot's probability is off by less than 2^-32, so a share of it by less than size / 2^32.
inline std::uint16_t draw_alias(const AliasSlot* pool, AliasRow row, std::uint32_t draw) {
    const std::uint64_t product = std::uint64_t{draw} * row.size;
    const AliasSlot& slot = pool[row.first + (product >> 32U)];
    // An index instead of a choice: half of the branches would be mispredicted.
    return slot.outcomes[static_cast<std::uint32_t>(product) >= slot.threshold ? 1 : 0];
}

/// A table with a pool of its own.
class AliasTable {
public:
    AliasTable() = default;
    /// Draws i with probability weights[i] / Σ weights; preconditions of append_alias_row.
    explicit AliasTable(std::span<const std::uint64_t> weights) : row_(append_alias_row(weights, slots_)) {}

    [[nodiscard]] std::uint16_t draw(std::uint32_t draw) const { return draw_alias(slots_.data(), row_, draw); }
    [[nodiscard]] bool empty() const { return slots_.empty(); }

private:
    std::vector<AliasSlot> slots_;
    AliasRow row_;
};

}  // namespace replica
