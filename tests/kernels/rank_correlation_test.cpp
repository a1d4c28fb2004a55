#include "kernels/rank_correlation.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Codes = std::vector<std::uint16_t>;

/// Pearson's correlation of mid-ranks that are found by comparing every two rows.
double naive_spearman(const Codes& a, const Codes& b, std::uint32_t a_values, std::uint32_t b_values) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] < a_values && b[i] < b_values) rows.push_back(i);
    const auto ranks = [&](const Codes& codes) {
        std::vector<double> result;
        for (const std::size_t i : rows) {
            double rank = 0.5;
            for (const std::size_t k : rows) rank += codes[k] < codes[i] ? 1 : codes[k] == codes[i] ? 0.5 : 0;
            result.push_back(rank);
        }
        return result;
    };
    const auto x = ranks(a);
    const auto y = ranks(b);
    const double n = static_cast<double>(rows.size());
    const double mean = (n + 1) / 2;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / std::sqrt(xx * yy);
}

TEST(RankCorrelation, IsThatOfSmallTables) {
    const Codes up{0, 1, 2, 3};
    const Codes down{3, 2, 1, 0};
    const Codes swapped{1, 0, 2, 3};
    const std::vector<RankedColumn> columns{{up, 4}, {down, 4}, {swapped, 4}};
    const auto matrix = spearman_matrix(columns, 1);
    EXPECT_DOUBLE_EQ(matrix[0], 1);
    EXPECT_DOUBLE_EQ(matrix[1], -1);
    EXPECT_DOUBLE_EQ(matrix[2], 0.8);  // 1 - 6 x 2 / (4 x 15)
    EXPECT_DOUBLE_EQ(matrix[7], -0.8);
    EXPECT_DOUBLE_EQ(matrix[5], matrix[7]);
}

TEST(RankCorrelation, IsNoneOfAConstant) {
    const Codes constant{2, 2, 2};
    const Codes other{0, 1, 2};
    const Codes missing{5, 5, 5};
    const std::vector<RankedColumn> columns{{constant, 3}, {other, 3}, {missing, 3}};
    const auto matrix = spearman_matrix(columns, 1);
    EXPECT_TRUE(std::isnan(matrix[1]));
    EXPECT_TRUE(std::isnan(matrix[5]));
    EXPECT_TRUE(spearman_matrix({}, 1).empty());
}

TEST(RankCorrelation, EqualsItsNaiveTwinWithTiesAndMissingValues) {
    constexpr std::size_t rows = 1000;
    std::vector<Codes> codes(5, Codes(rows));
    const std::vector<std::uint32_t> values{2, 7, 100, 1000, 30};
    std::uint32_t state = 7;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint32_t shared = (state = state * 1664525U + 1013904223U) >> 8U;
        for (std::size_t c = 0; c < codes.size(); ++c) {
            state = state * 1664525U + 1013904223U;
            const bool missing = (state >> 28U) == 0;
            const std::uint32_t value = (shared % 500 + (state >> 16U) % 500) * values[c] / 1000;
            codes[c][row] = static_cast<std::uint16_t>(missing ? values[c] + 1 : value);
        }
    }
    std::vector<RankedColumn> columns;
    for (std::size_t c = 0; c < codes.size(); ++c) columns.push_back({codes[c], values[c]});
    const auto matrix = spearman_matrix(columns, 2);
    for (std::size_t i = 0; i < codes.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            EXPECT_NEAR(matrix[i * 5 + k], naive_spearman(codes[i], codes[k], values[i], values[k]), 1e-12);
    EXPECT_EQ(matrix, spearman_matrix(columns, 1));
}

}  // namespace
}  // namespace replica
