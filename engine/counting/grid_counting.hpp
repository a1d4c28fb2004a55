#pragma once

#include "engine/counting/placement.hpp"
#include "kernels/counted_rows.hpp"
#include "kernels/score_blocks.hpp"

namespace replica {

/// Collective: one round of counting where the rows lie in several parts. Each group of ranks, one of each part, takes
/// blocks from its replica's queue until options.stop_at, a batch of about 2^22 cells at a time: every rank counts its
/// rows' joint tables and marginalises them, the marginals are added up so that each rank gets a share of the sets
/// (reduce-scatter), scores them, and tells the others of the group the scores.
///
/// A rank offers 4 bytes for each cell of each needed set of its group's blocks to the reductions, of which
/// (p - 1) / p leave it with p parts, and sends 12 bytes a set that it scored. Of a set with too many cells to lay out
/// every rank but the group's first sends its occupied cells, 12 bytes each with 8 for their number, and the first the
/// score, 12 bytes. The first also tells the others each batch (pack_batch) and an empty one, 16 bytes, at the end.
void count_on_grid(const CountedRows& rows, const BlockQueue& queue, SubsetScores& scores, const Placement& placement,
                   const ScoreOptions& options);

}  // namespace replica
