#include "engine/planning/made_rows.hpp"

#include "kernels/row_hash.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace replica {

MadeRows::MadeRows(std::vector<std::uint32_t> domains, std::size_t rows) : domains_(std::move(domains)), rows_(rows) {
    constexpr std::size_t vector_room = 64;  // kernels load whole vectors beyond the last row
    for (std::size_t j = 0; j < domains_.size(); ++j) {
        codes_.emplace_back(rows + vector_room);
        for (std::size_t i = 0; i < rows; ++i) codes_[j][i] = code(i, j);
    }
}

CountedRows MadeRows::first(std::size_t rows) {
    columns_.clear();
    for (const auto& column : codes_) columns_.emplace_back(std::span(column).first(rows));
    return {columns_, domains_, {}};
}

std::uint8_t MadeRows::code(std::size_t row, std::size_t column) const {
    const std::uint64_t drawn = mix_bits((row << 12U) + column + 1);
    if (column > 1 && (drawn >> 40U) % 3 == 0)
        return static_cast<std::uint8_t>(codes_[column - 2][row] % domains_[column]);
    const std::uint64_t low = std::min(drawn & 0xFFFFU, drawn >> 16U & 0xFFFFU);
    return static_cast<std::uint8_t>(low * domains_[column] >> 16U);
}

}  // namespace replica
