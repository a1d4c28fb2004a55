#pragma once

#include "engine/mpi/communicator.hpp"
#include "kernels/score_blocks.hpp"
#include "kernels/subset_tables.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A set whose scores a batch gives.
struct BatchSet {
    std::uint32_t size = 0;
    std::uint64_t rank = 0;  ///< subset_rank
    std::uint64_t cells = 0;
};

/// A set with more cells than are laid out: its columns, the anchor among them, and whose score it gives.
struct LargeSet {
    std::vector<std::uint16_t> columns;
    std::uint32_t size = 0;
    std::uint64_t rank = 0;
};

/// What a group of ranks counts before it communicates.
struct GridBatch {
    /// Adds a block of which `needed`, whose size and rank need not be set, is wanted.
    void place(Block block, std::vector<NeededSubset> needed, std::span<const std::uint32_t> domains, Anchor anchor);

    std::vector<PlacedBlock> blocks;
    std::vector<BatchSet> sets;  ///< those of `blocks`, one after another in the packed tables
    std::uint64_t cells = 0;     ///< of all of them
    std::vector<LargeSet> large;
    bool ends_round = false;  ///< the queue is empty or the time is up
};

/// Takes blocks from the queue, only one once the moment options.stop_at has passed, until the sets that nobody has
/// published have about 2^22 cells.
GridBatch take_batch(std::span<const std::uint32_t> domains, const BlockQueue& queue, const SubsetScores& scores,
                     const ScoreOptions& options);

/// For a message: 17 bytes, 16 for each block with 2 for each column, 4 for each set, and 20 for each large set with 2
/// for each column.
Bytes pack_batch(const GridBatch& batch);
GridBatch unpack_batch(std::span<const std::uint32_t> domains, Anchor anchor, const Bytes& bytes);

}  // namespace replica
