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
    if (model.calendar && !is_sound(*model.calendar)) damaged(model, "has a calendar of another size");
    return model;
}

}  // namespace

BinnedDecoder::BinnedDecoder(const Model& model, std::uint32_t column)
    : column_(column),
      step_(checked(model.columns[column]).step),
      values_of_day_(grid_values_of_day(model.columns[column].format)),
      format_(model.columns[column].format),
      pooled_code_(model.columns[column].pooled_code().value_or(generated_cell)),
      pooled_(column, model.columns[column], model.text) {
    const ColumnModel& source = model.columns[column];
    if (source.calendar) calendar_ = CalendarSampler(source);
    stride_ = std::max(step_, values_of_day_);
    for (std::uint32_t bin = 0; bin < source.bin_low.size(); ++bin) add_bin(source, model.mode, bin);
    if (format_.type == ValueType::datetime && !source.bin_low.empty())
        datetimes_ = DatetimeTexts(format_, day_of(source.bin_low.front(), values_of_day_),
                                   day_of(source.range_high, values_of_day_));
    add_zones(source);
    prepare_texts();
}

void BinnedDecoder::add_bin(const ColumnModel& model, Mode mode, std::uint32_t bin) {
    first_run_.push_back(static_cast<std::uint32_t>(runs_.size()));
    std::vector<std::uint64_t> weights;
    if (mode != Mode::random && !model.slots.empty()) {
        for (std::uint32_t i = model.first_slot[bin]; i < model.first_slot[bin + 1]; ++i) {
            const Slot& slot = model.slots[i];
            if (slot.weight == 0) continue;
            runs_.push_back(run_of(model, slot));
            weights.push_back(slot.weight);
        }
    }
    if (weights.empty()) {
        const std::int64_t low = model.bin_low[bin];
        runs_.push_back({low, grid_count(low, bin_high(model, bin), model.step)});
        weights.push_back(1);
    }
    if (weights.size() > 65536) damaged(model, "has a bin with more than 65,536 slots");
    tables_.push_back(append_alias_row(weights, pool_));
}

// Slots that aren't of whole days have no calendar, nor have atoms.
BinnedDecoder::Run BinnedDecoder::run_of(const ColumnModel& model, const Slot& slot) {
    const std::int64_t first = day_of(slot.low, values_of_day_);
    const std::int64_t last = day_of(slot.high, values_of_day_);
    const bool whole_days =
        first * values_of_day_ == slot.low && slot.high - last * values_of_day_ >= values_of_day_ - step_;
    const bool one_value = slot.low == slot.high && values_of_day_ > step_;
    if (!model.calendar || !whole_days || one_value) return {slot.low, grid_count(slot.low, slot.high, step_)};
    const std::int64_t day_step = stride_ / values_of_day_;
    Run run{slot.low, grid_count(first, last, day_step)};
    run.days = calendar_.add_days(first, run.count, day_step);
    run.timed = calendar_.has_times();
    return run;
}

void BinnedDecoder::add_zones(const ColumnModel& model) {
    if (!model.format.zoned) return;
    zones_ = model.zones;
    if (zones_.empty() || zones_.size() > 65536 || model.zone_weights.size() != 12 * zones_.size())
        damaged(model, "has time zones without weights");
    for (std::size_t month = 0; month < 12; ++month) {
        const auto weights = std::span(model.zone_weights).subspan(month * zones_.size(), zones_.size());
        if (std::all_of(weights.begin(), weights.end(), [](std::uint64_t weight) { return weight == 0; }))
            damaged(model, "has a month without time zones");
        zones_of_month_[month] = append_alias_row(weights, pool_);
    }
}

void BinnedDecoder::prepare_texts() {
    std::uint64_t spread = 0;  // grid values in runs of several
    bool timed = false;
    for (const Run& run : runs_) {
        if (run.count > 1) spread += std::min(run.count, most_prepared_values + 1);
        timed = timed || run.timed;
    }
    single_values_ = spread == 0 && !timed;
    if (zones_.size() > 1) return;
    std::string text;
    for (Run& run : runs_) {
        if (run.timed || (run.count > 1 && spread > most_prepared_values)) continue;
        for (std::uint64_t i = 0; i < run.count; ++i) {
            text.clear();
            append_zoned(run.low + static_cast<std::int64_t>(i) * step_, 0, text);
            const std::uint32_t cell = prepare(text);
            if (i == 0) run.first_cell = cell;
        }
    }
}

