#include "kernels/pair_tables.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

struct Table {
    std::vector<std::uint32_t> sizes;
    std::vector<std::vector<std::uint16_t>> columns;
    std::vector<double> weights;
};

Table random_table(std::size_t rows) {
    std::mt19937 random(7);
    Table table{{3, 40, 1, 300}, {}, {}};
    for (const std::uint32_t size : table.sizes) {
        auto& column = table.columns.emplace_back();
        for (std::size_t r = 0; r < rows; ++r) column.push_back(static_cast<std::uint16_t>(random() % size));
    }
    for (std::size_t r = 0; r < rows; ++r) table.weights.push_back(static_cast<double>(random() % 1'000'000));
    return table;
}

std::vector<ColumnPair> all_pairs() { return {{0, 1}, {0, 3}, {1, 3}, {2, 3}, {1, 1}, {3, 3}, {0, 2}}; }

// The serial twin.
std::vector<double> weigh(const Table& table, ColumnPair pair, const std::vector<double>& weights) {
    std::vector<double> cells(cells_of(pair, table.sizes));
    for (std::size_t r = 0; r < weights.size(); ++r) {
        const std::size_t second = table.columns[pair.second][r];
        cells[pair.is_single() ? second : table.columns[pair.first][r] * table.sizes[pair.second] + second] +=
            weights[r];
    }
    return cells;
}

TEST(PairTables, WeighsAsTheSerialTwin) {
    Table table = random_table(10'007);
    for (const int threads : {1, 2, 3}) {
        const auto tables = weigh_pairs({table.columns, table.sizes, table.weights}, all_pairs(), threads);
        for (std::size_t p = 0; p < tables.size(); ++p)
            EXPECT_EQ(tables[p], weigh(table, all_pairs()[p], table.weights));
    }
}

TEST(PairTables, CountsMappedCodesAsTheSerialTwin) {
    const Table table = random_table(9000);
    std::vector<std::uint8_t> narrow(table.columns[1].begin(), table.columns[1].end());
    const std::vector<CodeColumn> columns{table.columns[0], narrow, table.columns[2], table.columns[3]};
    std::vector<std::vector<std::uint16_t>> maps(4);
    Table mapped = table;
    mapped.sizes = {2, 7, 1, 50};
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::uint32_t code = 0; code < table.sizes[c]; ++code)
            maps[c].push_back(static_cast<std::uint16_t>(code % mapped.sizes[c]));
        for (auto& code : mapped.columns[c]) code = maps[c][code];
    }
    const std::vector<double> ones(9000, 1.0);
    for (const int threads : {1, 2, 4}) {
        const auto tables = count_pairs(columns, maps, mapped.sizes, all_pairs(), threads);
        for (std::size_t p = 0; p < tables.size(); ++p) {
            const std::vector<double> counted(tables[p].begin(), tables[p].end());
            EXPECT_EQ(counted, weigh(mapped, all_pairs()[p], ones));
        }
    }
}

TEST(PairTables, ScalesAndWeighsInOnePass) {
    const Table table = random_table(20'001);
    for (const int threads : {1, 2, 3}) {
        for (const ColumnPair scaled : all_pairs()) {
            std::vector<double> factors(cells_of(scaled, table.sizes));
            for (std::size_t i = 0; i < factors.size(); ++i) factors[i] = .25 + static_cast<double>(i % 7);
            for (const ColumnPair weighed : all_pairs()) {
                std::vector<double> twin = table.weights;
                for (std::size_t r = 0; r < twin.size(); ++r) {
                    const std::size_t second = table.columns[scaled.second][r];
                    const std::size_t cell = scaled.is_single()
                                                 ? second
                                                 : table.columns[scaled.first][r] * table.sizes[scaled.second] + second;
                    twin[r] = std::floor(twin[r] * factors[cell]);
                }
                std::vector<double> weights = table.weights;
                const auto now =
                    scale_and_weigh({table.columns, table.sizes, weights}, scaled, factors, weighed, threads);
                EXPECT_EQ(weights, twin);
                EXPECT_EQ(now, weigh(table, weighed, twin));
            }
        }
    }
}

}  // namespace
}  // namespace replica
