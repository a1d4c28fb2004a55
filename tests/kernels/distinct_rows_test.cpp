#include "kernels/distinct_rows.hpp"

#include "kernels/row_hash.hpp"
#include "tests/kernels/reference/naive_counts.hpp"

#include <map>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Codes = std::vector<std::uint32_t>;

Codes row_of(std::span<const CodeColumn> columns, std::size_t row) {
    Codes codes;
    for (const CodeColumn& column : columns)
        codes.push_back(std::visit([&](const auto& span) { return std::uint32_t{span[row]}; }, column));
    return codes;
}

std::vector<std::uint64_t> hash_all(std::span<const CodeColumn> columns, int threads, SimdLevel level) {
    std::vector<std::uint64_t> hashes(row_count(columns[0]));
    hash_rows(columns, 0, hashes, threads, level);
    return hashes;
}

TEST(RowHash, DependsOnTheRowOnly) {
    const auto extract = reference::make_extract(9001, {3, 300, 2, 7}, {3});
    const auto columns = extract.columns();
    const auto expected = hash_all(columns, 1, SimdLevel::scalar);
    std::map<std::uint64_t, Codes> rows;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        const auto [place, is_new] = rows.emplace(expected[row], row_of(columns, row));
        EXPECT_EQ(place->second, row_of(columns, row));
    }
    EXPECT_EQ(rows.size(), reference::count(columns, reference::all_columns(4)).size());
    for (const SimdLevel level : supported_simd_levels()) EXPECT_EQ(hash_all(columns, 2, level), expected);
    std::vector<std::uint64_t> part(100);
    hash_rows(columns, 5000, part, 1);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), expected.begin() + 5000));
}

/// All shares together against the naive table.
void expect_distinct(const reference::Extract& extract, std::span<const std::uint64_t> hashes, std::uint32_t shares) {
    const auto columns = extract.columns();
    reference::NaiveTable found;
    for (std::uint32_t share = 0; share < shares; ++share) {
        const DistinctRows distinct = distinct_rows(columns, hashes, {share, shares}, 2);
        ASSERT_EQ(distinct.rows.size(), distinct.weights.size());
        EXPECT_TRUE(std::is_sorted(distinct.rows.begin(), distinct.rows.end()));
        for (std::size_t i = 0; i < distinct.rows.size(); ++i) {
            const auto [place, is_new] = found.emplace(row_of(columns, distinct.rows[i]), distinct.weights[i]);
            EXPECT_TRUE(is_new);
        }
    }
    EXPECT_EQ(found, reference::count(columns, reference::all_columns(columns.size())));
}

TEST(DistinctRows, EqualTheNaiveTwin) {
    for (const std::size_t rows : std::vector<std::size_t>{0, 1, 131, 42793}) {
        const auto extract = reference::make_extract(rows, {3, 300, 2, 4});
        const auto hashes = hash_all(extract.columns(), 1, best_simd_level());
        for (const std::uint32_t shares : {1U, 3U}) expect_distinct(extract, hashes, shares);
    }
}

TEST(DistinctRows, EqualHashesOfDifferentRowsDoNoHarm) {
    const auto extract = reference::make_extract(500, {3, 4, 2});
    expect_distinct(extract, std::vector<std::uint64_t>(500, 12345), 2);
}

}  // namespace
}  // namespace replica
