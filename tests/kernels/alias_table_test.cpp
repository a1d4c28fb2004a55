#include "kernels/alias_table.hpp"

#include "kernels/philox_draws.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Weights = std::vector<std::uint64_t>;

TEST(AliasTable, ProbabilitiesAreTheWeights) {
    const std::vector<Weights> cases = {{1},
                                        {1, 1, 1},
                                        {3, 0, 5, 1, 0, 91, 7},
                                        {0, 0, 1},
                                        {4000000000, 1, 4000000000, 7, 3000000000, 12, 900},
                                        Weights(1000, 17)};
    for (const Weights& weights : cases) {
        std::vector<AliasSlot> pool(5);  // a table may start anywhere
        const AliasRow row = append_alias_row(weights, pool);
        const auto probability = reference::alias_probabilities(pool, row, weights.size());
        const auto total = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
        EXPECT_EQ(row.first, 5U);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            EXPECT_NEAR(probability[i], static_cast<double>(weights[i]) / total, 1e-9) << i;
            EXPECT_EQ(probability[i] > 0, weights[i] > 0) << i;
        }
    }
}

TEST(AliasTable, ManyOutcomesOfEveryWeight) {
    Weights weights(65536);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = i * i % 1009;
    std::vector<AliasSlot> pool;
    const auto row = append_alias_row(weights, pool);
    const auto probability = reference::alias_probabilities(pool, row, weights.size());
    const auto total = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
    for (std::size_t i = 0; i < weights.size(); ++i)
        ASSERT_NEAR(probability[i], static_cast<double>(weights[i]) / total, 1e-9);
}

TEST(AliasTable, WeightsBeyond64BitSums) {
    const std::uint64_t huge = ~std::uint64_t{0};
    std::vector<AliasSlot> pool;
    const auto row = append_alias_row(Weights{huge, huge / 2, 1, huge / 4}, pool);
    const auto probability = reference::alias_probabilities(pool, row, 4);
    EXPECT_NEAR(probability[0], 4.0 / 7, 1e-9);
    EXPECT_NEAR(probability[1], 2.0 / 7, 1e-9);
    EXPECT_NEAR(probability[3], 1.0 / 7, 1e-9);
}

TEST(AliasTable, DrawsNamedOutcomes) {
    std::vector<AliasSlot> pool;
    const std::vector<std::uint16_t> outcomes = {7, 65535, 300};
    const auto row = append_alias_row(outcomes, Weights{1, 2, 1}, pool);
    std::vector<std::uint64_t> observed(65536);
    std::vector<double> share(65536);
    share[7] = share[300] = 0.25;
    share[65535] = 0.5;
    for (std::uint64_t i = 0; i < 40000; ++i) ++observed[draw_alias(pool.data(), row, philox_draw(1, 2, i))];
    EXPECT_LT(reference::chi_square(observed, share), 13.8);  // 2 degrees of freedom, p = 0.001
}

TEST(AliasTable, ChiSquareOfDraws) {
    Weights weights(50);
    std::vector<double> share(50);
    for (std::size_t i = 0; i < 50; ++i) weights[i] = 1 + i * i;
    const auto total = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
    for (std::size_t i = 0; i < 50; ++i) share[i] = static_cast<double>(weights[i]) / total;
    const AliasTable table(weights);
    std::vector<std::uint64_t> observed(50);
    for (std::uint64_t i = 0; i < 1000000; ++i) ++observed[table.draw(philox_draw(11, 3, i))];
    EXPECT_LT(reference::chi_square(observed, share), 85.4);  // 49 degrees of freedom, p = 0.001
}

TEST(AliasTable, SkewedWeightsAndAnOutcomeOfWeightZero) {
    const Weights weights = {0, 100000, 1, 0, 10, 3000, 0};
    const AliasTable table(weights);
    std::vector<double> share;
    for (const auto weight : weights) share.push_back(static_cast<double>(weight) / 103011);
    std::vector<std::uint64_t> observed(weights.size());
    for (std::uint64_t i = 0; i < 4000000; ++i) ++observed[table.draw(philox_draw(5, 1, i))];
    EXPECT_LT(reference::chi_square(observed, share), 16.3);  // 3 degrees of freedom, p = 0.001
    for (const std::uint32_t extreme : {0U, ~0U}) EXPECT_GT(weights[table.draw(extreme)], 0U);
}

}  // namespace
}  // namespace replica
