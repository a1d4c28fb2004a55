#pragma once

#include "kernels/nearest_rows.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <vector>

namespace replica::reference {

/// What a column adds to the distance of two rows, by the words of ByteKind.
inline std::uint32_t column_distance(const ByteRows& a, std::size_t row_a, const ByteRows& b, std::size_t row_b,
                                     std::size_t column) {
    const ByteColumn kind = a.columns()[column];
    const std::size_t plane = a.first_plane(column);
    bool same = true;
    for (std::size_t p = plane; p < plane + kind.planes; ++p) same = same && a.byte(p, row_a) == b.byte(p, row_b);
    if (same) return 0;
    const int first_a = a.byte(plane, row_a);
    const int first_b = b.byte(plane, row_b);
    if (kind.kind == ByteKind::nominal) return 255;
    if (first_a != first_b && (first_a == 255 || first_b == 255)) return 255;
    return static_cast<std::uint32_t>(std::max(1, std::abs(first_a - first_b)));
}

/// nearest_rows of one query, by sorting all candidates.
inline std::vector<NearRow> nearest(const ByteRows& queries, std::size_t query, const ByteRows& candidates,
                                    std::span<const std::uint32_t> columns, std::uint32_t left_out, std::size_t count) {
    std::vector<NearRow> all;
    for (std::uint32_t row = 0; row < candidates.rows(); ++row) {
        if (row == left_out) continue;
        std::uint32_t distance = 0;
        for (const std::uint32_t column : columns) distance += column_distance(queries, query, candidates, row, column);
        all.push_back({distance, row});
    }
    std::sort(all.begin(), all.end());
    all.resize(count);
    return all;
}

}  // namespace replica::reference
