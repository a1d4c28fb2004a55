#include "engine/grid_counts.hpp"

#include <algorithm>
#include <map>

namespace replica {

namespace {

std::vector<GridCount> in_order(std::map<std::int64_t, GridCount>& counts) {
    std::vector<GridCount> sorted;
    sorted.reserve(counts.size());
    for (auto& [grid, count] : counts) sorted.push_back(std::move(count));
    return sorted;
}

void add_count(std::map<std::int64_t, GridCount>& counts, std::int64_t grid, const GridCount& added) {
    GridCount& count = counts[grid];
    count.value = grid;
    count.rows += added.rows;
    count.writable = count.writable || added.writable;
    count.holders.insert(count.holders.end(), added.holders.begin(), added.holders.end());
}

}  // namespace

std::vector<GridCount> grid_counts(const ValueTable& table, const ValueFormat& format, std::uint32_t min_count) {
    std::map<std::int64_t, GridCount> counts;
    for (const ValueCount& value : table.values) {
        const auto grid = parse_value(value.text, format);
        if (!grid) continue;
        const bool writable = value.persons >= min_count;
        GridCount count{*grid, value.rows, writable, {}};
        if (!writable) count.holders.assign(value.holders.begin(), value.holders.end());
        add_count(counts, *grid, count);
    }
    return in_order(counts);
}

std::vector<GridCount> clamp_counts(const std::vector<GridCount>& counts, std::int64_t low, std::int64_t high) {
    std::map<std::int64_t, GridCount> clamped;
    for (const GridCount& count : counts) add_count(clamped, std::clamp(count.value, low, high), count);
    return in_order(clamped);
}

}  // namespace replica
