#include "kernels/contingency_table.hpp"

#include "kernels/mixed_radix.hpp"
#include "kernels/sparse_contingency_table.hpp"
#include "tests/kernels/reference/naive_counts.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

struct Shape {
    std::vector<std::uint32_t> domains;
    std::vector<std::size_t> wide;
};

const std::vector<std::size_t> row_counts = {0, 1, 131, 42793};

const std::vector<Shape> shapes = {
    {{5}, {}},
    {{1}, {}},
    {{65536}, {}},
    {{3, 4, 2}, {}},
    {{3, 4, 2}, {1}},
    {{4, 4, 4, 4, 4, 4, 4, 4}, {}},
    {{1, 7, 1, 256, 3}, {}},
    {{2, 2, 2, 2, 3, 2, 2, 2, 2, 5, 2}, {4}},
    {{300, 9, 5}, {2}},
    {{256, 256}, {}},
    {{40, 50, 60}, {0, 2}},
    {{17, 3, 11, 5, 31}, {}},
    {{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3}, {}},
};

std::vector<std::uint32_t> expected_counts(const reference::Extract& extract, const reference::NaiveTable& table) {
    std::vector<std::uint32_t> counts(*joint_cells(extract.domains), 0);
    for (const auto& [codes, rows] : table) counts[reference::cell_of(codes, extract.domains)] = rows;
    return counts;
}

TEST(ContingencyTable, EqualsTheNaiveTwin) {
    for (const std::size_t rows : row_counts)
        for (const Shape& shape : shapes) {
            const auto extract = reference::make_extract(rows, shape.domains, shape.wide);
            const auto columns = extract.columns();
            const auto expected =
                expected_counts(extract, reference::count(columns, reference::all_columns(columns.size())));
            for (const SimdLevel level : supported_simd_levels()) {
                ContingencyScratch scratch;
                std::vector<std::uint32_t> counts(expected.size(), 99);
                count_contingency_table({columns, extract.domains, {}}, counts, scratch, level);
                EXPECT_EQ(counts, expected) << rows << " rows, level " << static_cast<int>(level);
            }
        }
}

TEST(ContingencyTable, RowsThatRepeatGoThroughSubTables) {
    const std::vector<std::uint8_t> same(42793, 3);
    const std::vector<CodeColumn> columns(5, std::span(same));
    const std::vector<std::uint32_t> domains(5, 5);
    std::vector<std::uint32_t> expected(3125, 0);
    expected[reference::cell_of({3, 3, 3, 3, 3}, domains)] = 42793;
    for (const SimdLevel level : supported_simd_levels()) {
        ContingencyScratch scratch;
        std::vector<std::uint32_t> counts(expected.size());
        count_contingency_table({columns, domains, {}}, counts, scratch, level);
        EXPECT_EQ(counts, expected);
    }
}

/// Distinct rows of an extract and how many rows each stands for.
struct MergedExtract {
    reference::Extract rows;
    std::vector<std::uint32_t> weights;
};

MergedExtract merge(const reference::Extract& extract) {
    const auto columns = extract.columns();
    MergedExtract merged{{{}, extract.domains}, {}};
    merged.rows.storage.resize(columns.size(), std::vector<std::uint16_t>{});
    for (const auto& [codes, count] : reference::count(columns, reference::all_columns(columns.size()))) {
        for (std::size_t j = 0; j < codes.size(); ++j)
            std::get<1>(merged.rows.storage[j]).push_back(static_cast<std::uint16_t>(codes[j]));
        merged.weights.push_back(count);
    }
    return merged;
}

