#include "engine/family_cells.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

namespace replica {

namespace {

struct Cell {
    std::uint64_t configuration = 0;
    std::uint16_t code = 0;
    std::uint64_t count = 0;
};

[[noreturn]] void damaged(const std::string& column, const std::string& what) {
    throw InputError("the model is damaged: the table of column '" + column + "' " + what +
                     "; describe the data again");
}

FamilyCells merge_sorted(const std::vector<Cell>& cells) {
    FamilyCells result;
    for (const Cell& cell : cells) {
        const bool fresh = result.configurations.empty() || result.configurations.back() != cell.configuration;
        if (fresh) {
            result.configurations.push_back(cell.configuration);
            result.first_cell.push_back(result.codes.size());
        }
        if (!fresh && result.codes.back() == cell.code) {
            result.counts.back() += cell.count;
        } else {
            result.codes.push_back(cell.code);
            result.counts.push_back(cell.count);
        }
    }
    result.first_cell.push_back(result.codes.size());
    return result;
}

}  // namespace

FamilyCells cells_of(const Family& family) {
    return {family.configurations, family.first_cell, family.codes, {family.counts.begin(), family.counts.end()}};
}

FamilyCells sum_last_parents(const FamilyCells& cells, std::uint64_t modulus) {
    std::vector<Cell> sorted;
    sorted.reserve(cells.codes.size());
    for (std::size_t i = 0; i < cells.configurations.size(); ++i)
        for (std::size_t c = cells.first_cell[i]; c < cells.first_cell[i + 1]; ++c)
            sorted.push_back({cells.configurations[i] % modulus, cells.codes[c], cells.counts[c]});
    std::sort(sorted.begin(), sorted.end(), [](const Cell& a, const Cell& b) {
        return a.configuration != b.configuration ? a.configuration < b.configuration : a.code < b.code;
    });
    return merge_sorted(sorted);
}

std::vector<std::uint64_t> configuration_strides(const Family& family, std::span<const ColumnModel> columns) {
    std::vector<std::uint64_t> strides = {1};
    for (const std::uint32_t parent : family.parents) {
        const std::uint64_t domain = std::max<std::uint64_t>(1, columns[parent].domain_size());
        if (strides.back() > (std::uint64_t{1} << 63U) / domain)
            damaged(columns[family.child].name, "has more parent configurations than 64 bits can number");
        strides.push_back(strides.back() * domain);
    }
    return strides;
}

void check_family(const Family& family, std::span<const ColumnModel> columns) {
    if (family.child >= columns.size()) damaged("number " + std::to_string(family.child), "belongs to no column");
    const ColumnModel& child = columns[family.child];
    for (const std::uint32_t parent : family.parents)
        if (parent >= columns.size() || parent == family.child)
            damaged(child.name, "names a parent that does not exist");
    const std::uint64_t configurations = configuration_strides(family, columns).back();
    if (family.configurations.empty()) damaged(child.name, "is empty");
    if (family.first_cell.size() != family.configurations.size() + 1 || family.first_cell.front() != 0 ||
        family.first_cell.back() != family.codes.size() || family.counts.size() != family.codes.size())
        damaged(child.name, "has parts of different lengths");
    for (std::size_t i = 0; i < family.configurations.size(); ++i) {
        if (family.first_cell[i] >= family.first_cell[i + 1] || family.configurations[i] >= configurations ||
            (i > 0 && family.configurations[i] <= family.configurations[i - 1]))
            damaged(child.name, "has parent configurations that are out of order or range");
    }
    for (const std::uint16_t code : family.codes)
        if (code >= child.domain_size()) damaged(child.name, "holds a code that the column doesn't have");
    for (const std::uint32_t count : family.counts)
        if (count == 0) damaged(child.name, "holds a count of 0");
}

}  // namespace replica
