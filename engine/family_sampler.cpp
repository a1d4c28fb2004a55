#include "engine/family_sampler.hpp"

#include "engine/random_stream.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

namespace replica {

namespace {

/// A dense list costs 8 bytes for each configuration that is possible, so it must be small, and not much longer than
/// the list of those that occur.
bool dense_enough(std::uint64_t possible, std::uint64_t occurring) {
    constexpr std::uint64_t most = std::uint64_t{1} << 22U;
    return possible <= most && possible <= 4096 + 64 * occurring;
}

/// Packed tables hold every outcome and every possible configuration, so there must be few, or not many more than
/// cells that occur.
bool packed_enough(std::size_t outcomes, std::uint64_t possible, std::uint64_t cells) {
    constexpr std::uint64_t few = 65536;
    constexpr std::uint64_t most = std::uint64_t{1} << 26U;
    if (outcomes > std::size_t{1} << PackedAlias::most_bits || possible > most) return false;
    const std::uint64_t slots = possible << packed_alias_bits(outcomes);
    return slots <= few || (slots <= most && slots <= 8 * cells);
}

/// One table for each possible configuration: that of the configuration where it occurs, else the one it had with one
/// parent less.
std::vector<AliasRow> extend_dense(const std::vector<AliasRow>& fewer_parents, std::uint64_t size,
                                   std::span<const std::uint64_t> configurations, std::span<const AliasRow> tables) {
    std::vector<AliasRow> dense;
    dense.reserve(size);
    while (dense.size() < size) dense.insert(dense.end(), fewer_parents.begin(), fewer_parents.end());
    for (std::size_t i = 0; i < configurations.size(); ++i) dense[configurations[i]] = tables[i];
    return dense;
}

}  // namespace

FamilySampler::FamilySampler(const Family& family, std::span<const ColumnModel> columns)
    : child_(family.child), parents_(family.parents) {
    check_family(family, columns);
    strides_ = configuration_strides(family, columns);
    // levels[j]: given the first j parents.
    std::vector<FamilyCells> levels(parents_.size() + 1);
    levels.back() = cells_of(family);
    for (std::size_t j = parents_.size(); j-- > 0;) levels[j] = sum_last_parents(levels[j + 1], strides_[j]);

    const std::uint64_t outcomes = columns[child_].domain_size();
    if (packed_enough(outcomes, strides_.back(), family.codes.size())) {
        packed_.bits = packed_alias_bits(outcomes);
        pack(levels);
    } else {
        build_tables(levels);
    }
}

FamilySampler::FamilySampler(std::uint32_t child, std::span<const std::uint64_t> weights)
    : child_(child), strides_{1}, dense_{append_alias_row(weights, pool_)} {}

void FamilySampler::pack(std::span<const FamilyCells> levels) {
    const std::size_t size = std::size_t{1} << packed_.bits;
    std::vector<std::uint32_t>& slots = packed_.slots;
    slots.reserve(strides_.back() << packed_.bits);
    slots.resize(size);
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const std::size_t fewer_parents = slots.size();
        while (slots.size() < strides_[level] << packed_.bits)
            slots.insert(slots.end(), slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(fewer_parents));
        const FamilyCells& cells = levels[level];
        for (std::size_t i = 0; i < cells.configurations.size(); ++i) {
            const std::size_t first = cells.first_cell[i];
            const std::size_t count = cells.first_cell[i + 1] - first;
            set_packed_table(std::span(cells.codes).subspan(first, count),
                             std::span(cells.counts).subspan(first, count), packed_.bits,
                             std::span(slots).subspan(cells.configurations[i] * size, size));
        }
    }
}

void FamilySampler::build_tables(std::span<const FamilyCells> levels) {
    dense_ = append_tables(levels[0]);
    std::size_t level = 1;
    for (; level < levels.size() && dense_enough(strides_[level], levels[level].configurations.size()); ++level)
        dense_ = extend_dense(dense_, strides_[level], levels[level].configurations, append_tables(levels[level]));
    for (; level < levels.size(); ++level)
        sparse_.insert(sparse_.begin(), SparseLevel{strides_[level], ConfigurationIndex(levels[level].configurations),
                                                    append_tables(levels[level])});
}

std::vector<AliasRow> FamilySampler::append_tables(const FamilyCells& cells) {
    std::vector<AliasRow> tables;
    tables.reserve(cells.configurations.size());
    for (std::size_t i = 0; i < cells.configurations.size(); ++i) {
        const std::size_t first = cells.first_cell[i];
        const std::size_t size = cells.first_cell[i + 1] - first;
        tables.push_back(append_alias_row(std::span(cells.codes).subspan(first, size),
                                          std::span(cells.counts).subspan(first, size), pool_));
    }
    return tables;
}

AliasRow FamilySampler::find_table(std::uint64_t configuration) const {
    for (const SparseLevel& level : sparse_)
        if (const auto position = level.index.find(configuration % level.modulus)) return level.tables[*position];
    return dense_[configuration % dense_.size()];
}

void FamilySampler::sample_packed(std::span<const ParentCodes> parents, std::span<std::uint16_t> out,
                                  SamplingScratch& scratch) const {
    const auto draw = [&](auto& starts) {
        starts.resize(out.size());
        parent_configurations(parents, starts);
        draw_packed_codes(packed_, starts, scratch.draws, out);
    };
    if (packed_.slots.size() <= 65536)
        draw(scratch.short_configurations);
    else
        draw(scratch.configurations);
}

