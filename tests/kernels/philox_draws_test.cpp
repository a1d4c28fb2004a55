#include "kernels/philox_draws.hpp"

#include "kernels/philox.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(PhiloxDraws, FourBlocksMakeSixteenDraws) {
    // Block b of group 3 gives draws 48 + 2 b, 49 + 2 b, 56 + 2 b and 57 + 2 b: its words 1, 0, 3 and 2.
    for (std::uint32_t b = 0; b < 4; ++b) {
        const auto words = philox_block({12 + b, 0, 0x55667788, 0x11223344}, {0x89abcdef, 0x01234567});
        const auto draw = [](std::uint64_t index) {
            return philox_draw(0x0123456789abcdefU, 0x1122334455667788U, index);
        };
        EXPECT_EQ(draw(48 + 2 * b), words[1]);
        EXPECT_EQ(draw(49 + 2 * b), words[0]);
        EXPECT_EQ(draw(56 + 2 * b), words[3]);
        EXPECT_EQ(draw(57 + 2 * b), words[2]);
    }
}

TEST(PhiloxDraws, NoWordIsUsedTwice) {
    std::multiset<std::uint32_t> draws;
    std::multiset<std::uint32_t> words;
    for (std::uint32_t i = 0; i < 64; ++i) draws.insert(philox_draw(1, 2, i));
    for (std::uint32_t block = 0; block < 16; ++block) {
        for (const std::uint32_t word : philox_block({block, 0, 2, 0}, {1, 0})) words.insert(word);
    }
    EXPECT_EQ(draws, words);
}

TEST(PhiloxDraws, FilledDrawsDoNotDependOnLevelStartOrLength) {
    const std::uint64_t seed = 0xfedcba9876543210U;  // both halves of key and stream matter
    const std::uint64_t stream = 0x8765432100112233U;
    // The counter's low word overflows at draw 2^34.
    for (const SimdLevel level : supported_simd_levels()) {
        for (std::uint64_t first :
             {0ULL, 1ULL, 15ULL, 4088ULL, 0x3ffffff90ULL, 0x3ffffffb7ULL, 0xfffffffffffff000ULL}) {
            for (std::size_t size : {0U, 1U, 2U, 7U, 16U, 31U, 33U, 64U, 131U, 1000U}) {
                std::vector<std::uint32_t> draws(size + 1, 42);
                fill_philox_draws(seed, stream, first, std::span(draws).first(size), level);
                for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(draws[i], philox_draw(seed, stream, first + i));
                EXPECT_EQ(draws[size], 42U);
            }
        }
    }
}

}  // namespace
}  // namespace replica
