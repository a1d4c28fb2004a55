#pragma once

#include "engine/counting/histograms.hpp"
#include "engine/counting/placement.hpp"
#include "engine/counting/subset_counting.hpp"
#include "engine/structure.hpp"
#include "kernels/counted_rows.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace replica {

/// Rows of all parts: of the source, and how many are left to count where equal ones were merged.
struct StreamedRows {
    std::uint64_t source = 0;
    std::uint64_t counted = 0;
};

/// What a streamed search counted.
struct StreamedFigures {
    std::uint64_t counted_sets = 0;
    std::uint64_t reused_nodes = 0;  ///< nodes that an earlier run had placed
    std::size_t blocks = 0;
};

/// Collective: learn_structure where the scores of all sets would not fit the memory. Sets of up to two columns are
/// counted ahead; after each column that is placed, the sets that contain it and could be a family are counted
/// (star_blocks.hpp) and forgotten once they were looked at. Memory: 16 bytes for each set of up to `degree` of the
/// other columns and for each pair. The same network as from all scores; on every rank.
///
/// known: a search state kept by keeper.keep_search, on the root, is gone on from where it is of the same options.
std::vector<NetworkNode> streamed_search(const CountedRows& rows, StreamedRows all, const StructureOptions& options,
                                         const SubsetCountingOptions& counting, const Placement& placement,
                                         const Histograms& known, const HistogramKeeper& keeper,
                                         StreamedFigures& figures);

}  // namespace replica
