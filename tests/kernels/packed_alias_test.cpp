#include "kernels/packed_alias.hpp"

#include "kernels/philox_draws.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Weights = std::vector<std::uint64_t>;

std::vector<std::uint16_t> all_outcomes(std::size_t size) {
    std::vector<std::uint16_t> outcomes(size);
    std::iota(outcomes.begin(), outcomes.end(), std::uint16_t{0});
    return outcomes;
}

/// Probability of each outcome, from the slots: the side in a slot is a signed fraction, lowest first.
std::vector<double> probabilities(const std::vector<std::uint32_t>& slots, unsigned bits) {
    std::vector<double> probability(slots.size());
    for (std::uint32_t i = 0; i < slots.size(); ++i) {
        const std::uint32_t biased = slots[i] ^ 0x80000000U;
        const double own = std::ldexp(biased >> bits, -32);
        probability[i] += own;
        probability[biased & ((1U << bits) - 1)] += 1.0 / static_cast<double>(slots.size()) - own;
    }
    return probability;
}

TEST(PackedAlias, Bits) {
    EXPECT_EQ(packed_alias_bits(1), 1U);
    EXPECT_EQ(packed_alias_bits(2), 1U);
    EXPECT_EQ(packed_alias_bits(3), 2U);
    EXPECT_EQ(packed_alias_bits(8), 3U);
    EXPECT_EQ(packed_alias_bits(9), 4U);
    EXPECT_EQ(packed_alias_bits(256), 8U);
}

TEST(PackedAlias, ProbabilitiesAreTheWeights) {
    const std::vector<Weights> cases = {{1},
                                        {1, 1, 1},
                                        {3, 0, 5, 1, 0, 91, 7},
                                        {0, 0, 1},
                                        {4000000000, 1, 4000000000, 7, 3000000000, 12, 900, 1},
                                        Weights(200, 17)};
    for (const Weights& weights : cases) {
        const unsigned bits = packed_alias_bits(weights.size());
        std::vector<std::uint32_t> slots(std::size_t{1} << bits);
        set_packed_table(all_outcomes(weights.size()), weights, bits, slots);
        const auto probability = probabilities(slots, bits);
        const auto total = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const std::uint64_t weight = i < weights.size() ? weights[i] : 0;
            EXPECT_NEAR(probability[i], static_cast<double>(weight) / total, 2e-9) << i;
            EXPECT_EQ(probability[i] > 1e-12, weight > 0) << i;
        }
    }
}

TEST(PackedAlias, ChiSquareOfSkewedDraws) {
    const Weights weights = {0, 100000, 1, 0, 10, 3000, 0, 200, 0};
    std::vector<std::uint32_t> slots(16);
    set_packed_table(all_outcomes(weights.size()), weights, 4, slots);
    std::vector<double> share(16);
    for (std::size_t i = 0; i < weights.size(); ++i) share[i] = static_cast<double>(weights[i]) / 103211;
    std::vector<std::uint64_t> observed(16);
    for (std::uint64_t i = 0; i < 4000000; ++i) ++observed[draw_packed(slots.data(), 4, philox_draw(5, 1, i))];
    EXPECT_LT(reference::chi_square(observed, share), 18.5);  // 4 degrees of freedom, p = 0.001
}

TEST(PackedAlias, OutcomesOfWeightZeroAreNeverDrawn) {
    // Every slot with every side that could be taken for a lower one: the first and the last.
    for (const Weights& weights : {Weights{0, 7, 0, 0, 1}, Weights{1, 0}, Weights{0, 0, 0, 0, 0, 0, 0, 5}}) {
        const unsigned bits = packed_alias_bits(weights.size());
        std::vector<std::uint32_t> slots(std::size_t{1} << bits);
        set_packed_table(all_outcomes(weights.size()), weights, bits, slots);
        for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
            const std::uint32_t sides = 0xffffffffU >> bits;
            for (const std::uint32_t side : {0U, 1U, sides / 2, sides / 2 + 1, sides - 1, sides}) {
                const auto outcome = draw_packed(slots.data(), bits, slot << (32 - bits) | side);
                ASSERT_LT(outcome, weights.size());
                ASSERT_GT(weights[outcome], 0U);
            }
        }
    }
}

TEST(PackedAlias, CodesAreTheSameAtEveryLevel) {
    for (const std::size_t outcomes : {2U, 5U, 8U, 200U}) {
        PackedAlias tables;
        tables.bits = packed_alias_bits(outcomes);
        const std::size_t size = std::size_t{1} << tables.bits;
        tables.slots.resize(7 * size);
        for (std::size_t t = 0; t < 7; ++t) {
            Weights weights(outcomes);
            for (std::size_t i = 0; i < outcomes; ++i) weights[i] = (i * 31 + t * 17) % 11;
            weights[t % outcomes] += 3;
            set_packed_table(all_outcomes(outcomes), weights, tables.bits,
                             std::span(tables.slots).subspan(t * size, size));
        }
        for (const std::size_t rows : {0U, 1U, 15U, 16U, 333U, 4096U}) {
            std::vector<std::uint16_t> starts(rows);
            for (std::size_t r = 0; r < rows; ++r) starts[r] = static_cast<std::uint16_t>(r * 5 % 7 * size);
            const std::vector<std::uint32_t> wide(starts.begin(), starts.end());
            std::vector<std::uint32_t> draws(rows);
            fill_philox_draws(3, 4, 5, draws);
            for (const SimdLevel level : supported_simd_levels()) {
                std::vector<std::uint16_t> codes(rows, 999);
                std::vector<std::uint16_t> codes_of_wide(rows, 999);
                draw_packed_codes(tables, starts, draws, codes, level);
                draw_packed_codes(tables, wide, draws, codes_of_wide, level);
                for (std::size_t r = 0; r < rows; ++r)
                    ASSERT_EQ(codes[r], draw_packed(tables.slots.data() + starts[r], tables.bits, draws[r]));
                ASSERT_EQ(codes, codes_of_wide);
            }
        }
    }
}

}  // namespace
}  // namespace replica
