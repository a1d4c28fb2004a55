#pragma once

#include "kernels/simd_level.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace replica {

/// A table seen from one of its axes: outer × extent × inner cells, row-major.
struct AxisShape {
    std::size_t outer = 1;   ///< product of the domains before the axis
    std::size_t extent = 1;  ///< domain of the axis
    std::size_t inner = 1;   ///< product of the domains after the axis
};

/// Sums out one axis: result[o · inner + i] = sum over y of counts[(o · extent + y) · inner + i].
/// counts: outer · extent · inner cells; result: outer · inner cells, overwritten; the two don't overlap.
/// Sums must stay below 2^32, as they do for counts of fewer than 2^32 rows.
void marginalize(std::span<const std::uint32_t> counts, AxisShape shape, std::span<std::uint32_t> result,
                 SimdLevel level = best_simd_level());

}  // namespace replica
