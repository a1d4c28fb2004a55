#pragma once

#include "engine/privacy/private_tables.hpp"

#include <cstdint>
#include <random>
#include <vector>

namespace replica {

/// Coded rows in memory.
struct SmallExtract {
    std::vector<std::vector<std::uint8_t>> codes;  ///< by column
    PrivateRows rows;

    SmallExtract(std::vector<std::uint32_t> domains, std::vector<std::vector<std::uint8_t>> columns)
        : codes(std::move(columns)) {
        rows.domains = std::move(domains);
        for (std::size_t c = 0; c < codes.size(); ++c) {
            rows.names.push_back("c" + std::to_string(c));
            rows.columns.emplace_back(std::span<const std::uint8_t>(codes[c]));
        }
    }
};

/// 200 rows of four columns that depend on each other, none with the last code of a column, and then `copies` of a
/// record that has it everywhere: whoever has it is unique.
inline SmallExtract unique_record_extract(int copies) {
    std::mt19937 random(11);
    std::vector<std::vector<std::uint8_t>> columns(4);
    for (int row = 0; row < 200; ++row) {
        const auto base = static_cast<std::uint8_t>(random() % 4);
        for (auto& column : columns)
            column.push_back(random() % 4 != 0 ? base : static_cast<std::uint8_t>(random() % 4));
    }
    for (int copy = 0; copy < copies; ++copy)
        for (auto& column : columns) column.push_back(4);
    return {{5, 5, 5, 5}, std::move(columns)};
}

}  // namespace replica
