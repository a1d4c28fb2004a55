#pragma once

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

}  // namespace replica
