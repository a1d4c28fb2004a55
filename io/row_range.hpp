#pragma once

#include "engine/synthesis.hpp"

#include <algorithm>
#include <cstdint>

namespace replica {

/// Rows [first, first + count).
struct RowRange {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// Cut off where the block of `block_rows` ends.
inline RowRange within_block(RowRange rows, std::uint64_t block_rows) {
    return {rows.first, std::min(rows.count, block_rows - rows.first % block_rows)};
}

/// The first rows of `left` that are sampled at once: at most sampling_block_rows.
inline RowRange next_sampled_rows(const Synthesizer& synthesizer, RowRange left) {
    RowRange next{left.first, std::min(left.count, sampling_block_rows)};
    if (synthesizer.has_persons()) next = within_block(next, person_block_rows);
    if (synthesizer.rejects()) next = within_block(next, sampling_block_rows);
    if (synthesizer.draws_evenly()) next = within_block(next, pool_block_rows);
    return next;
}

}  // namespace replica
