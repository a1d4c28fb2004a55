#include "kernels/alias_table.hpp"

#include <cassert>
#include <cstddef>
#include <numeric>

namespace replica {

namespace {

__extension__ using Wide = unsigned __int128;

/// The weights in proportion as shares that fill as many slots as there are weights exactly; no aliases yet.
AliasShares scale_weights(std::span<const std::uint64_t> weights) {
    const std::size_t size = weights.size();
    const auto scaled = [](std::uint64_t weight, unsigned shift) {
        const std::uint64_t value = weight >> shift;
        return value == 0 && weight > 0 ? std::uint64_t{1} : value;
    };
    for (unsigned shift = 0;; ++shift) {
        Wide total = 0;
        for (const std::uint64_t weight : weights) total += scaled(weight, shift);
        if (total * size >= Wide{1} << 63U) continue;
        AliasShares shares{{}, {}, static_cast<std::uint64_t>(total)};
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

AliasShares alias_shares(std::span<const std::uint64_t> weights) {
    assert(!weights.empty() && weights.size() <= 65536);
    AliasShares shares = scale_weights(weights);
    auto& [share, alias, capacity] = shares;
    assert(capacity > 0);
    alias.resize(weights.size());
    std::iota(alias.begin(), alias.end(), 0U);

    std::vector<std::uint32_t> short_slots;
    std::vector<std::uint32_t> rich_slots;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        if (share[i] < capacity) short_slots.push_back(i);
        if (share[i] > capacity) rich_slots.push_back(i);
    }
    // What a slot lacks comes from the last rich one. Shares sum to the slots, so both lists end together.
    while (!short_slots.empty()) {
        assert(!rich_slots.empty());
        const std::uint32_t poor = short_slots.back();
        const std::uint32_t rich = rich_slots.back();
        short_slots.pop_back();
        alias[poor] = rich;
        share[rich] -= capacity - share[poor];
        if (share[rich] > capacity) continue;
        rich_slots.pop_back();
        if (share[rich] < capacity) short_slots.push_back(rich);
    }
    return shares;
}

AliasRow append_alias_row(std::span<const std::uint16_t> outcomes, std::span<const std::uint64_t> weights,
                          std::vector<AliasSlot>& pool) {
    assert(outcomes.size() == weights.size());
    assert(pool.size() + outcomes.size() <= 0xffffffffU);
    const AliasShares shares = alias_shares(weights);
    const AliasRow row{static_cast<std::uint32_t>(pool.size()), static_cast<std::uint32_t>(outcomes.size())};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        // A full slot has its own outcome on both sides.
        const bool full = shares.share[i] == shares.capacity;
        const std::uint32_t threshold = full ? 0 : threshold_of(shares.share[i], shares.capacity);
        pool.push_back({threshold, {outcomes[i], outcomes[shares.alias[i]]}});
    }
    return row;
}

AliasRow append_alias_row(std::span<const std::uint64_t> weights, std::vector<AliasSlot>& pool) {
    std::vector<std::uint16_t> outcomes(weights.size());
    std::iota(outcomes.begin(), outcomes.end(), std::uint16_t{0});
    return append_alias_row(outcomes, weights, pool);
}

}  // namespace replica
