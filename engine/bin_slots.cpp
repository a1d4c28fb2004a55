#include "engine/bin_slots.hpp"

#include <algorithm>
#include <cstdlib>

namespace replica {
namespace {

// Values low, low + step, ... up to high; a range of 64-bit numbers has more than 63 bits.
std::uint64_t grid_values(std::int64_t low, std::int64_t high, std::int64_t step) {
    return (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) / static_cast<std::uint64_t>(step) + 1;
}

// Joins rare values to intervals that cover [low, high] from left to right.
class IntervalBuilder {
public:
    IntervalBuilder(std::int64_t low, std::int64_t high, std::int64_t step, const IntervalRule& rule)
        : bin_low_(low), bin_high_(high), step_(step), rule_(rule), open_low_(low) {}

    void add(const GridCount& rare) {
        open_rows_ += rare.rows;
        open_persons_.add(rare.rows, rare.holders);
        const bool wide = rare.value >= open_low_ && grid_values(open_low_, rare.value, step_) >= rule_.min_grid_values;
        if (wide && open_persons_.persons() >= rule_.min_persons) close(rare.value);
    }

    // The rest joins the last interval; without one it is left to the atoms, or is the whole bin where there are none.
    std::vector<Slot> finish(std::size_t atoms) {
        if (!slots_.empty()) {
            slots_.back().high = bin_high_;
            slots_.back().weight += open_rows_;
        } else if (open_rows_ > 0 && atoms == 0) {
            slots_.push_back({bin_low_, bin_high_, open_rows_});
        }
        return std::move(slots_);
    }

private:
    void close(std::int64_t last) {
        slots_.push_back({open_low_, last, open_rows_});
        // May wrap behind the largest number, where no value follows.
        open_low_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(last) + static_cast<std::uint64_t>(step_));
        open_rows_ = 0;
        open_persons_.clear();
    }

    std::int64_t bin_low_, bin_high_, step_;
    IntervalRule rule_;
    std::int64_t open_low_;
    std::uint64_t open_rows_ = 0;
    PersonCount open_persons_;
    std::vector<Slot> slots_;
};

// What lies in a run of neighbouring bins.
struct BinContent {
    bool atoms = false;
    PersonCount rare;

    void add(const GridCount& count) {
        atoms = atoms || count.writable;
        if (!count.writable) rare.add(count.rows, count.holders);
    }
    [[nodiscard]] bool is_general(std::int64_t low, std::int64_t high, std::int64_t step,
                                  const IntervalRule& rule) const {
        return atoms || (grid_values(low, high, step) >= rule.min_grid_values && rare.persons() >= rule.min_persons);
    }
};

std::int64_t bin_high(const BinEdges& edges, std::size_t bin, std::int64_t step) {
    return bin + 1 < edges.low.size() ? edges.low[bin + 1] - step : edges.high;
}

// Beyond these rounding could overflow; such numbers are identifiers rather than quantities.
constexpr std::int64_t roundable = std::int64_t{1} << 60;

bool is_roundable(std::int64_t low, std::int64_t high) { return low > -roundable && high < roundable; }

std::int64_t power_of_ten_up_to(std::int64_t limit) {
    std::int64_t power = 1;
    while (power <= limit / 10) power *= 10;
    return power;
}

// Moves an end outwards by whole steps, at least to the next multiple of `unit`.
std::int64_t round_down(std::int64_t value, std::int64_t unit, std::int64_t step) {
    const std::int64_t over = (value % unit + unit) % unit;
    return value - (over + step - 1) / step * step;
}

std::int64_t round_up(std::int64_t value, std::int64_t unit, std::int64_t step) {
    return -round_down(-value, unit, step);
}

// [700, 800] for 731: the unit is a tenth of the value's size or ten steps, whichever is more.
BinEdges widened(const BinEdges& edges, std::int64_t step) {
    const std::int64_t low = edges.low.front();
    if (!is_roundable(low, edges.high)) return edges;
    const std::int64_t size = std::max({std::abs(low), std::abs(edges.high), 10 * step});
    const std::int64_t unit = std::max(power_of_ten_up_to(size), power_of_ten_up_to(100 * step));
    BinEdges wide;
    wide.low = {round_down(low, unit, step)};
    wide.high = round_up(std::max(edges.high, wide.low.front() + 1), unit, step);
    return wide;
}

}  // namespace

std::vector<Slot> make_slots(const std::vector<GridCount>& values, std::int64_t low, std::int64_t high,
                             std::int64_t step, const IntervalRule& rule) {
    std::vector<Slot> slots;
    IntervalBuilder intervals(low, high, step, rule);
    for (const GridCount& value : values) {
        if (value.writable) {
            slots.push_back({value.value, value.value, value.rows});
        } else {
            intervals.add(value);
        }
    }
    const auto rare = intervals.finish(slots.size());
    slots.insert(slots.end(), rare.begin(), rare.end());
    std::sort(slots.begin(), slots.end(),
              [](const Slot& a, const Slot& b) { return a.low != b.low ? a.low < b.low : a.high < b.high; });
    return slots;
}

BinEdges general_bins(const BinEdges& edges, const std::vector<GridCount>& counts, std::int64_t step,
                      const IntervalRule& rule) {
    BinEdges joined;
    joined.high = edges.high;
    BinContent content;
    bool open = false;
    auto count = counts.begin();
    for (std::size_t bin = 0; bin < edges.low.size(); ++bin) {
        if (!open) {
            joined.low.push_back(edges.low[bin]);
            content = {};
        }
        for (; count != counts.end() && edges.bin(count->value) == bin; ++count) content.add(*count);
        open = !content.is_general(joined.low.back(), bin_high(edges, bin, step), step, rule);
    }
    if (!open) return joined;
    if (joined.low.size() > 1) {
        joined.low.pop_back();  // the last bins join the ones before
        return joined;
    }
    return widened(joined, step);
}

GridRange general_range(const GridRange& range, const std::vector<GridCount>& counts, std::uint64_t min_count) {
    const auto reaches = [&](auto first, auto last) {
        PersonCount outside;
        for (auto count = first; count != last; ++count) {
            if (count->writable) return count;
            outside.add(count->rows, count->holders);
            if (outside.persons() >= min_count) return count;
        }
        return last;
    };
    const auto low = reaches(counts.begin(), counts.end());
    const auto high = reaches(counts.rbegin(), counts.rend());
    if (low == counts.end() || low->value >= high->value) return range;
    GridRange general = range;
    general.low = low->value;
    general.high = high->value;
    if (!is_roundable(general.low, general.high)) return general;
    const auto step = static_cast<std::int64_t>(std::max<std::uint64_t>(1, range.step));
    const std::int64_t unit = power_of_ten_up_to(std::max<std::int64_t>(1, (general.high - general.low) / 20));
    if (!low->writable) general.low = round_down(general.low, unit, step);
    if (!high->writable) general.high = round_up(general.high, unit, step);
    return general;
}

}  // namespace replica
