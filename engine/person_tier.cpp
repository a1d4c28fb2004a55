#include "engine/person_tier.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::size_t persons_at_a_time = 2048;

}  // namespace

std::optional<std::uint32_t> size_column(const Model& model) {
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        const ColumnModel& column = model.columns[c];
        if (column.role == Role::latent && column.tier == Tier::person && column.encoding == Encoding::binned) return c;
    }
    return std::nullopt;
}

CodeEvidence weigh_by_rows(const ColumnModel& size, std::uint32_t column) {
    CodeEvidence weights{column, {}};
    for (std::uint32_t bin = 0; bin < size.bin_low.size(); ++bin) {
        double rows = 0;
        double persons = 0;
        for (std::uint32_t i = size.first_slot[bin]; i < size.first_slot[bin + 1]; ++i) {
            const Slot& slot = size.slots[i];
            const double mean = (static_cast<double>(slot.low) + static_cast<double>(slot.high)) / 2;
            rows += static_cast<double>(slot.weight) * mean;
            persons += static_cast<double>(slot.weight);
        }
        weights.likelihood.push_back(persons > 0 ? rows / persons : 0);
    }
    return weights;
}

PersonTier::PersonTier(const Model& model, std::vector<FamilySampler> samplers)
    : size_(size_column(model).value()), samplers_(std::move(samplers)) {
    const ColumnModel& size = model.columns[size_];
    slots_ = size.slots;
    first_slot_ = size.first_slot;
    const bool sound = first_slot_.size() == size.bin_low.size() + 1 && !size.has_missing && !size.has_pooled &&
                       std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.low >= 1; });
    for (std::size_t bin = 0; sound && bin < size.bin_low.size(); ++bin) {
        std::vector<std::uint64_t> weights;
        for (std::uint32_t i = first_slot_[bin]; i < first_slot_[bin + 1]; ++i) weights.push_back(slots_[i].weight);
        if (weights.empty() || weights.size() > 65536) break;
        slot_tables_.emplace_back(weights);
    }
    if (slot_tables_.size() != size.bin_low.size() || slot_tables_.empty())
        throw InputError(
            "the model is damaged: its persons have numbers of rows that can't be; describe the data again");
    for (std::uint32_t c = 0; c < model.columns.size(); ++c)
        if (model.columns[c].tier == Tier::person && model.columns[c].role != Role::drop) columns_.push_back(c);
}

std::uint64_t PersonTier::rows_of(std::uint16_t code, std::uint32_t draw, std::uint64_t word) const {
    const Slot& slot = slots_[first_slot_[code] + slot_tables_[code].draw(draw)];
    const auto width = static_cast<std::uint64_t>(slot.high - slot.low) + 1;
    return static_cast<std::uint64_t>(slot.low) + scale_word(word, width);
}

void PersonTier::draw_codes(std::uint64_t seed, std::uint64_t first, std::size_t persons,
                            std::vector<std::vector<std::uint16_t>>& codes, SamplingScratch& scratch) const {
    for (const std::uint32_t column : columns_) codes[column].assign(persons, 0);
    for (const FamilySampler& sampler : samplers_) sampler.sample(seed, first, codes, persons, scratch);
}

void PersonTier::fill(std::uint64_t seed, std::uint64_t block, const DrawCodes& draw_codes, PersonBlock& out) const {
    if (out.block == block && out.seed == seed) return;
    out.block = block;
    out.seed = seed;
    out.codes.resize(std::max<std::size_t>(out.codes.size(), columns_.back() + 1));
    for (auto& codes : out.codes) codes.clear();
    out.drawn.resize(out.codes.size());
    out.draws.resize(persons_at_a_time);
    out.numbers.resize(persons_at_a_time);
    out.person_of_row.resize(person_block_rows);
    std::size_t row = 0;
    for (std::uint32_t person = 0; row < person_block_rows;) {
        const std::uint64_t first = person_block_rows * block + person;
        draw_codes(first, persons_at_a_time, out);
        fill_philox_draws(seed, stream_of(Purpose::slot, size_), first, out.draws);
        fill_philox(seed, stream_of(Purpose::grid_value, size_), first, out.numbers);
        std::size_t taken = 0;
        for (; taken < persons_at_a_time && row < person_block_rows; ++taken, ++person) {
            const std::uint64_t rows = rows_of(out.drawn[size_][taken], out.draws[taken], out.numbers[taken]);
            const std::size_t end = std::min<std::uint64_t>(row + rows, person_block_rows);
            std::fill(out.person_of_row.begin() + static_cast<std::ptrdiff_t>(row),
                      out.person_of_row.begin() + static_cast<std::ptrdiff_t>(end), person);
            row = end;
        }
        for (const std::uint32_t column : columns_)
            out.codes[column].insert(out.codes[column].end(), out.drawn[column].begin(),
                                     out.drawn[column].begin() + static_cast<std::ptrdiff_t>(taken));
    }
}

}  // namespace replica
