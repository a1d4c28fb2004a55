#pragma once

#include "kernels/byte_rows.hpp"
#include "kernels/simd_level.hpp"

#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace replica {

/// A row and its distance: the sum of what the columns add (see ByteKind). Nearer ones come first, of equally near ones
/// the one with the lower number.
struct NearRow {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t distance = none;
    std::uint32_t row = none;

    friend auto operator<=>(const NearRow&, const NearRow&) = default;
};

struct NearestOptions {
    std::size_t count = 1;  ///< how many nearest rows; small
    /// Which columns make the distance: none: all for every query; one list: that for every query; else a list a query.
    std::span<const std::vector<std::uint32_t>> columns;
    std::span<const std::uint32_t> left_out;  ///< a candidate a query that isn't looked at; none: all are
    int threads = 1;
    SimdLevel level = best_simd_level();
};

/// The `count` nearest candidates of each query, exactly, by comparing it with each of them:
/// result[query * count + i], NearRow{} where there are fewer candidates. Both have the same columns.
/// The result doesn't depend on threads or level. Throws std::bad_alloc only.
std::vector<NearRow> nearest_rows(const ByteRows& queries, const ByteRows& candidates, const NearestOptions& options);

/// The nearest candidate of each query by all columns but one, for each of `without`:
/// result[query * without.size() + i]. Of the options, count and columns don't count.
/// Costs little more than one search by all columns.
std::vector<NearRow> nearest_without(const ByteRows& queries, const ByteRows& candidates,
                                     std::span<const std::uint32_t> without, const NearestOptions& options);

}  // namespace replica
