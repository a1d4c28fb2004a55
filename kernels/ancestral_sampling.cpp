#include "kernels/ancestral_sampling.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace replica {

namespace {

struct FirstParent {
    template <typename Configuration>
    [[gnu::always_inline]] void operator()(const std::uint16_t* codes, std::uint32_t stride,
                                           Configuration* configurations, std::size_t rows) const {
        for (std::size_t r = 0; r < rows; ++r) configurations[r] = static_cast<Configuration>(codes[r] * stride);
    }
};

struct AddParent {
    template <typename Configuration>
    [[gnu::always_inline]] void operator()(const std::uint16_t* codes, std::uint32_t stride,
                                           Configuration* configurations, std::size_t rows) const {
        for (std::size_t r = 0; r < rows; ++r)
            configurations[r] = static_cast<Configuration>(configurations[r] + codes[r] * stride);
    }
};

template <typename Configuration>
void add_up(std::span<const ParentCodes> parents, std::span<Configuration> configurations, SimdLevel level) {
    if (parents.empty()) return std::fill(configurations.begin(), configurations.end(), Configuration{0});
    const std::size_t rows = configurations.size();
    run_at_level(level, FirstParent{}, parents[0].codes, parents[0].stride, configurations.data(), rows);
    for (const ParentCodes& parent : parents.subspan(1))
        run_at_level(level, AddParent{}, parent.codes, parent.stride, configurations.data(), rows);
}

}  // namespace

void parent_configurations(std::span<const ParentCodes> parents, std::span<std::uint16_t> configurations,
                           SimdLevel level) {
    add_up(parents, configurations, level);
}

void parent_configurations(std::span<const ParentCodes> parents, std::span<std::uint32_t> configurations,
                           SimdLevel level) {
    add_up(parents, configurations, level);
}

void draw_children(const AliasSlot* pool, std::span<const AliasRow> tables,
                   std::span<const std::uint32_t> configurations, std::span<const std::uint32_t> draws,
                   std::span<std::uint16_t> codes) {
    assert(draws.size() == codes.size() && configurations.size() == codes.size());
    for (std::size_t r = 0; r < codes.size(); ++r) codes[r] = draw_alias(pool, tables[configurations[r]], draws[r]);
}

void draw_roots(const AliasSlot* pool, AliasRow table, std::span<const std::uint32_t> draws,
                std::span<std::uint16_t> codes) {
    assert(draws.size() == codes.size());
    for (std::size_t r = 0; r < codes.size(); ++r) codes[r] = draw_alias(pool, table, draws[r]);
}

}  // namespace replica
