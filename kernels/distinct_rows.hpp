#pragma once

#include "kernels/code_column.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// One of `count` equal shares of all hashes.
struct HashShare {
    std::uint32_t index = 0;
    std::uint32_t count = 1;
};

/// The first row of each distinct row, ascending, and how many rows are equal to it.
struct DistinctRows {
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> weights;
};

/// The distinct rows among those whose hash lies in `share`. hashes: hash_rows of all rows, fewer than 2^32. Rows are
/// compared, so equal hashes of different rows are no harm. threads: 0 for what OpenMP would take. The result does not
/// depend on them; shares together have every distinct row once.
DistinctRows distinct_rows(std::span<const CodeColumn> columns, std::span<const std::uint64_t> hashes, HashShare share,
                           int threads);

}  // namespace replica
