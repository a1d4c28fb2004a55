#include "kernels/alias_table.hpp"

#include <cassert>
#include <cstddef>
#include <numeric>

namespace replica {

namespace {

__extension__ using Wide = unsigned __int128;

/// Weights as shares of slots: a slot holds `capacity`, all shares fill the slots exactly.
struct SlotShares {
    std::vector<std::uint64_t> share;
    std::uint64_t capacity = 0;
};

SlotShares slot_shares(std::span<const std::uint64_t> weights) {
    const std::size_t size = weights.size();
    const auto scaled = [](std::uint64_t weight, unsigned shift) {
        const std::uint64_t value = weight >> shift;
        return value == 0 && weight > 0 ? std::uint64_t{1} : value;
    };
    for (unsigned shift = 0;; ++shift) {
        Wide total = 0;
        for (const std::uint64_t weight : weights) total += scaled(weight, shift);
        if (total * size >= Wide{1} << 63U) continue;
        SlotShares shares{{}, static_cast<std::uint64_t>(total)};
        shares.share.reserve(size);
        for (const std::uint64_t weight : weights) shares.share.push_back(scaled(weight, shift) * size);
        return shares;
    }
}

std::uint32_t threshold_of(std::uint64_t share, std::uint64_t capacity) {
    if (share < (std::uint64_t{1} << 32U)) return static_cast<std::uint32_t>((share << 32U) / capacity);
    return static_cast<std::uint32_t>((Wide{share} << 32U) / capacity);
}

}  // namespace

AliasRow append_alias_row(std::span<const std::uint16_t> outcomes, std::span<const std::uint64_t> weights,
                          std::vector<AliasSlot>& pool) {
    assert(outcomes.size() == weights.size() && !outcomes.empty() && outcomes.size() <= 65536);
    assert(pool.size() + outcomes.size() <= 0xffffffffU);
    auto [share, capacity] = slot_shares(weights);
    assert(capacity > 0);
    const AliasRow row{static_cast<std::uint32_t>(pool.size()), static_cast<std::uint32_t>(outcomes.size())};
    // A full slot has its own outcome on both sides.
    for (const std::uint16_t outcome : outcomes) pool.push_back({0, {outcome, outcome}});
    AliasSlot* slots = pool.data() + row.first;

    std::vector<std::uint32_t> short_slots;
    std::vector<std::uint32_t> rich_slots;
    for (std::uint32_t i = 0; i < row.size; ++i) {
        if (share[i] < capacity) short_slots.push_back(i);
        if (share[i] > capacity) rich_slots.push_back(i);
    }
    // What a slot lacks comes from the last rich one. Shares sum to the slots, so both lists end together.
    while (!short_slots.empty()) {
        assert(!rich_slots.empty());
        const std::uint32_t poor = short_slots.back();
        const std::uint32_t rich = rich_slots.back();
        short_slots.pop_back();
        slots[poor].threshold = threshold_of(share[poor], capacity);
        slots[poor].outcomes[1] = outcomes[rich];
        share[rich] -= capacity - share[poor];
        if (share[rich] > capacity) continue;
        rich_slots.pop_back();
        if (share[rich] < capacity) short_slots.push_back(rich);
    }
    return row;
}

AliasRow append_alias_row(std::span<const std::uint64_t> weights, std::vector<AliasSlot>& pool) {
    std::vector<std::uint16_t> outcomes(weights.size());
    std::iota(outcomes.begin(), outcomes.end(), std::uint16_t{0});
    return append_alias_row(outcomes, weights, pool);
}

}  // namespace replica
