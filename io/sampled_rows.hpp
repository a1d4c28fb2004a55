#pragma once

#include "engine/row_range.hpp"
#include "engine/synthesis.hpp"

namespace replica {

/// The first rows of `left` that are sampled at once: at most sampling_block_rows.
inline RowRange next_sampled_rows(const Synthesizer& synthesizer, RowRange left) {
    RowRange next{left.first, std::min(left.count, sampling_block_rows)};
    if (synthesizer.has_persons()) next = within_block(next, person_block_rows);
    if (synthesizer.rejects()) next = within_block(next, sampling_block_rows);
    if (synthesizer.draws_evenly()) next = within_block(next, pool_block_rows);
    return next;
}

}  // namespace replica
