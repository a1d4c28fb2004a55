#pragma once

#include "kernels/code_column.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Where the columns of a table lie in one piece of memory: a byte a code while a column has at most 256 codes, else
/// two. Columns start on cache lines, in different cache sets for neighbours, with room to load a full vector beyond
/// the last row.
class ColumnLayout {
public:
    ColumnLayout(std::span<const std::uint32_t> domains, std::uint64_t rows);

    /// Of all columns.
    [[nodiscard]] std::size_t bytes() const { return end_; }
    [[nodiscard]] std::size_t offset(std::size_t column) const { return offsets_[column]; }
    [[nodiscard]] CodeColumn column(std::span<const std::byte> memory, std::size_t column) const;

    static std::size_t code_bytes(std::uint32_t domain) { return domain <= 256 ? 1 : 2; }

private:
    std::vector<std::uint32_t> domains_;
    std::uint64_t rows_;
    std::vector<std::size_t> offsets_;
    std::size_t end_ = 0;
};

}  // namespace replica
