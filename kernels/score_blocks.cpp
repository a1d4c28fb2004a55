#include "kernels/score_blocks.hpp"

#include "kernels/block_tables.hpp"

#include <atomic>
#include <cassert>
#include <exception>

#include <omp.h>

namespace replica {
namespace {

void score_block(const CountedRows& rows, const Block& whole, SubsetScores& scores, const ScoreOptions& options,
                 BlockWorker& worker) {
    assert(whole.columns.size() <= max_block_columns);
    const auto find_needed = [&](const Block& block) {
        find_needed_subsets(block, rows.domains, options.family_cells, options.anchor, scores, worker.needed);
    };
    find_needed(whole);
    if (worker.needed.empty()) return;
    const Block block = needed_columns(whole, worker.needed);
    if (block.columns.size() < whole.columns.size()) find_needed(block);
    const std::uint64_t dense_cells = worthwhile_cells(row_count(rows.columns[0]), options.dense_cells);
    for_each_table(rows, block, worker.needed, dense_cells, options.level, worker,
                   [&](const NeededSubset& subset, std::span<const std::uint32_t> counts) {
                       scores.publish(subset.size, subset.rank, score_counts(counts));
                   });
}

}  // namespace

void score_blocks(const CountedRows& rows, const BlockQueue& queue, SubsetScores& scores, const ScoreOptions& options) {
    assert(rows.columns.size() == scores.columns() + (options.anchor == Anchor::none ? 0 : 1));
    assert(rows.domains.size() == rows.columns.size());
    assert(rows.columns.empty() || row_count(rows.columns[0]) >> 32 == 0);
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    std::atomic_ref<std::uint64_t> next(*queue.next);
    std::exception_ptr failure;
#pragma omp parallel num_threads(threads)
    {
        BlockWorker worker;
        try {
            do {
                const std::uint64_t taken = next.fetch_add(1, std::memory_order_relaxed);
                if (taken >= queue.blocks.size()) break;
                score_block(rows, queue.blocks[taken], scores, options, worker);
            } while (options.may_go_on());
        } catch (...) {
#pragma omp critical(replica_score_blocks)
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

void score_blocks(const CountedRows& rows, std::span<const Block> blocks, SubsetScores& scores,
                  const ScoreOptions& options) {
    std::uint64_t next = 0;
    score_blocks(rows, {blocks, &next}, scores, options);
}

}  // namespace replica
