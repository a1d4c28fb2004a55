#include "kernels/block_tables.hpp"

namespace replica {

void select_columns(const CountedRows& rows, const Block& block, std::uint32_t axes, BlockWorker& worker) {
    worker.columns.clear();
    worker.domains.clear();
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis) {
        if (!NeededSubset{axes}.has_axis(axis)) continue;
        worker.columns.push_back(rows.columns[block.columns[axis]]);
        worker.domains.push_back(rows.domains[block.columns[axis]]);
    }
}

std::span<std::uint32_t> count_selected(const CountedRows& rows, std::size_t cells, BlockWorker& worker,
                                        SimdLevel level) {
    // Each marginal is at most half of its parent.
    const std::size_t room = 2 * (cells + max_block_columns * 16);
    if (worker.tables.size() < room) worker.tables.resize(room);
    const std::span<std::uint32_t> table(worker.tables.data(), cells);
    count_contingency_table({worker.columns, worker.domains, rows.weights}, table, worker.scratch, level);
    return table;
}

Block needed_columns(const Block& block, std::span<const NeededSubset> needed) {
    std::uint32_t axes = 0;
    for (const NeededSubset& subset : needed) axes |= subset.axes;
    Block rest;
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis)
        if (NeededSubset{axes}.has_axis(axis)) rest.columns.push_back(block.columns[axis]);
    return rest;
}

std::uint64_t worthwhile_cells(std::uint64_t rows, std::uint64_t dense_cells) {
    return std::min(dense_cells, std::max<std::uint64_t>(65536, 16 * rows));
}

}  // namespace replica
