#include "engine/pooled_margin.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace replica {

namespace {

constexpr std::uint32_t too_few = std::numeric_limits<std::uint32_t>::max();  // group of the pools that are joined

using Groups = std::vector<std::uint32_t>;  // of each cell

std::uint64_t persons_of(const std::vector<MarginCell>& cells, const Groups& groups, std::uint32_t group) {
    PersonCount persons;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (groups[c] != group) continue;
        for (const GridCount* count : cells[c].counts) persons.add(count->rows, count->holders);
    }
    return persons.persons();
}

// Whether no row is in the group though an even distribution of all rows would put enough there.
bool is_known_empty(const std::vector<MarginCell>& cells, const Groups& groups, std::uint32_t group,
                    std::uint32_t min_count) {
    double rows = 0;
    double size = 0;
    double group_size = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        rows += static_cast<double>(cells[c].column_rows);
        size += static_cast<double>(cells[c].size);
        if (groups[c] != group) continue;
        if (cells[c].column_rows > 0) return false;
        group_size += static_cast<double>(cells[c].size);
    }
    return size > 0 && rows * group_size / size >= min_count;
}

std::uint64_t persons_of(const MarginCell& cell) {
    PersonCount persons;
    for (const GridCount* count : cell.counts) persons.add(count->rows, count->holders);
    return persons.persons();
}

// Cells that stand alone have their own number, pools theirs behind these.
Groups first_groups(const std::vector<MarginCell>& cells, std::uint32_t min_count) {
    std::map<std::uint32_t, double> pool_rows;
    std::map<std::uint32_t, double> pool_size;
    for (const MarginCell& cell : cells) {
        pool_rows[cell.pool] += static_cast<double>(cell.column_rows);
        pool_size[cell.pool] += static_cast<double>(cell.size);
    }
    Groups groups;
    for (const MarginCell& cell : cells) {
        const double expected =
            cell.size == 0 ? 0 : pool_rows[cell.pool] * static_cast<double>(cell.size) / pool_size[cell.pool];
        const double off = static_cast<double>(cell.column_rows) - expected;
        // Counts of chance vary by the root of what is expected.
        const bool deviates = off * off >= cell.least_deviation * cell.least_deviation * expected;
        const bool empty = cell.column_rows == 0 && expected >= min_count;
        const bool alone =
            deviates && (empty || persons_of(cell) >= std::max<std::uint64_t>(min_count, cell.least_persons));
        groups.push_back(static_cast<std::uint32_t>(alone ? groups.size() : cells.size() + cell.pool));
    }
    return groups;
}

// The group of the cell with the fewest rows that isn't joined yet; too_few where there is none.
std::uint32_t least_group(const std::vector<MarginCell>& cells, const Groups& groups) {
    std::uint32_t least = too_few;
    std::uint64_t rows = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::uint64_t own = cells[c].rows();
        if (groups[c] == too_few || own == 0 || (least != too_few && own >= rows)) continue;
        least = groups[c];
        rows = own;
    }
    return least;
}

void join_small_groups(const std::vector<MarginCell>& cells, std::uint32_t min_count, Groups& groups) {
    const auto join = [&](std::uint32_t group) { std::replace(groups.begin(), groups.end(), group, too_few); };
    for (const std::uint32_t group : Groups(groups)) {
        const bool small = group != too_few && group >= cells.size() && persons_of(cells, groups, group) < min_count;
        if (small && !is_known_empty(cells, groups, group, min_count)) join(group);
    }
    if (std::find(groups.begin(), groups.end(), too_few) == groups.end()) return;
    while (persons_of(cells, groups, too_few) < min_count) {
        const std::uint32_t least = least_group(cells, groups);
        if (least == too_few) return;
        join(least);
    }
}

}  // namespace

std::uint64_t MarginCell::rows() const {
    std::uint64_t sum = 0;
    for (const GridCount* count : counts) sum += count->rows;
    return sum;
}

Margin pooled_margin(const std::vector<MarginCell>& cells, std::uint32_t min_count) {
    Groups groups = first_groups(cells, min_count);
    join_small_groups(cells, min_count, groups);
    Groups names = groups;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    Margin margin;
    margin.target.resize(names.size());
    margin.factor.assign(names.size(), 1);
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const auto name = std::lower_bound(names.begin(), names.end(), groups[c]) - names.begin();
        margin.group.push_back(static_cast<std::uint32_t>(name));
        margin.target[static_cast<std::size_t>(name)] += static_cast<double>(cells[c].rows());
    }
    return margin;
}

}  // namespace replica
