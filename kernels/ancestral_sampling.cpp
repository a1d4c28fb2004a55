#include "kernels/ancestral_sampling.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace replica {

namespace {

struct AddParent {
    [[gnu::always_inline]] void operator()(const std::uint16_t* codes, std::uint32_t stride,
                                           std::uint32_t* configurations, std::size_t rows) const {
        for (std::size_t r = 0; r < rows; ++r) configurations[r] += codes[r] * stride;
    }
};

}  // namespace

void parent_configurations(std::span<const ParentCodes> parents, std::span<std::uint32_t> configurations,
                           SimdLevel level) {
    std::fill(configurations.begin(), configurations.end(), 0U);
    for (const ParentCodes& parent : parents)
        run_at_level(level, AddParent{}, parent.codes, parent.stride, configurations.data(), configurations.size());
}

void draw_children(const AliasSlot* pool, std::span<const AliasRow> tables,
                   std::span<const std::uint32_t> configurations, std::span<const std::uint64_t> words,
                   std::span<std::uint16_t> codes) {
    assert(words.size() == codes.size() && configurations.size() == codes.size());
    for (std::size_t r = 0; r < codes.size(); ++r) codes[r] = draw_alias(pool, tables[configurations[r]], words[r]);
}

void draw_roots(const AliasSlot* pool, AliasRow table, std::span<const std::uint64_t> words,
                std::span<std::uint16_t> codes) {
    assert(words.size() == codes.size());
    for (std::size_t r = 0; r < codes.size(); ++r) codes[r] = draw_alias(pool, table, words[r]);
}

}  // namespace replica