TEST(ContingencyTable, WeightsStandForRows) {
    for (const Shape& shape : shapes) {
        const auto extract = reference::make_extract(42793, shape.domains, shape.wide);
        const auto columns = extract.columns();
        const auto expected =
            expected_counts(extract, reference::count(columns, reference::all_columns(columns.size())));
        const MergedExtract merged = merge(extract);
        const auto merged_columns = merged.rows.columns();
        const CountedRows rows{merged_columns, shape.domains, merged.weights};
        ContingencyScratch scratch;
        std::vector<std::uint32_t> counts(expected.size(), 99);
        count_contingency_table(rows, counts, scratch);
        EXPECT_EQ(counts, expected);
        EXPECT_EQ(sparse_contingency_table(rows).cells, sparse_contingency_table({columns, shape.domains, {}}).cells);
    }
}

TEST(ContingencyTable, CellsOfLargeTablesPassABytesRange) {
    // Half of the rows in one cell, so that bytes carry many times, in one table and in four.
    for (const std::uint32_t spread : {2U, 40U}) {
        std::vector<std::uint8_t> codes(250'000);
        for (std::size_t i = 0; i < codes.size(); ++i)
            codes[i] = static_cast<std::uint8_t>(i % spread == 0 ? i / spread % 20 : i % 2);
        const std::vector<CodeColumn> columns(4, std::span(codes));
        const std::vector<std::uint32_t> domains(4, 20);
        std::vector<std::uint32_t> expected(160'000, 0);
        for (const std::uint8_t code : codes) ++expected[code * 8421U];
        for (const SimdLevel level : supported_simd_levels()) {
            ContingencyScratch scratch;
            std::vector<std::uint32_t> counts(expected.size());
            count_contingency_table({columns, domains, {}}, counts, scratch, level);
            EXPECT_EQ(counts, expected);
        }
    }
}

TEST(SparseContingencyTable, EqualsTheNaiveTwin) {
    std::vector<Shape> large = shapes;
    large.push_back({{1000, 1000, 1000, 1000}, {}});
    large.push_back({{65536, 65536, 65536}, {}});
    for (const std::size_t rows : row_counts)
        for (const Shape& shape : large) {
            const auto extract = reference::make_extract(rows, shape.domains, shape.wide);
            const auto columns = extract.columns();
            std::vector<SparseCell> expected;
            for (const auto& [codes, count] : reference::count(columns, reference::all_columns(columns.size())))
                expected.push_back({reference::cell_of(codes, shape.domains), count});
            for (const SimdLevel level : supported_simd_levels()) {
                const SparseTable table = sparse_contingency_table({columns, shape.domains, {}}, level);
                EXPECT_TRUE(table.cells_are_indices);
                EXPECT_EQ(table.cells, expected) << rows << " rows, level " << static_cast<int>(level);
            }
        }
}

TEST(SparseContingencyTable, CountsWhereIndicesExceed64Bits) {
    for (const std::size_t rows : row_counts) {
        const auto extract = reference::make_extract(rows, {65536, 60000, 5, 65536, 65536, 2, 65000, 3, 65536});
        const auto columns = extract.columns();
        const auto naive = reference::count(columns, reference::all_columns(columns.size()));
        const SparseTable table = sparse_contingency_table({columns, extract.domains, {}});
        EXPECT_FALSE(table.cells_are_indices);
        ASSERT_EQ(table.cells.size(), naive.size());
        std::size_t i = 0;
        for (const auto& [codes, count] : naive) {
            EXPECT_EQ(table.cells[i].count, count);
            if (i > 0) {
                EXPECT_LT(table.cells[i - 1].cell, table.cells[i].cell);
            }
            ++i;
        }
    }
}

TEST(MixedRadix, JointCellsStopAt64Bits) {
    EXPECT_EQ(joint_cells(std::vector<std::uint32_t>{}), 1U);
    EXPECT_EQ(joint_cells(std::vector<std::uint32_t>{65536, 65536, 65536, 65535}), 0xFFFF000000000000U);
    EXPECT_FALSE(joint_cells(std::vector<std::uint32_t>{65536, 65536, 65536, 65536}).has_value());
}

}  // namespace
}  // namespace replica
