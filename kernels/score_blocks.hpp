#pragma once

#include "kernels/counted_rows.hpp"
#include "kernels/simd_level.hpp"
#include "kernels/subset_scores.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace replica {

/// Columns that are counted in one joint table, ascending.
struct Block {
    std::vector<std::uint16_t> columns;
};

/// Widest block: its subsets are bit masks.
inline constexpr std::size_t max_block_columns = 16;

/// Blocks that threads, and processes that share memory, take turns at.
struct BlockQueue {
    std::span<const Block> blocks;
    std::uint64_t* next = nullptr;  ///< the first block that nobody has taken; only changed atomically
};

/// Whether all sets have a column in common.
enum class Anchor : std::uint8_t {
    none,
    last_column,  ///< the last one, which ends every block and is no column of the scores
};

struct ScoreOptions {
    int threads = 0;  ///< 0: what OpenMP would take
    SimdLevel level = best_simd_level();
    /// Tables up to this many cells are laid out (5 bytes a cell and thread, twice where rows repeat); larger ones are
    /// sorted.
    std::uint64_t dense_cells = std::uint64_t{1} << 22;
    /// Sets with more cells are left unknown.
    std::uint64_t family_cells = std::numeric_limits<std::uint64_t>::max();
    Anchor anchor = Anchor::none;
    /// A thread takes no block but its first after this moment.
    std::chrono::steady_clock::time_point stop_at = std::chrono::steady_clock::time_point::max();
    /// The same once this is set; null: never.
    const std::atomic<bool>* stop = nullptr;

    [[nodiscard]] bool may_go_on() const {
        if (stop != nullptr && stop->load(std::memory_order_relaxed)) return false;
        return std::chrono::steady_clock::now() < stop_at;
    }
};

/// Scores every set of 1 to scores.max_size() columns that lies in some block it takes: one joint table a block,
/// marginalised down to the sets that are not yet known.
///
/// rows: as many columns as scores.columns(), with an anchor one more: then what is scored for a set is the set
/// together with the anchor. Blocks: at most max_block_columns columns. The scores are the same for any blocks,
/// threads, level and any spread over processes. Throws std::bad_alloc.
void score_blocks(const CountedRows& rows, const BlockQueue& queue, SubsetScores& scores,
                  const ScoreOptions& options = {});

/// The same for all `blocks`.
void score_blocks(const CountedRows& rows, std::span<const Block> blocks, SubsetScores& scores,
                  const ScoreOptions& options = {});

}  // namespace replica
