#pragma once

#include "kernels/contingency_table.hpp"
#include "kernels/marginalize.hpp"
#include "kernels/mixed_radix.hpp"
#include "kernels/needed_subsets.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// What one thread works with while it counts blocks.
struct BlockWorker {
    ContingencyScratch scratch;
    std::vector<NeededSubset> needed;
    std::vector<std::uint32_t> tables;  ///< a stack: the joint table, below it the marginals on the way down
    std::vector<CodeColumn> columns;    ///< of the table being counted
    std::vector<std::uint32_t> domains;
};

/// Some columns' joint table with the axes before `axis` settled: kept ones come first in it, summed out ones are gone.
struct DescentNode {
    std::span<std::uint32_t> table;
    std::size_t axis = 0;
    std::size_t outer = 1;                 ///< product of the kept domains before `axis`
    std::span<const NeededSubset> wanted;  ///< the sets that agree with what was settled, ascending in axes
};

/// Goes down from a joint table to the wanted subsets and calls take(subset, table) for each. Each axis is either kept
/// or summed out, first axes first: then large tables are summed over long contiguous slices and only small ones over
/// short slices. Marginals are written behind the node's table; there must be room for twice its cells.
template <typename Take>
class BlockDescent {
public:
    BlockDescent(std::span<const std::uint32_t> domains, SimdLevel level, const Take& take)
        : domains_(domains), level_(level), take_(take) {}

    void visit(const DescentNode& node) const {
        if (node.wanted.empty()) return;
        if (node.axis == domains_.size()) return take_(node.wanted.front(), node.table);
        const auto first_with = std::partition_point(node.wanted.begin(), node.wanted.end(),
                                                     [&](const NeededSubset& n) { return !n.has_axis(node.axis); });
        const auto without = static_cast<std::size_t>(first_with - node.wanted.begin());
        const std::uint32_t domain = domains_[node.axis];
        if (without > 0) sum_out(node, domain, node.wanted.first(without));
        visit({node.table, node.axis + 1, node.outer * domain, node.wanted.subspan(without)});
    }

    static constexpr std::size_t cache_line_counts = 16;

private:
    void sum_out(const DescentNode& node, std::uint32_t domain, std::span<const NeededSubset> wanted) const {
        // One code: nothing to sum.
        if (domain == 1) return visit({node.table, node.axis + 1, node.outer, wanted});
        const std::size_t cells = node.table.size() / domain;
        // A node's table is the last on the stack.
        std::uint32_t* below = node.table.data() + node.table.size();
        below += cache_line_counts - node.table.size() % cache_line_counts;
        const std::span<std::uint32_t> marginal(below, cells);
        marginalize(node.table, {node.outer, domain, cells / node.outer}, marginal, level_);
        visit({marginal, node.axis + 1, node.outer, wanted});
    }

    std::span<const std::uint32_t> domains_;
    SimdLevel level_;
    const Take& take_;
};

/// Makes the block's columns that `axes` has those that the worker counts.
void select_columns(const CountedRows& rows, const Block& block, std::uint32_t axes, BlockWorker& worker);

/// Counts the selected columns at the bottom of the worker's stack, with room for all marginals behind.
std::span<std::uint32_t> count_selected(const CountedRows& rows, std::size_t cells, BlockWorker& worker,
                                        SimdLevel level);

/// Calls take(subset, counts) for every set of `needed`, which are sets of `block` ascending in axes, each column of
/// the block being in one at least. counts: the set's cells in row-major order, columns ascending; only the occupied
/// ones where a set has more than `dense_cells` cells.
template <typename Take>
void for_each_table(const CountedRows& rows, const Block& block, std::span<const NeededSubset> needed,
                    std::uint64_t dense_cells, SimdLevel level, BlockWorker& worker, const Take& take) {
    const auto cells_of = [&](std::uint32_t axes) {
        select_columns(rows, block, axes, worker);
        const std::optional<std::uint64_t> cells = joint_cells(worker.domains);
        return cells && *cells <= dense_cells ? static_cast<std::size_t>(*cells) : 0;
    };
    if (const std::size_t cells = cells_of(~0U); cells > 0) {
        const auto table = count_selected(rows, cells, worker, level);
        return BlockDescent<Take>(worker.domains, level, take).visit({table, 0, 1, needed});
    }
    for (const NeededSubset& subset : needed) {
        if (const std::size_t cells = cells_of(subset.axes); cells > 0) {
            take(subset, std::span<const std::uint32_t>(count_selected(rows, cells, worker, level)));
            continue;
        }
        const SparseTable table = sparse_contingency_table({worker.columns, worker.domains, rows.weights}, level);
        std::vector<std::uint32_t> counts;
        for (const SparseCell& cell : table.cells) counts.push_back(cell.count);
        take(subset, std::span<const std::uint32_t>(counts));
    }
}

/// The columns of `block` that some needed set has.
Block needed_columns(const Block& block, std::span<const NeededSubset> needed);

/// Largest table to lay out for so many rows: its cells should not outnumber the rows by much.
std::uint64_t worthwhile_cells(std::uint64_t rows, std::uint64_t dense_cells);

}  // namespace replica
