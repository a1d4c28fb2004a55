#include "kernels/score_blocks.hpp"

#include "kernels/contingency_table.hpp"
#include "kernels/marginalize.hpp"
#include "kernels/mixed_radix.hpp"
#include "kernels/needed_subsets.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <optional>

#include <omp.h>

namespace replica {
namespace {

constexpr std::size_t cache_line_counts = 16;

/// What all threads read, and the scores they write.
struct Work {
    std::span<const CodeColumn> columns;
    std::span<const std::uint32_t> domains;
    SubsetScores& scores;
    const ScoreOptions& options;
    std::uint64_t dense_cells;  ///< options.dense_cells, and no more than is worthwhile for so few rows
};

/// What one thread works with.
struct Worker {
    ContingencyScratch scratch;
    std::vector<NeededSubset> needed;
    std::vector<std::uint32_t> tables;  ///< a stack: the joint table, below it the marginals on the way down
    std::vector<CodeColumn> columns;    ///< of the table being counted
    std::vector<std::uint32_t> domains;
};

/// Some columns' joint table with the axes before `axis` settled: kept ones come first in it, summed out ones are gone.
struct Node {
    std::span<std::uint32_t> table;
    std::size_t axis = 0;
    std::size_t outer = 1;                 ///< product of the kept domains before `axis`
    std::span<const NeededSubset> wanted;  ///< the sets that agree with what was settled
};

/// Goes down from a joint table to the needed subsets. Each axis is either kept or summed out, first axes first: then
/// large tables are summed over long contiguous slices and only small ones over short slices.
class Descent {
public:
    Descent(const Work& work, Worker& worker) : work_(work), worker_(worker) {}

    void visit(const Node& node) {
        if (node.wanted.empty()) return;
        if (node.axis == worker_.domains.size()) return publish(node);
        const auto first_with = std::partition_point(node.wanted.begin(), node.wanted.end(),
                                                     [&](const NeededSubset& n) { return !n.has_axis(node.axis); });
        const auto without = static_cast<std::size_t>(first_with - node.wanted.begin());
        const std::uint32_t domain = worker_.domains[node.axis];
        if (without > 0) sum_out(node, domain, node.wanted.first(without));
        visit({node.table, node.axis + 1, node.outer * domain, node.wanted.subspan(without)});
    }

private:
    void sum_out(const Node& node, std::uint32_t domain, std::span<const NeededSubset> wanted) {
        // One code: nothing to sum.
        if (domain == 1) return visit({node.table, node.axis + 1, node.outer, wanted});
        const std::size_t cells = node.table.size() / domain;
        // A node's table is the last on the stack.
        std::uint32_t* below = node.table.data() + node.table.size();
        below += cache_line_counts - node.table.size() % cache_line_counts;
        const std::span<std::uint32_t> marginal(below, cells);
        marginalize(node.table, {node.outer, domain, cells / node.outer}, marginal, work_.options.level);
        visit({marginal, node.axis + 1, node.outer, wanted});
    }

    void publish(const Node& node) {
        const NeededSubset& subset = node.wanted.front();
        work_.scores.publish(subset.size, subset.rank, score_counts(node.table));
    }

    const Work& work_;
    Worker& worker_;
};

/// Makes the columns of `axes` those that the worker counts.
void select_columns(const Work& work, const Block& block, std::uint32_t axes, Worker& worker) {
    worker.columns.clear();
    worker.domains.clear();
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis) {
        if (!NeededSubset{axes}.has_axis(axis)) continue;
        worker.columns.push_back(work.columns[block.columns[axis]]);
        worker.domains.push_back(work.domains[block.columns[axis]]);
    }
}

/// The columns of `block` that some needed set has.
Block needed_columns(const Block& block, std::span<const NeededSubset> needed) {
    std::uint32_t axes = 0;
    for (const NeededSubset& subset : needed) axes |= subset.axes;
    Block rest;
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis)
        if (NeededSubset{axes}.has_axis(axis)) rest.columns.push_back(block.columns[axis]);
    return rest;
}

/// Counts the selected columns in a table at the bottom of the worker's stack, with room for all marginals above it:
/// each is at most half of its parent.
std::span<std::uint32_t> count_dense(const Work& work, std::size_t cells, Worker& worker) {
    const std::size_t room = 2 * (cells + max_block_columns * cache_line_counts);
    if (worker.tables.size() < room) worker.tables.resize(room);
    const std::span<std::uint32_t> table(worker.tables.data(), cells);
    count_contingency_table(worker.columns, worker.domains, table, worker.scratch, work.options.level);
    return table;
}

/// Counts one set by itself.
void score_alone(const Work& work, const Block& block, const NeededSubset& subset, Worker& worker) {
    select_columns(work, block, subset.axes, worker);
    const std::optional<std::uint64_t> cells = joint_cells(worker.domains);
    if (cells && *cells <= work.dense_cells) {
        const auto table = count_dense(work, static_cast<std::size_t>(*cells), worker);
        return work.scores.publish(subset.size, subset.rank, score_counts(table));
    }
    const SparseTable table = sparse_contingency_table(worker.columns, worker.domains, work.options.level);
    std::vector<std::uint32_t> counts(table.cells.size());
    std::transform(table.cells.begin(), table.cells.end(), counts.begin(), [](SparseCell cell) { return cell.count; });
    work.scores.publish(subset.size, subset.rank, score_counts(counts));
}

void score_block(const Work& work, const Block& whole, Worker& worker) {
    assert(whole.columns.size() <= max_block_columns);
    const auto find_needed = [&](const Block& block) {
        find_needed_subsets(block, work.domains, work.options.family_cells, work.scores, worker.needed);
    };
    find_needed(whole);
    const Block block = needed_columns(whole, worker.needed);
    if (block.columns.size() < whole.columns.size()) find_needed(block);
    if (worker.needed.empty()) return;
    select_columns(work, block, ~0U, worker);
    const std::optional<std::uint64_t> cells = joint_cells(worker.domains);
    if (cells && *cells <= work.dense_cells) {
        const auto table = count_dense(work, static_cast<std::size_t>(*cells), worker);
        return Descent(work, worker).visit({table, 0, 1, worker.needed});
    }
    for (const NeededSubset& subset : worker.needed) score_alone(work, block, subset, worker);
}

}  // namespace

void score_blocks(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                  std::span<const Block> blocks, SubsetScores& scores, const ScoreOptions& options) {
    assert(columns.size() == scores.columns() && domains.size() == columns.size());
    const std::uint64_t rows = columns.empty() ? 0 : row_count(columns[0]);
    assert(rows >> 32 == 0);
    const std::uint64_t worthwhile = std::max<std::uint64_t>(65536, 16 * rows);
    const Work work{columns, domains, scores, options, std::min(options.dense_cells, worthwhile)};
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    const auto count = static_cast<std::int64_t>(blocks.size());
    std::exception_ptr failure;
#pragma omp parallel num_threads(threads)
    {
        Worker worker;
#pragma omp for schedule(dynamic, 1)
        for (std::int64_t i = 0; i < count; ++i) {
            try {
                score_block(work, blocks[static_cast<std::size_t>(i)], worker);
            } catch (...) {
#pragma omp critical(replica_score_blocks)
                failure = std::current_exception();
            }
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace replica
