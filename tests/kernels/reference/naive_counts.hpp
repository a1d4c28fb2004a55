#pragma once

#include "kernels/code_column.hpp"
#include "kernels/entropy.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <type_traits>
#include <variant>
#include <vector>

namespace replica::reference {

/// Columns that own their codes.
struct Extract {
    std::vector<std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>>> storage;
    std::vector<std::uint32_t> domains;

    [[nodiscard]] std::vector<CodeColumn> columns() const {
        std::vector<CodeColumn> spans;
        for (const auto& column : storage)
            std::visit([&](const auto& codes) { spans.emplace_back(std::span(codes)); }, column);
        return spans;
    }
};

/// Columns of these domains with a fixed seed; each leans on its predecessor and prefers low codes, so that tables are
/// skewed and columns depend on each other. Columns listed in `wide`, and those over 256 codes, are 16-bit.
inline Extract make_extract(std::size_t rows, const std::vector<std::uint32_t>& domains,
                            const std::vector<std::size_t>& wide = {}, std::uint64_t seed = 7) {
    std::mt19937_64 random(seed);
    Extract extract{{}, domains};
    std::vector<std::uint32_t> previous(rows, 0);
    for (std::size_t j = 0; j < domains.size(); ++j) {
        bool is_wide = domains[j] > 256;
        for (const std::size_t w : wide) is_wide = is_wide || w == j;
        std::vector<std::uint16_t> codes(rows);
        for (std::size_t i = 0; i < rows; ++i) {
            const auto low = static_cast<std::uint32_t>(random() % domains[j]);
            const auto drawn = static_cast<std::uint32_t>(random() % (low + 1));
            previous[i] = random() % 3 == 0 ? previous[i] % domains[j] : drawn;
            codes[i] = static_cast<std::uint16_t>(previous[i]);
        }
        if (is_wide)
            extract.storage.emplace_back(std::move(codes));
        else
            extract.storage.emplace_back(std::vector<std::uint8_t>(codes.begin(), codes.end()));
    }
    return extract;
}

/// Rows of every combination of codes that occurs, in lexicographic order of the codes.
using NaiveTable = std::map<std::vector<std::uint32_t>, std::uint32_t>;

inline NaiveTable count(std::span<const CodeColumn> columns, std::span<const std::uint16_t> subset) {
    NaiveTable table;
    for (std::size_t i = 0; i < row_count(columns[0]); ++i) {
        std::vector<std::uint32_t> codes;
        for (const std::uint16_t j : subset)
            codes.push_back(std::visit([&](const auto& span) { return std::uint32_t{span[i]}; }, columns[j]));
        ++table[codes];
    }
    return table;
}

inline SubsetScore score(const NaiveTable& table) {
    SubsetScore result{0, 0};
    for (const auto& [codes, rows] : table) {
        result.x_log_x += fixed_x_log_x(rows);
        ++result.support;
    }
    return result;
}

/// Row-major index of a combination of codes.
inline std::uint64_t cell_of(const std::vector<std::uint32_t>& codes, std::span<const std::uint32_t> domains) {
    std::uint64_t cell = 0;
    for (std::size_t j = 0; j < codes.size(); ++j) cell = cell * domains[j] + codes[j];
    return cell;
}

inline std::vector<std::uint16_t> all_columns(std::size_t columns) {
    std::vector<std::uint16_t> subset;
    for (std::size_t j = 0; j < columns; ++j) subset.push_back(static_cast<std::uint16_t>(j));
    return subset;
}

}  // namespace replica::reference
