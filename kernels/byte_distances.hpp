#pragma once

#include "kernels/byte_rows.hpp"
#include "kernels/simd_level.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A plane of a block, and the byte of it that a query has, four times.
struct PlaneStep {
    std::uint32_t offset = 0;
    std::uint32_t bytes = 0;
};

/// A nominal column of two planes.
struct PairStep {
    PlaneStep high;
    PlaneStep low;
};

/// An ordered column of two or three planes; of two, `second` is the same as `first`.
struct FineStep {
    PlaneStep rank;
    PlaneStep first;
    PlaneStep second;
};

/// How to compute a query's distances in some columns: columns by what they take, at most most_columns of them.
struct DistanceSteps {
    static constexpr std::size_t most_columns = 255;  ///< so that a byte counts them and 16 bits hold a distance

    std::vector<PlaneStep> counted;       ///< 255 where bytes differ
    std::vector<PairStep> counted_pairs;  ///< 255 where one of two differs
    std::vector<PlaneStep> ranked;        ///< |a - b|
    std::vector<PlaneStep> missable;      ///< the same, or 255 where the row's is missing; the query's is not
    std::vector<FineStep> fine;           ///< as missable, but at least 1 where `first` or `second` differ
    std::vector<FineStep> fine_missing;   ///< the query's is missing: 255 where the row's is not; else as fine

    void clear();
};

/// The steps for row `query` of `queries` to rows of `candidates`, which have the same columns, in `columns`.
/// Writes to `steps`, whose memory is used again.
void plan_distances(const ByteRows& queries, std::size_t query, const ByteRows& candidates,
                    std::span<const std::uint32_t> columns, DistanceSteps& steps);

/// Distances of a query to the rows of a block: even rows' and odd rows', since 16-bit lanes hold a pair of bytes.
struct alignas(64) BlockDistances {
    std::array<std::uint16_t, block_rows / 2> even{};
    std::array<std::uint16_t, block_rows / 2> odd{};

    [[nodiscard]] std::uint16_t of_row(std::size_t row) const { return row % 2 == 0 ? even[row / 2] : odd[row / 2]; }
};

/// Fills `distances` for a block of `ByteRows::block` and returns the least of them; the same at every level.
std::uint16_t block_distances(const DistanceSteps& steps, const std::uint8_t* block, BlockDistances& distances,
                              SimdLevel level);

}  // namespace replica
