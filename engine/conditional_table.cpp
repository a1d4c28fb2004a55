#include "engine/conditional_table.hpp"

#include <algorithm>
#include <numeric>

namespace replica {

ConditionalTable::ConditionalTable(const Family& family, std::span<const ColumnModel> columns) {
    check_family(family, columns);
    strides_ = configuration_strides(family, columns);
    levels_.resize(strides_.size());
    levels_.back() = cells_of(family);
    for (std::size_t j = levels_.size() - 1; j-- > 0;) levels_[j] = sum_last_parents(levels_[j + 1], strides_[j]);
}

ConditionalRow ConditionalTable::row(std::uint64_t configuration) const {
    for (std::size_t level = levels_.size(); level-- > 0;) {
        const FamilyCells& cells = levels_[level];
        const std::uint64_t wanted = configuration % strides_[level];
        const auto found = std::lower_bound(cells.configurations.begin(), cells.configurations.end(), wanted);
        if (found == cells.configurations.end() || *found != wanted) continue;
        const auto i = static_cast<std::size_t>(found - cells.configurations.begin());
        const std::size_t first = cells.first_cell[i];
        const std::size_t size = cells.first_cell[i + 1] - first;
        ConditionalRow row{std::span(cells.codes).subspan(first, size), std::span(cells.counts).subspan(first, size),
                           0};
        row.total = std::accumulate(row.counts.begin(), row.counts.end(), std::uint64_t{0});
        return row;
    }
    return {};
}

}  // namespace replica
