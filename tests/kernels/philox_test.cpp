#include "kernels/philox.hpp"

#include <cstddef>
#include <vector>

#include <Random123/philox.h>
#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(Philox, KnownAnswers) {
    // Random123's kat_vectors for philox4x32-10.
    using Words = std::array<std::uint32_t, 4>;
    EXPECT_EQ(philox_block({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox_block({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, WordsAreThoseOfRandom123) {
    const std::uint64_t seed = 0x0123456789abcdefU;
    const std::uint64_t stream = 0xfedcba9876543210U;
    for (std::uint64_t index : {0ULL, 1ULL, 2ULL, 77ULL, 0x1fffffffeULL, 0x200000001ULL, 0xffffffffffffffffULL}) {
        const std::uint64_t block = index / 2;
        const philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32U),
                                           static_cast<std::uint32_t>(stream),
                                           static_cast<std::uint32_t>(stream >> 32U)}};
        const philox4x32_key_t key = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}};
        const philox4x32_ctr_t expected = philox4x32(counter, key);
        const std::size_t half = 2 * (index % 2);
        EXPECT_EQ(philox_word(seed, stream, index), expected.v[half] | std::uint64_t{expected.v[half + 1]} << 32U);
    }
}

TEST(Philox, FilledWordsDoNotDependOnLevelStartOrLength) {
    for (const SimdLevel level : supported_simd_levels()) {
        for (std::uint64_t first : {0ULL, 1ULL, 4095ULL, 0x1fffffff9ULL}) {  // the last crosses a carry of the counter
            for (std::size_t size : {0U, 1U, 2U, 7U, 8U, 16U, 33U, 131U}) {
                std::vector<std::uint64_t> words(size + 1, 42);
                fill_philox(5, 9, first, std::span(words).first(size), level);
                for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(words[i], philox_word(5, 9, first + i));
                EXPECT_EQ(words[size], 42U);
            }
        }
    }
}

TEST(Philox, ScaledWordsStayBelowTheCount) {
    EXPECT_EQ(scale_word(0, 7), 0U);
    EXPECT_EQ(scale_word(~std::uint64_t{0}, 7), 6U);
    EXPECT_EQ(scale_word(std::uint64_t{1} << 63U, 10), 5U);
    EXPECT_EQ(scale_word(~std::uint64_t{0}, ~std::uint64_t{0}), ~std::uint64_t{0} - 1);
}

}  // namespace
}  // namespace replica
