#include "engine/narrowed_bins.hpp"

#include "engine/code_weights.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace replica {
namespace {

__extension__ using Wide = __int128;
__extension__ using WideUnsigned = unsigned __int128;

std::vector<GridInterval> disjoint(std::vector<GridInterval> intervals) {
    std::sort(intervals.begin(), intervals.end(), [](const auto& a, const auto& b) { return a.low < b.low; });
    std::vector<GridInterval> merged;
    for (const GridInterval& interval : intervals) {
        if (!merged.empty() && interval.low <= merged.back().high)
            merged.back().high = std::max(merged.back().high, interval.high);
        else
            merged.push_back(interval);
    }
    return merged;
}

// The grid values of a slot that lie in an interval.
std::optional<Slot> part_of(const Slot& slot, const GridInterval& interval, std::int64_t step) {
    const Wide first = std::max<Wide>(0, (Wide{interval.low} - slot.low + step - 1) / step);
    const Wide high = std::min<Wide>(slot.high, interval.high);
    const Wide low = slot.low + first * step;
    if (low > high) return std::nullopt;
    return Slot{static_cast<std::int64_t>(low), static_cast<std::int64_t>(high), 0};
}

std::vector<Slot> slots_of(const ColumnModel& column, std::uint32_t bin) {
    std::vector<Slot> slots;
    if (!column.slots.empty())
        for (std::uint32_t i = column.first_slot[bin]; i < column.first_slot[bin + 1]; ++i)
            if (column.slots[i].weight > 0) slots.push_back(column.slots[i]);
    if (slots.empty()) slots.push_back({column.bin_low[bin], bin_high(column, bin), 1});
    return slots;
}

struct NarrowedBin {
    std::vector<Slot> slots;
    double share = 0;
};

NarrowedBin cut(const std::vector<Slot>& slots, const std::vector<GridInterval>& intervals, std::int64_t step) {
    std::uint64_t total = 0;
    for (const Slot& slot : slots) total += slot.weight;
    // So that what is cut from a weight keeps as many digits as there is room for.
    const int shift = std::max(0, 61 - static_cast<int>(std::bit_width(total)));
    NarrowedBin bin;
    double left = 0;
    bool whole = true;
    for (const Slot& slot : slots) {
        const std::uint64_t all = grid_count(slot.low, slot.high, step);
        std::uint64_t kept = 0;
        for (const GridInterval& interval : intervals) {
            auto part = part_of(slot, interval, step);
            if (!part) continue;
            const std::uint64_t count = grid_count(part->low, part->high, step);
            const WideUnsigned weight = WideUnsigned{slot.weight << shift} * count / all;
            part->weight = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(weight));
            bin.slots.push_back(*part);
            kept += count;
        }
        whole = whole && kept == all;
        left += static_cast<double>(slot.weight) * (static_cast<double>(kept) / static_cast<double>(all));
    }
    bin.share = whole ? 1 : left / static_cast<double>(total);
    if (whole || bin.slots.empty()) bin.slots = slots;
    return bin;
}

}  // namespace

std::vector<double> narrow_bins(ColumnModel& column, std::vector<GridInterval> intervals) {
    intervals = disjoint(std::move(intervals));
    std::vector<double> shares;
    std::vector<Slot> slots;
    std::vector<std::uint32_t> first_slot = {0};
    for (std::uint32_t bin = 0; bin < column.bin_low.size(); ++bin) {
        const NarrowedBin narrowed = cut(slots_of(column, bin), intervals, column.step);
        shares.push_back(narrowed.share);
        slots.insert(slots.end(), narrowed.slots.begin(), narrowed.slots.end());
        first_slot.push_back(static_cast<std::uint32_t>(slots.size()));
    }
    column.slots = std::move(slots);
    column.first_slot = std::move(first_slot);
    return shares;
}

}  // namespace replica
