#include "kernels/joint_tables.hpp"

#include "kernels/block_tables.hpp"

#include <algorithm>
#include <atomic>
#include <exception>

#include <omp.h>

namespace replica {
namespace {

constexpr std::uint64_t dense_cells = std::uint64_t{1} << 22U;

/// Which sets have been dealt.
class DealtSets {
public:
    DealtSets(std::size_t columns, std::span<const std::uint32_t> sizes) : dealt_(4), sizes_(sizes) {
        for (const std::uint32_t size : sizes) dealt_[size].resize(binomial(columns, size));
    }
    [[nodiscard]] bool wants(std::uint32_t size) const {
        return std::find(sizes_.begin(), sizes_.end(), size) != sizes_.end();
    }
    /// Whether the set is wanted and nobody has it yet.
    bool take(std::uint32_t size, std::uint64_t rank) {
        if (!wants(size) || dealt_[size][rank]) return false;
        dealt_[size][rank] = true;
        return true;
    }

private:
    std::vector<std::vector<bool>> dealt_;  // by size and rank
    std::span<const std::uint32_t> sizes_;
};

void deal(const Block& block, const NeededSubset& subset, std::size_t axis, DealtSets& dealt,
          std::vector<NeededSubset>& wanted) {
    if (axis == block.columns.size() || subset.size == 3) {
        if (subset.size > 0 && dealt.take(subset.size, subset.rank)) wanted.push_back(subset);
        return;
    }
    deal(block, subset, axis + 1, dealt, wanted);
    const std::uint64_t rank = subset.rank + binomial(block.columns[axis], subset.size + 1);
    deal(block, {subset.axes | 1U << (31 - axis), subset.size + 1, rank}, axis + 1, dealt, wanted);
}

/// Without the columns that no wanted set has.
WantedBlock compacted(const Block& block, const std::vector<NeededSubset>& wanted) {
    WantedBlock result;
    std::uint32_t used = 0;
    for (const NeededSubset& subset : wanted) used |= subset.axes;
    std::vector<std::size_t> place(block.columns.size());
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis) {
        place[axis] = result.block.columns.size();
        if ((used >> (31 - axis) & 1U) != 0) result.block.columns.push_back(block.columns[axis]);
    }
    for (const NeededSubset& subset : wanted) {
        NeededSubset moved{0, subset.size, subset.rank};
        for (std::size_t axis = 0; axis < block.columns.size(); ++axis)
            if (subset.has_axis(axis)) moved.axes |= 1U << (31 - place[axis]);
        result.wanted.push_back(moved);
    }
    return result;
}

/// What one thread works with.
struct TwinWorker {
    BlockWorker counting;
    std::vector<std::uint32_t> cells;  // of the first rows' tables, one after another
    std::vector<std::size_t> begins;
    std::vector<std::uint16_t> columns;
};

void visit_block(const CountedRows& first, const CountedRows& second, const WantedBlock& wanted,
                 const std::function<void(const TwinTable&)>& take, SimdLevel level, TwinWorker& worker) {
    worker.cells.clear();
    worker.begins.clear();
    for_each_table(first, wanted.block, wanted.wanted, dense_cells, level, worker.counting,
                   [&](const NeededSubset&, std::span<const std::uint32_t> counts) {
                       worker.begins.push_back(worker.cells.size());
                       worker.cells.insert(worker.cells.end(), counts.begin(), counts.end());
                   });
    std::size_t next = 0;
    for_each_table(second, wanted.block, wanted.wanted, dense_cells, level, worker.counting,
                   [&](const NeededSubset& subset, std::span<const std::uint32_t> counts) {
                       worker.columns.clear();
                       for (std::size_t axis = 0; axis < wanted.block.columns.size(); ++axis)
                           if (subset.has_axis(axis)) worker.columns.push_back(wanted.block.columns[axis]);
                       const std::span<const std::uint32_t> cells(worker.cells);
                       take({worker.columns, cells.subspan(worker.begins[next++], counts.size()), counts});
                   });
}

}  // namespace

std::vector<WantedBlock> deal_subsets(std::span<const Block> blocks, std::span<const std::uint32_t> domains,
                                      std::span<const std::uint32_t> sizes) {
    DealtSets dealt(domains.size(), sizes);
    std::vector<WantedBlock> result;
    for (const Block& block : blocks) {
        std::vector<NeededSubset> wanted;
        deal(block, {}, 0, dealt, wanted);
        if (!wanted.empty()) result.push_back(compacted(block, wanted));
    }
    return result;
}

void visit_twin_tables(const CountedRows& first, const CountedRows& second, std::span<const WantedBlock> blocks,
                       int threads, const std::function<void(const TwinTable&)>& take, SimdLevel level) {
    std::exception_ptr failure;
    std::atomic<bool> failed{false};
#pragma omp parallel num_threads(threads)
    {
        TwinWorker worker;
#pragma omp for schedule(dynamic, 1)
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            if (failed.load(std::memory_order_relaxed)) continue;
            try {
                visit_block(first, second, blocks[i], take, level, worker);
            } catch (...) {
#pragma omp critical(replica_joint_tables)
                failure = std::current_exception();
                failed = true;
            }
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace replica
