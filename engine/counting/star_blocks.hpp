#pragma once

#include "kernels/score_blocks.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Blocks in which every set {anchor} ∪ P ∪ {x} lies, P being up to `others` of `placed` and x one of `remaining`:
/// what a greedy search needs once it has placed the anchor. Columns are cut into chunks; a block is the anchor, as
/// many chunks of placed columns as P has columns, and one of remaining ones. Chunks are as wide as keeps a block
/// within 2^17 cells; a column with more codes than that allows is a chunk by itself.
///
/// domains: of all columns, of which the anchor is the last; placed and remaining: ascending, without it.
std::vector<Block> star_blocks(std::span<const std::uint32_t> domains, std::span<const std::uint16_t> placed,
                               std::span<const std::uint16_t> remaining, std::size_t others);

}  // namespace replica