void FamilySampler::sample_sparse(std::span<const std::uint32_t> draws,
                                  std::span<const std::vector<std::uint16_t>> codes,
                                  std::span<std::uint16_t> out) const {
    for (std::size_t r = 0; r < out.size(); ++r) {
        std::uint64_t configuration = 0;
        for (std::size_t j = 0; j < parents_.size(); ++j) configuration += strides_[j] * codes[parents_[j]][r];
        out[r] = draw_alias(pool_.data(), find_table(configuration), draws[r]);
    }
}

void FamilySampler::sample(std::uint64_t seed, std::uint64_t first_row, std::span<std::vector<std::uint16_t>> codes,
                           std::size_t rows, SamplingScratch& scratch) const {
    scratch.draws.resize(rows);
    fill_philox_draws(seed, stream_of(Purpose::code, child_), first_row, scratch.draws);
    sample_with_draws(codes, rows, scratch);
}

void FamilySampler::sample_evenly(std::uint64_t seed, std::uint64_t first_row,
                                  std::span<std::vector<std::uint16_t>> codes, std::size_t rows,
                                  SamplingScratch& scratch) const {
    scratch.draws.resize(rows);
    fill_philox_draws(seed, stream_of(Purpose::code, child_), first_row, scratch.draws);
    list_places(codes, scratch);
    const std::vector<SamplingScratch::Place>& places = scratch.places;
    const std::span<std::uint16_t> out = codes[child_];
    // Steps of the golden ratio: any run of them is spread evenly over [0, 1).
    constexpr std::uint32_t step = 0x9E3779B1U;
    std::uint32_t draw = 0;
    for (const auto& place : places) draw += place.draw * step;
    for (std::size_t i = 0; i < places.size(); ++i, draw += step) {
        if (i == 0 || places[i].configuration != places[i - 1].configuration)
            list_shares(places[i].configuration, scratch.shares);
        // The shares are of 2^32 for each slot, so this is the draw's place among them.
        const std::uint64_t at = draw * (scratch.shares.back().upper >> 32U);
        out[places[i].row] =
            std::upper_bound(scratch.shares.begin(), scratch.shares.end(), at, [](std::uint64_t a, const auto& share) {
                return a < share.upper;
            })->code;
    }
}

void FamilySampler::list_places(std::span<std::vector<std::uint16_t>> codes, SamplingScratch& scratch) const {
    constexpr std::size_t strata = 2;
    const std::size_t rows = scratch.draws.size();
    codes[child_].clear();
    std::vector<const std::uint16_t*> others;
    for (std::size_t c = 0; c < codes.size() && others.size() < strata; ++c)
        if (codes[c].size() >= rows && std::find(parents_.begin(), parents_.end(), c) == parents_.end())
            others.push_back(codes[c].data());
    codes[child_].resize(rows);

    scratch.places.clear();
    for (std::uint32_t r = 0; r < rows; ++r) {
        SamplingScratch::Place place{0, 0, scratch.draws[r], r};
        for (std::size_t j = 0; j < parents_.size(); ++j) place.configuration += strides_[j] * codes[parents_[j]][r];
        for (const std::uint16_t* other : others) place.stratum = place.stratum << 16U | other[r];
        scratch.places.push_back(place);
    }
    std::sort(scratch.places.begin(), scratch.places.end());
}

void FamilySampler::list_shares(std::uint64_t configuration, std::vector<SamplingScratch::Share>& shares) const {
    shares.clear();
    const auto add_slot = [&](std::uint16_t own, std::uint16_t alias, std::uint64_t of_own) {
        const std::uint64_t of_alias = (std::uint64_t{1} << 32U) - of_own;
        if (of_own > 0) shares.push_back({own, of_own});
        if (of_alias > 0) shares.push_back({alias, of_alias});
    };
    if (!packed_.slots.empty()) {
        const std::uint32_t* table = packed_.slots.data() + (configuration << packed_.bits);
        for (std::uint32_t i = 0; i < 1U << packed_.bits; ++i) {
            const PackedShare slot = packed_share(table[i], packed_.bits);
            add_slot(static_cast<std::uint16_t>(i), slot.alias, slot.own);
        }
    } else {
        const AliasRow row = find_table(configuration);
        for (const AliasSlot& slot : std::span(pool_).subspan(row.first, row.size))
            add_slot(slot.outcomes[0], slot.outcomes[1], slot.threshold);
    }
    std::sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
    std::uint64_t sum = 0;
    for (auto& share : shares) share.upper = sum += share.upper;
}

void FamilySampler::sample_with_draws(std::span<std::vector<std::uint16_t>> codes, std::size_t rows,
                                      SamplingScratch& scratch) const {
    codes[child_].resize(rows);
    const std::span<std::uint16_t> out = codes[child_];
    if (!sparse_.empty()) return sample_sparse(scratch.draws, codes, out);
    const unsigned slot_bits = packed_.slots.empty() ? 0 : packed_.bits;
    std::vector<ParentCodes> parents;
    for (std::size_t j = 0; j < parents_.size(); ++j)
        parents.push_back({codes[parents_[j]].data(), static_cast<std::uint32_t>(strides_[j] << slot_bits)});
    if (!packed_.slots.empty()) return sample_packed(parents, out, scratch);
    if (parents_.empty()) return draw_roots(pool_.data(), dense_.front(), scratch.draws, out);
    scratch.configurations.resize(rows);
    parent_configurations(parents, scratch.configurations);
    draw_children(pool_.data(), dense_, scratch.configurations, scratch.draws, out);
}

}  // namespace replica
