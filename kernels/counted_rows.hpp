#pragma once

#include "kernels/code_column.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// Rows to count, or the distinct rows of a table with how many rows each stands for.
struct CountedRows {
    std::span<const CodeColumn> columns;     ///< at least one, all of the same length below 2^32
    std::span<const std::uint32_t> domains;  ///< of each column, every code is below it
    std::span<const std::uint32_t> weights;  ///< one a row; empty: each row counts once. They sum to less than 2^32
};

}  // namespace replica
