#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

namespace replica {

/// One encoded column, a code a row: 8-bit codes while the domain has at most 256 codes, else 16-bit.
using CodeColumn = std::variant<std::span<const std::uint8_t>, std::span<const std::uint16_t>>;

/// Largest domain that a code column can hold.
inline constexpr std::uint32_t max_domain_size = 65536;

/// Rows of a column.
inline std::size_t row_count(const CodeColumn& column) {
    return std::visit([](const auto& codes) { return codes.size(); }, column);
}

}  // namespace replica
