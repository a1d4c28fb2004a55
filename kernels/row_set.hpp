#pragma once

#include "kernels/code_column.hpp"

#include <cstddef>
#include <cstdint>

namespace replica {

/// A set of rows: how many, and a sum of hashes of their numbers modulo 2^64. Adds up over parts in any order.
struct RowSet {
    std::uint64_t rows = 0;
    std::uint64_t hash = 0;

    friend bool operator==(const RowSet&, const RowSet&) = default;
};

/// The rows of [first, first + count) of `column` that have `code`; row r is called first_number + r. Different sets
/// have different hashes but for about one pair in 2^64. threads: 0 for what OpenMP would take.
RowSet rows_with_code(const CodeColumn& column, std::uint16_t code, std::size_t first, std::size_t count,
                      std::uint64_t first_number, int threads);

}  // namespace replica
