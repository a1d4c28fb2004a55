#pragma once

#include "engine/designs/design.hpp"
#include "engine/subset_cover.hpp"
#include "engine/uncovered_subsets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// A way to cover the sets of one size: first blocks of a design, the rest greedily.
struct CoverPlan {
    std::uint64_t block_cells = 0;  ///< of the largest block that is not a single set
    std::optional<Design> design;   ///< point i is column i
    double nanoseconds = 0;         ///< expected of the cover
};

/// Plans for the sets of `size` columns, the most promising first; at least one. domains: ascending.
std::vector<CoverPlan> cover_plans(std::span<const std::uint32_t> domains, std::size_t size,
                                   const CoverOptions& options);

/// Blocks that cover all of `uncovered`. Greedy blocks start with the uncovered sets in ascending order: with ascending
/// domains the blocks that cover most for their cost tend to come first.
std::vector<Block> cover_by_plan(std::span<const std::uint32_t> domains, const CoverOptions& options,
                                 const CoverPlan& plan, UncoveredSubsets uncovered);

}  // namespace replica