void BinnedDecoder::append_zoned(std::int64_t grid, std::uint32_t draw, std::string& out) const {
    if (format_.type != ValueType::datetime) return append_value(grid, format_, out);
    datetimes_.append(grid, out);
    if (zones_.empty()) return;
    out += zones_[zones_.size() == 1 ? 0 : draw_alias(pool_.data(), zones_of_month_[datetimes_.month_of(grid)], draw)];
}

void BinnedDecoder::append_text(std::int64_t grid, std::uint64_t seed, std::uint64_t row, std::string& out) const {
    const bool drawn = zones_.size() > 1;
    append_zoned(grid, drawn ? philox_draw(seed, stream_of(Purpose::time_zone, column_), row) : 0, out);
}

void BinnedDecoder::fill(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, DecodedColumn& out) const {
    out.draws.resize(rows);
    out.numbers.resize(rows);
    fill_philox_draws(seed, stream_of(Purpose::slot, column_), first_row, out.draws);
    if (!single_values_) fill_philox(seed, stream_of(Purpose::grid_value, column_), first_row, out.numbers);
    if (!calendar_.draws_seconds()) return;
    out.seconds.resize(rows);
    fill_philox(seed, stream_of(Purpose::second, column_), first_row, out.seconds);
}

BinnedDecoder::Place BinnedDecoder::place_of(std::uint16_t code, std::size_t row, const DecodedColumn& drawn) const {
    const Run& run = runs_[first_run_[code] + draw_alias(pool_.data(), tables_[code], drawn.draws[row])];
    const std::uint64_t word = drawn.numbers[row];
    if (run.days.size == 0) return {run, scale_word(word, run.count)};
    return {run, calendar_.draw_day(run.days, static_cast<std::uint32_t>(word >> 32U))};
}

std::int64_t BinnedDecoder::grid_of(const Place& place, std::size_t row, const DecodedColumn& drawn) const {
    const Run& run = place.run;
    // Unsigned, since a run may reach over the whole range of 64 bits.
    const auto stride = static_cast<std::uint64_t>(run.timed ? stride_ : step_);
    const auto grid = static_cast<std::int64_t>(static_cast<std::uint64_t>(run.low) + place.index * stride);
    if (!run.timed) return grid;
    const std::uint32_t day_class = run.days.size == 0
                                        ? calendar_.class_of(day_of(grid, values_of_day_))
                                        : calendar_.class_of(run.days, static_cast<std::uint32_t>(place.index));
    const auto minutes = static_cast<std::uint32_t>(drawn.numbers[row]);
    return grid + calendar_.draw_time(day_class, minutes, calendar_.draws_seconds() ? drawn.seconds[row] : 0);
}

void BinnedDecoder::draw(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                         DecodedColumn& scratch, std::span<std::int64_t> grid) const {
    fill(seed, first_row, codes.size(), scratch);
    for (std::size_t r = 0; r < codes.size(); ++r)
        grid[r] = codes[r] < tables_.size() ? grid_of(place_of(codes[r], r, scratch), r, scratch) : 0;
}

void BinnedDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                           DecodedColumn& out) const {
    out.start(codes.size());
    fill(seed, first_row, codes.size(), out);
    const bool zoned = zones_.size() > 1;
    if (zoned) {
        out.zone_draws.resize(codes.size());
        fill_philox_draws(seed, stream_of(Purpose::time_zone, column_), first_row, out.zone_draws);
    }
    for (std::size_t r = 0; r < codes.size(); ++r) {
        const std::uint16_t code = codes[r];
        if (code < tables_.size()) {
            const Place place = place_of(code, r, out);
            if (place.run.first_cell != 0) {
                out.cells[r] = place.run.first_cell + static_cast<std::uint32_t>(place.index);
                continue;
            }
            append_zoned(grid_of(place, r, out), zoned ? out.zone_draws[r] : 0, out.text);
            out.cells[r] = out.end_text();
        } else if (code == pooled_code_) {
            pooled_.append(seed, first_row + r, out.text);
            out.cells[r] = out.end_text();
        } else {
            out.cells[r] = missing_cell;
        }
    }
}

}  // namespace replica
