#pragma once

#include "engine/counting/placement.hpp"
#include "engine/counting/shared_scores.hpp"
#include "kernels/counted_rows.hpp"
#include "kernels/score_blocks.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

namespace replica {

struct SubsetCountingOptions {
    int threads = 1;                 ///< of each rank
    std::uint64_t family_cells = 0;  ///< sets with more cells are left out
    Anchor anchor = Anchor::none;
    /// Holders tell each other what they counted, and keep() is called, about this often.
    std::chrono::milliseconds round{30'000};
    /// Called on the world's root after each round, all known scores being there; its errors end the job on all ranks.
    std::function<void(const SubsetScores&)> keep;
};

/// Collective: scores every set of columns that lies in one of `blocks` and is not known yet, over all rows of all
/// parts; on every holder afterwards.
///
/// rows: of this rank's part. blocks: the same on all ranks. With one row part the ranks of a holder take turns at the
/// blocks of their replica and publish scores. With several, each group counts its part's tables, adds them up over
/// the parts and scores its share (grid_counting.hpp). Integers are added, logarithms come after, so every placement
/// gives the same scores. Throws what a rank threw, on all ranks; StopRequested ends the round early and comes after
/// its keep().
void count_subsets(const CountedRows& rows, std::span<const Block> blocks, SharedScores& scores,
                   const Placement& placement, const SubsetCountingOptions& options);

}  // namespace replica
