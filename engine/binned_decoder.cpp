#include "engine/binned_decoder.hpp"

#include "engine/code_weights.hpp"
#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>

namespace replica {

namespace {

/// Runs of more grid values than this, all together, are formatted row by row.
constexpr std::uint64_t most_prepared_values = 16384;

[[noreturn]] void damaged(const ColumnModel& model, const std::string& what) {
    throw InputError("the model is damaged: column '" + model.name + "' " + what + "; describe the data again");
}

/// Returns the column, once it is seen to be sound.
const ColumnModel& checked(const ColumnModel& model) {
    if (model.step <= 0) damaged(model, "has a grid step below 1");
    for (std::uint32_t bin = 0; bin < model.bin_low.size(); ++bin)
        if (bin_high(model, bin) < model.bin_low[bin]) damaged(model, "has bins out of order");
    if (model.slots.empty()) return model;
    if (model.first_slot.size() != model.bin_low.size() + 1 || model.first_slot.front() != 0 ||
        model.first_slot.back() != model.slots.size() ||
        !std::is_sorted(model.first_slot.begin(), model.first_slot.end()))
        damaged(model, "has slots that belong to no bin");
    for (const Slot& slot : model.slots)
        if (slot.high < slot.low) damaged(model, "has a slot that ends before it starts");
    return model;
}

}  // namespace

BinnedDecoder::BinnedDecoder(const Model& model, std::uint32_t column)
    : column_(column),
      step_(checked(model.columns[column]).step),
      format_(model.columns[column].format),
      pooled_code_(model.columns[column].pooled_code().value_or(generated_cell)),
      pooled_(column, model.columns[column], model.text) {
    const ColumnModel& source = model.columns[column];
    for (std::uint32_t bin = 0; bin < source.bin_low.size(); ++bin) add_bin(source, model.mode, bin);
    prepare_texts();
}

void BinnedDecoder::add_bin(const ColumnModel& model, Mode mode, std::uint32_t bin) {
    first_run_.push_back(static_cast<std::uint32_t>(runs_.size()));
    std::vector<std::uint64_t> weights;
    if (mode != Mode::random && !model.slots.empty()) {
        for (std::uint32_t i = model.first_slot[bin]; i < model.first_slot[bin + 1]; ++i) {
            const Slot& slot = model.slots[i];
            if (slot.weight == 0) continue;
            runs_.push_back({slot.low, grid_count(slot.low, slot.high, model.step), 0});
            weights.push_back(slot.weight);
        }
    }
    if (weights.empty()) {
        const std::int64_t low = model.bin_low[bin];
        runs_.push_back({low, grid_count(low, bin_high(model, bin), model.step), 0});
        weights.push_back(1);
    }
    if (weights.size() > 65536) damaged(model, "has a bin with more than 65,536 slots");
    tables_.push_back(append_alias_row(weights, pool_));
}

void BinnedDecoder::prepare_texts() {
    std::uint64_t spread = 0;  // grid values in runs of several
    for (const Run& run : runs_) {
        if (run.count > 1) spread += std::min(run.count, most_prepared_values + 1);
    }
    single_values_ = spread == 0;
    std::string text;
    for (Run& run : runs_) {
        if (run.count > 1 && spread > most_prepared_values) continue;
        for (std::uint64_t i = 0; i < run.count; ++i) {
            text.clear();
            append_value(run.low + static_cast<std::int64_t>(i) * step_, format_, text);
            const std::uint32_t cell = prepare(text);
            if (i == 0) run.first_cell = cell;
        }
    }
}

std::uint32_t BinnedDecoder::cell_of(const Run& run, std::uint64_t word, DecodedColumn& out) const {
    const std::uint64_t i = scale_word(word, run.count);
    if (run.first_cell != 0) return run.first_cell + static_cast<std::uint32_t>(i);
    const std::uint64_t grid = static_cast<std::uint64_t>(run.low) + i * static_cast<std::uint64_t>(step_);
    append_value(static_cast<std::int64_t>(grid), format_, out.text);
    return out.end_text();
}

void BinnedDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                           DecodedColumn& out) const {
    out.start(codes.size());
    out.draws.resize(codes.size());
    out.numbers.resize(codes.size());
    fill_philox_draws(seed, stream_of(Purpose::slot, column_), first_row, out.draws);
    if (!single_values_) fill_philox(seed, stream_of(Purpose::grid_value, column_), first_row, out.numbers);
    for (std::size_t r = 0; r < codes.size(); ++r) {
        const std::uint16_t code = codes[r];
        if (code < tables_.size()) {
            const std::uint32_t run = first_run_[code] + draw_alias(pool_.data(), tables_[code], out.draws[r]);
            out.cells[r] = cell_of(runs_[run], out.numbers[r], out);
        } else if (code == pooled_code_) {
            pooled_.append(seed, first_row + r, out.text);
            out.cells[r] = out.end_text();
        } else {
            out.cells[r] = missing_cell;
        }
    }
}

}  // namespace replica
