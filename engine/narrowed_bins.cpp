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

// What the days of a slot weigh from `low` to `high`, those at the ends by how much of them there is.
double weight_of_days(const CalendarModel& calendar, std::int64_t values_of_day, std::int64_t low, std::int64_t high) {
    double weight = 0;
    for (std::int64_t day = day_of(low, values_of_day); day <= day_of(high, values_of_day); ++day) {
        const std::int64_t begin = std::max(low, day * values_of_day);
        const std::int64_t end = std::min(high, day * values_of_day + values_of_day - 1);
        const double there = static_cast<double>(end - begin + 1) / static_cast<double>(values_of_day);
        weight += there * day_weight(day, calendar);
    }
    return weight;
}

// The share of a slot that a part of it has, by the column's calendar where days are drawn by it.
double calendar_share(const ColumnModel& column, const Slot& slot, const Slot& part) {
    const std::int64_t values = grid_values_of_day(column.format);
    const double all = weight_of_days(*column.calendar, values, slot.low, slot.high);
    if (all <= 0) {
        return static_cast<double>(grid_count(part.low, part.high, column.step)) /
               static_cast<double>(grid_count(slot.low, slot.high, column.step));
    }
    return weight_of_days(*column.calendar, values, part.low, part.high) / all;
}

struct NarrowedBin {
    std::vector<Slot> slots;
    double share = 0;
};

NarrowedBin cut(const ColumnModel& column, const std::vector<Slot>& slots, const std::vector<GridInterval>& intervals) {
    const std::int64_t step = column.step;
    std::uint64_t total = 0;
    for (const Slot& slot : slots) total += slot.weight;
    // So that what is cut from a weight keeps as many digits as there is room for.
    const int shift = std::max(0, 61 - static_cast<int>(std::bit_width(total)));
    NarrowedBin bin;
    double left = 0;
    bool whole = true;
    for (const Slot& slot : slots) {
        const std::uint64_t all = grid_count(slot.low, slot.high, step);
        const bool by_days = column.calendar && slot.low < slot.high;
        std::uint64_t kept = 0;
        double share = 0;
        for (const GridInterval& interval : intervals) {
            auto part = part_of(slot, interval, step);
            if (!part) continue;
            const std::uint64_t count = grid_count(part->low, part->high, step);
            const double part_share =
                by_days ? calendar_share(column, slot, *part) : static_cast<double>(count) / static_cast<double>(all);
            const WideUnsigned even = WideUnsigned{slot.weight << shift} * count / all;
            const double by_calendar = part_share * static_cast<double>(slot.weight << shift);
            part->weight = by_days ? static_cast<std::uint64_t>(by_calendar)
                                   : std::max<std::uint64_t>(1, static_cast<std::uint64_t>(even));
            if (part->weight == 0) continue;  // nobody comes on those days
            share += part_share;
            bin.slots.push_back(*part);
            kept += count;
        }
        whole = whole && kept == all;
        left += static_cast<double>(slot.weight) * share;
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
        const NarrowedBin narrowed = cut(column, slots_of(column, bin), intervals);
        shares.push_back(narrowed.share);
        slots.insert(slots.end(), narrowed.slots.begin(), narrowed.slots.end());
        first_slot.push_back(static_cast<std::uint32_t>(slots.size()));
    }
    column.slots = std::move(slots);
    column.first_slot = std::move(first_slot);
    return shares;
}

}  // namespace replica
