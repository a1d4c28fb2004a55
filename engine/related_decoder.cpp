#include "engine/related_decoder.hpp"

#include "engine/code_weights.hpp"
#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "engine/number_text.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>
#include <limits>

namespace replica {
namespace {

constexpr std::uint16_t no_bin = 0xffff;

// A model of one column, in its place: the place names its random draws.
Model alone(const Model& model, std::uint32_t column, ColumnModel bins) {
    Model one;
    one.mode = model.mode;
    one.text = model.text;
    one.columns.resize(column + 1);
    one.columns[column] = std::move(bins);
    return one;
}

std::vector<std::uint64_t> bin_weights(const ColumnModel& column, Mode mode) {
    std::vector<std::uint64_t> weights(column.bin_low.size(), 0);
    for (std::uint32_t bin = 0; bin < weights.size(); ++bin) {
        if (mode == Mode::random || column.slots.empty()) {
            weights[bin] = grid_count(column.bin_low[bin], bin_high(column, bin), column.step);
        } else {
            for (std::uint32_t i = column.first_slot[bin]; i < column.first_slot[bin + 1]; ++i)
                weights[bin] += column.slots[i].weight;
        }
    }
    if (std::all_of(weights.begin(), weights.end(), [](auto weight) { return weight == 0; }))
        std::fill(weights.begin(), weights.end(), 1);
    return weights;
}

ColumnModel interval_column(const ColumnModel& column) {
    ColumnModel bins;
    bins.name = column.name;
    bins.format.type = ValueType::integer;
    bins.encoding = Encoding::binned;
    bins.step = column.step;
    bins.bin_low = column.bin_low;
    bins.range_high = column.range_high;
    bins.first_slot = column.first_slot;
    bins.slots = column.slots;
    return bins;
}

// Years that a date can be written with.
bool is_writable(std::int64_t grid, const ValueFormat& format) {
    if (format.type != ValueType::date && format.type != ValueType::datetime) return true;
    const std::int64_t unit = format.type == ValueType::date
                                  ? 1
                                  : seconds_per_day * static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const std::int64_t day = grid / unit - (grid % unit < 0 ? 1 : 0);
    return day >= days_from_civil({0, 1, 1}) && day <= days_from_civil({9999, 12, 31});
}

// An interval that would lead beyond the cap, spread over what lies before it.
std::int64_t folded(const Bounds& bounds, std::int64_t interval) {
    if (!bounds.cap || *bounds.cap < *bounds.base || interval < 0) return interval;
    const std::uint64_t room = static_cast<std::uint64_t>(*bounds.cap) - static_cast<std::uint64_t>(*bounds.base);
    const auto wanted = static_cast<std::uint64_t>(interval);
    return wanted <= room ? interval : static_cast<std::int64_t>(wanted % (room + 1));
}

}  // namespace

RelatedDecoder::Bins::Bins(const Model& model, std::uint32_t column, ColumnModel bins)
    : count(static_cast<std::uint32_t>(bins.bin_low.size())),
      table(bin_weights(bins, model.mode)),
      decoder(alone(model, column, std::move(bins)), column) {}

RelatedDecoder::RelatedDecoder(const Model& model, std::uint32_t column)
    : column_(column), name_(model.columns[column].name) {
    const ColumnModel& source = model.columns[column];
    if (!source.relation) throw InputError("the model is damaged: column '" + name_ + "' has no rule; describe again");
    relation_ = *source.relation;
    missing_code_ = source.missing_code();
    format_ = source.format;
    if (source.encoding == Encoding::interval && !source.bin_low.empty()) {
        intervals_.emplace(model, column, interval_column(source));
        never_negative_ = source.bin_low.front() >= 0;
    }
    if (source.own.empty() || source.own.front().bin_low.empty()) return;
    own_.emplace(model, column, source.own.front());
    own_low_ = source.own.front().bin_low.front();
    own_high_ = source.own.front().range_high;
}

std::int64_t RelatedDecoder::bounded(const Bounds& bounds, std::int64_t interval) const {
    const std::int64_t base = *bounds.base;
    const bool below = relation_.kind == RelationKind::below;
    const auto exact = target_of(relation_.kind, base, folded(bounds, interval));
    const bool up = (interval >= 0) != below;
    std::int64_t target =
        exact.value_or(up ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min());
    if (own_) target = std::max(std::min(target, own_high_), own_low_);
    if (bounds.cap) target = std::min(target, *bounds.cap);
    if (!never_negative_) return target;
    return below ? std::min(target, base) : std::max(target, base);
}

void RelatedDecoder::draw(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                          std::span<const Bounds> bounds, DecodedColumn& scratch, GridColumn& grids) const {
    const std::size_t rows = codes.size();
    grids.assign(rows, std::nullopt);
    std::vector<std::uint16_t> interval_codes(rows, no_bin);
    std::vector<std::uint16_t> own_codes(rows, no_bin);
    for (std::size_t r = 0; r < rows; ++r) {
        if (codes[r] == missing_code_) continue;
        const auto& base = bounds[r].base;
        if (!base && own_) {
            own_codes[r] = own_->table.draw(philox_draw(seed, stream_of(Purpose::own_bin, column_), first_row + r));
        } else if (base && relation_.kind == RelationKind::sum) {
            grids[r] = *base;
        } else if (base && intervals_) {
            const std::uint32_t word = philox_draw(seed, stream_of(Purpose::related_bin, column_), first_row + r);
            interval_codes[r] = codes[r] < intervals_->count ? codes[r] : intervals_->table.draw(word);
        }
    }
    std::vector<std::int64_t> drawn(rows);
    if (intervals_) intervals_->decoder.draw(seed, first_row, interval_codes, scratch, drawn);
    for (std::size_t r = 0; r < rows; ++r) {
        const bool room = !bounds[r].cap || !never_negative_ || *bounds[r].cap >= bounds[r].base;
        if (interval_codes[r] != no_bin && room) grids[r] = bounded(bounds[r], drawn[r]);
    }
    if (own_) own_->decoder.draw(seed, first_row, own_codes, scratch, drawn);
    for (std::size_t r = 0; r < rows; ++r) {
        if (own_codes[r] != no_bin) grids[r] = bounds[r].cap ? std::min(drawn[r], *bounds[r].cap) : drawn[r];
        if (grids[r] && !is_writable(*grids[r], format_)) grids[r].reset();
    }
}

void RelatedDecoder::write(std::uint64_t seed, std::uint64_t first_row, const GridColumn& grids,
                           DecodedColumn& out) const {
    out.start(grids.size());
    for (std::size_t r = 0; r < grids.size(); ++r) {
        if (!grids[r]) {
            out.cells[r] = missing_cell;
            continue;
        }
        if (own_) {
            own_->decoder.append_text(*grids[r], seed, first_row + r, out.text);
        } else {
            append_value(*grids[r], format_, out.text);
        }
        out.cells[r] = out.end_text();
    }
}

void RelatedDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                            DecodedColumn& out) const {
    GridColumn grids;
    const std::vector<Bounds> no_bounds(codes.size());
    draw(seed, first_row, codes, no_bounds, out, grids);
    write(seed, first_row, grids, out);
}

}  // namespace replica
