#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/sample_draw.hpp"
#include "kernels/byte_rows.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// What each fine code becomes in a search for nearest rows.
struct ByteCoding {
    std::vector<ByteColumn> columns;
    std::vector<std::vector<std::array<std::uint8_t, 3>>> bytes;  ///< of each column's fine codes, a byte a plane

    /// The distance of rows that differ as much as they can.
    [[nodiscard]] std::uint32_t largest_distance() const {
        return largest_contribution * static_cast<std::uint32_t>(columns.size());
    }
};

/// Rows with different fine codes are never at distance 0. Categories: 255 where codes differ. Numbers and dates: the
/// difference of their mid-ranks among the real rows' values, where the lowest of those is 0 and the highest 254, but
/// at least 1; 255 where only one has a value. Other and missing values are at a distance of 1 there.
ByteCoding code_values(std::span<const ComparedColumn> columns, const ComparedRows& rows);

/// 255 where coarse codes differ.
ByteCoding code_coarsely(std::span<const ComparedColumn> columns);

/// Rows of `draw`, coded.
ByteRows code_rows(const ByteCoding& coding, const SampleDraw& draw);

}  // namespace replica
