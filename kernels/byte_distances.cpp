#include "kernels/byte_distances.hpp"

#include "kernels/simd_block_distances.hpp"

#include <algorithm>
#include <cassert>

namespace replica {
namespace {

std::uint32_t four_times(std::uint8_t byte) { return byte * 0x01010101U; }

PlaneStep step_of(const ByteRows& queries, std::size_t query, std::size_t plane) {
    return {static_cast<std::uint32_t>(plane * block_rows), four_times(queries.byte(plane, query))};
}

FineStep fine_step(const ByteRows& queries, std::size_t query, std::uint32_t column) {
    const std::size_t plane = queries.first_plane(column);
    const std::size_t last = plane + queries.columns()[column].planes - 1;
    return {step_of(queries, query, plane), step_of(queries, query, plane + 1), step_of(queries, query, last)};
}

std::uint8_t query_byte(PlaneStep step) { return static_cast<std::uint8_t>(step.bytes); }

// As a maximum less a minimum, which compilers have vector instructions for.
std::uint8_t difference(std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::max(a, b) - std::min(a, b));
}

using RowSums = std::array<std::uint16_t, block_rows>;

// Not inlined: GCC 12 would exchange the loops over steps and rows, and read columns in steps of a row.

[[gnu::noinline]] void add_ranked(PlaneStep step, const std::uint8_t* block, RowSums& sums) {
    const std::uint8_t* bytes = block + step.offset;
    const std::uint8_t query = query_byte(step);
    for (std::size_t row = 0; row < block_rows; ++row)
        sums[row] = static_cast<std::uint16_t>(sums[row] + difference(bytes[row], query));
}

// 1 where bytes differ, as a minimum for the same reason: comparisons stay scalar.
std::uint8_t unequal(std::uint8_t a, std::uint8_t b) { return std::min<std::uint8_t>(a ^ b, 1); }

// What missable columns add beyond |a - b|: of a missing row that is 255 less the query's byte.
[[gnu::noinline]] void add_missing(PlaneStep step, const std::uint8_t* block, RowSums& sums) {
    const std::uint8_t* bytes = block + step.offset;
    const std::uint8_t query = query_byte(step);
    for (std::size_t row = 0; row < block_rows; ++row)
        sums[row] = static_cast<std::uint16_t>(sums[row] + query * (1 - unequal(bytes[row], missing_byte)));
}

// What fine columns add where ranks are equal.
[[gnu::noinline]] void add_told_apart(const FineStep& step, const std::uint8_t* block, RowSums& sums) {
    const std::uint8_t* ranks = block + step.rank.offset;
    const std::uint8_t* first = block + step.first.offset;
    const std::uint8_t* second = block + step.second.offset;
    const std::uint8_t rank = query_byte(step.rank), first_byte = query_byte(step.first);
    const std::uint8_t second_byte = query_byte(step.second);
    for (std::size_t row = 0; row < block_rows; ++row) {
        const int apart = unequal(first[row], first_byte) | unequal(second[row], second_byte);
        sums[row] = static_cast<std::uint16_t>(sums[row] + (apart & (1 - unequal(ranks[row], rank))));
    }
}

[[gnu::noinline]] void add_unequal(PlaneStep step, const std::uint8_t* block, RowSums& sums) {
    const std::uint8_t* bytes = block + step.offset;
    const std::uint8_t query = query_byte(step);
    for (std::size_t row = 0; row < block_rows; ++row)
        sums[row] = static_cast<std::uint16_t>(sums[row] + largest_contribution * unequal(bytes[row], query));
}

[[gnu::noinline]] void add_unequal_pair(const PairStep& step, const std::uint8_t* block, RowSums& sums) {
    const std::uint8_t* high = block + step.high.offset;
    const std::uint8_t* low = block + step.low.offset;
    const std::uint8_t high_byte = query_byte(step.high), low_byte = query_byte(step.low);
    for (std::size_t row = 0; row < block_rows; ++row) {
        const int apart = unequal(high[row], high_byte) | unequal(low[row], low_byte);
        sums[row] = static_cast<std::uint16_t>(sums[row] + static_cast<int>(largest_contribution) * apart);
    }
}

void distances_scalar(const DistanceSteps& steps, const std::uint8_t* block, BlockDistances& distances) {
    RowSums sums{};
    for (const PlaneStep& step : steps.counted) add_unequal(step, block, sums);
    for (const PairStep& step : steps.counted_pairs) add_unequal_pair(step, block, sums);
    for (const PlaneStep& step : steps.ranked) add_ranked(step, block, sums);
    for (const PlaneStep& step : steps.missable) {
        add_ranked(step, block, sums);
        add_missing(step, block, sums);
    }
    for (const FineStep& step : steps.fine) {
        add_ranked(step.rank, block, sums);
        add_missing(step.rank, block, sums);
        add_told_apart(step, block, sums);
    }
    for (const FineStep& step : steps.fine_missing) {
        add_unequal(step.rank, block, sums);
        add_told_apart(step, block, sums);
    }
    for (std::size_t row = 0; row < block_rows; ++row)
        (row % 2 == 0 ? distances.even : distances.odd)[row / 2] = sums[row];
}

std::uint16_t least_scalar(const BlockDistances& distances) {
    return std::min(*std::min_element(distances.even.begin(), distances.even.end()),
                    *std::min_element(distances.odd.begin(), distances.odd.end()));
}

}  // namespace

void DistanceSteps::clear() {
    counted.clear();
    counted_pairs.clear();
    ranked.clear();
    missable.clear();
    fine.clear();
    fine_missing.clear();
}

void plan_distances(const ByteRows& queries, std::size_t query, const ByteRows& candidates,
                    std::span<const std::uint32_t> columns, DistanceSteps& steps) {
    assert(columns.size() <= DistanceSteps::most_columns);
    steps.clear();
    for (const std::uint32_t column : columns) {
        const ByteColumn& kind = queries.columns()[column];
        const std::size_t plane = queries.first_plane(column);
        const PlaneStep first = step_of(queries, query, plane);
        const bool missing = query_byte(first) == missing_byte;
        if (kind.kind == ByteKind::nominal && kind.planes == 2) {
            steps.counted_pairs.push_back({first, step_of(queries, query, plane + 1)});
        } else if (kind.kind == ByteKind::nominal || (kind.planes == 1 && missing)) {
            steps.counted.push_back(first);
        } else if (kind.planes == 1) {
            (candidates.may_be_missing(column) ? steps.missable : steps.ranked).push_back(first);
        } else {
            (missing ? steps.fine_missing : steps.fine).push_back(fine_step(queries, query, column));
        }
    }
}

std::uint16_t block_distances(const DistanceSteps& steps, const std::uint8_t* block, BlockDistances& distances,
                              SimdLevel level) {
#if defined(__x86_64__)
    if (level == SimdLevel::avx512) return block_distances_avx512(steps, block, distances);
    if (level == SimdLevel::avx2) return block_distances_avx2(steps, block, distances);
#endif
    distances_scalar(steps, block, distances);
    return least_scalar(distances);
}

}  // namespace replica
