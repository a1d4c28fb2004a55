#include "kernels/nearest_rows.hpp"

#include "tests/kernels/reference/nearest_rows.hpp"

#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

std::vector<std::uint32_t> first_columns(std::size_t count) {
    std::vector<std::uint32_t> columns(count);
    std::iota(columns.begin(), columns.end(), 0U);
    return columns;
}

/// Every kind of column, `repeats` times: few codes, so that distances tie; ordered ones with missing rows and without.
std::vector<ByteColumn> every_kind(std::size_t repeats) {
    const std::vector<ByteColumn> kinds{{ByteKind::nominal, 1}, {ByteKind::nominal, 2}, {ByteKind::ordered, 1},
                                        {ByteKind::ordered, 1}, {ByteKind::ordered, 2}, {ByteKind::ordered, 3}};
    std::vector<ByteColumn> columns;
    for (std::size_t r = 0; r < repeats; ++r) columns.insert(columns.end(), kinds.begin(), kinds.end());
    return columns;
}

ByteRows random_rows(const std::vector<ByteColumn>& columns, std::size_t rows, std::uint32_t seed) {
    std::mt19937 random(seed);
    ByteRows made(columns, rows);
    std::vector<std::uint8_t> bytes(rows);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        // Bytes step by 37 from 0 to 222, and every ninth is missing, but not in every third column.
        for (std::size_t p = 0; p < columns[c].planes; ++p) {
            for (auto& byte : bytes)
                byte = static_cast<std::uint8_t>(random() % 9 == 0 && c % 3 != 2 ? 255 : random() % 7 * 37);
            made.set_plane(made.first_plane(c) + p, bytes);
        }
    }
    return made;
}

TEST(NearestRows, ByHand) {
    ByteRows rows({{ByteKind::nominal, 1}, {ByteKind::ordered, 1}, {ByteKind::ordered, 2}}, 4);
    rows.set_plane(0, std::vector<std::uint8_t>{3, 3, 255, 3});
    rows.set_plane(1, std::vector<std::uint8_t>{10, 255, 10, 14});
    rows.set_plane(2, std::vector<std::uint8_t>{7, 7, 7, 7});
    rows.set_plane(3, std::vector<std::uint8_t>{1, 1, 1, 2});
    NearestOptions options;
    options.count = 5;
    for (const SimdLevel level : supported_simd_levels()) {
        options.level = level;
        const auto of_first = nearest_rows(rows.slice(0, 1), rows, options);
        EXPECT_EQ(of_first, (std::vector<NearRow>{{0, 0}, {5, 3}, {255, 1}, {255, 2}, {}}));
        const auto of_missing = nearest_rows(rows.slice(1, 1), rows, options);
        EXPECT_EQ(of_missing, (std::vector<NearRow>{{0, 1}, {255, 0}, {256, 3}, {510, 2}, {}}));
    }
}

class NearestRowsOf : public testing::TestWithParam<std::size_t> {};

TEST_P(NearestRowsOf, EqualTheSerialTwin) {
    const auto columns = every_kind(2);
    const ByteRows queries = random_rows(columns, 131, 1);
    const ByteRows candidates = random_rows(columns, GetParam(), 2);
    const std::vector<std::vector<std::uint32_t>> all{first_columns(columns.size())};
    std::vector<std::vector<std::uint32_t>> each;
    std::vector<std::uint32_t> left_out;
    for (std::uint32_t q = 0; q < queries.rows(); ++q) {
        each.push_back({q % 12, (q + 5) % 12, (q + 7) % 12});
        left_out.push_back(q * 3 % 140);
    }
    for (const SimdLevel level : supported_simd_levels()) {
        NearestOptions options{4, {}, {}, 1, level};
        const auto by_all = nearest_rows(queries, candidates, options);
        options.threads = 3;
        EXPECT_EQ(nearest_rows(queries, candidates, options), by_all);
        options.columns = all;
        EXPECT_EQ(nearest_rows(queries, candidates, options), by_all);
        options.columns = each;
        options.left_out = left_out;
        const auto by_some = nearest_rows(queries, candidates, options);
        for (std::size_t q = 0; q<queries.rows(); q += GetParam()> 1000 ? 26 : 1) {
            const auto part = [&](const std::vector<NearRow>& rows) {
                return std::vector<NearRow>(rows.begin() + static_cast<std::ptrdiff_t>(q * 4),
                                            rows.begin() + static_cast<std::ptrdiff_t>(q * 4 + 4));
            };
            ASSERT_EQ(part(by_all), reference::nearest(queries, q, candidates, all[0], NearRow::none, 4)) << q;
            ASSERT_EQ(part(by_some), reference::nearest(queries, q, candidates, each[q], left_out[q], 4)) << q;
        }
    }
}

TEST_P(NearestRowsOf, WithoutAColumnEqualTheSerialTwin) {
    const auto columns = every_kind(1);
    const ByteRows queries = random_rows(columns, 70, 3);
    const ByteRows candidates = random_rows(columns, GetParam(), 4);
    const std::vector<std::uint32_t> without{5, 0, 3};
    std::vector<std::uint32_t> left_out;
    for (std::uint32_t q = 0; q < queries.rows(); ++q) left_out.push_back(q);
    for (const SimdLevel level : supported_simd_levels()) {
        NearestOptions options{1, {}, left_out, 2, level};
        const auto found = nearest_without(queries, candidates, without, options);
        for (std::size_t q = 0; q<queries.rows(); q += GetParam()> 1000 ? 23 : 1) {
            for (std::size_t i = 0; i < without.size(); ++i) {
                auto rest = first_columns(columns.size());
                std::erase(rest, without[i]);
                ASSERT_EQ(found[q * 3 + i], reference::nearest(queries, q, candidates, rest, left_out[q], 1).front());
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Candidates, NearestRowsOf, testing::Values(0, 1, 131, 42793));

// 300 columns of which all differ: 16 bits don't hold the distance, a byte doesn't count the columns.
TEST(NearestRows, HoldTheSumOfManyColumns) {
    const auto columns = every_kind(50);
    const ByteRows queries = random_rows(columns, 3, 5);
    const ByteRows candidates = random_rows(columns, 200, 6);
    ByteRows far(std::vector<ByteColumn>(300), 1), near(std::vector<ByteColumn>(300), 1);
    for (std::size_t p = 0; p < 300; ++p) far.set_plane(p, std::vector<std::uint8_t>{1});
    for (const SimdLevel level : supported_simd_levels()) {
        NearestOptions options{2, {}, {}, 1, level};
        EXPECT_EQ(nearest_rows(near, far, options).front().distance, 300U * 255U);
        EXPECT_EQ(nearest_rows(near, near, options).front().distance, 0U);
        const auto found = nearest_rows(queries, candidates, options);
        for (std::size_t q = 0; q < queries.rows(); ++q)
            EXPECT_EQ(found[q * 2],
                      reference::nearest(queries, q, candidates, first_columns(300), NearRow::none, 1)[0]);
    }
}

}  // namespace
}  // namespace replica
