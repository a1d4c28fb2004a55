#include "engine/bin_slots.hpp"

#include <algorithm>

namespace replica {
namespace {

// Joins rare values to intervals that cover [low, high] from left to right.
class IntervalBuilder {
public:
    IntervalBuilder(std::int64_t low, std::int64_t high, std::int64_t step, std::uint64_t min_rows)
        : bin_low_(low), bin_high_(high), step_(step), min_rows_(min_rows), open_low_(low) {}

    void add(const GridCount& rare) {
        open_rows_ += rare.rows;
        if (open_rows_ >= min_rows_ && rare.value - open_low_ >= step_) close(rare.value);
    }

    // The rest joins the last interval, or is the bin's only one.
    std::vector<Slot> finish() {
        if (!slots_.empty()) {
            slots_.back().high = bin_high_;
            slots_.back().weight += open_rows_;
        } else if (open_rows_ > 0) {
            slots_.push_back({bin_low_, bin_high_, open_rows_});
        }
        return std::move(slots_);
    }

private:
    void close(std::int64_t last) {
        slots_.push_back({open_low_, last, open_rows_});
        open_low_ = last + step_;
        open_rows_ = 0;
    }

    std::int64_t bin_low_, bin_high_, step_;
    std::uint64_t min_rows_;
    std::int64_t open_low_;
    std::uint64_t open_rows_ = 0;
    std::vector<Slot> slots_;
};

}  // namespace

std::vector<Slot> make_slots(const std::vector<GridCount>& values, std::int64_t low, std::int64_t high,
                             std::int64_t step, std::uint64_t min_rows) {
    std::vector<Slot> slots;
    IntervalBuilder intervals(low, high, step, min_rows);
    for (const GridCount& value : values) {
        if (value.writable) {
            slots.push_back({value.value, value.value, value.rows});
        } else {
            intervals.add(value);
        }
    }
    const auto rare = intervals.finish();
    slots.insert(slots.end(), rare.begin(), rare.end());
    std::sort(slots.begin(), slots.end(),
              [](const Slot& a, const Slot& b) { return a.low != b.low ? a.low < b.low : a.high < b.high; });
    return slots;
}

}  // namespace replica
