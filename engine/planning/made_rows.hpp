#pragma once

#include "kernels/code_column.hpp"
#include "kernels/counted_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica {

/// Made-up rows to measure counting on: low codes are more frequent, and a third repeats another column's. The same
/// for the same arguments.
class MadeRows {
public:
    /// domains: of the columns, 1 to 256 each.
    MadeRows(std::vector<std::uint32_t> domains, std::size_t rows);

    /// The first rows; what is returned refers to this object, and to its last call.
    [[nodiscard]] CountedRows first(std::size_t rows);
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] const std::vector<std::uint32_t>& domains() const { return domains_; }

private:
    [[nodiscard]] std::uint8_t code(std::size_t row, std::size_t column) const;

    std::vector<std::uint32_t> domains_;
    std::size_t rows_;
    std::vector<std::vector<std::uint8_t>> codes_;
    std::vector<CodeColumn> columns_;
};

}  // namespace replica
