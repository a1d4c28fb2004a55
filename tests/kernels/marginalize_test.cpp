#include "kernels/marginalize.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(Marginalize, EqualsTheTripleLoop) {
    std::mt19937 random(3);
    for (const std::size_t outer : std::vector<std::size_t>{1U, 2U, 7U, 64U})
        for (const std::size_t extent : std::vector<std::size_t>{1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 33U})
            for (const std::size_t inner : std::vector<std::size_t>{1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 31U, 256U}) {
                std::vector<std::uint32_t> counts(outer * extent * inner);
                for (auto& count : counts) count = static_cast<std::uint32_t>(random() % 100000);
                std::vector<std::uint32_t> expected(outer * inner, 0);
                for (std::size_t o = 0; o < outer; ++o)
                    for (std::size_t y = 0; y < extent; ++y)
                        for (std::size_t i = 0; i < inner; ++i)
                            expected[o * inner + i] += counts[(o * extent + y) * inner + i];
                for (const SimdLevel level : supported_simd_levels()) {
                    std::vector<std::uint32_t> result(outer * inner, 77);
                    marginalize(counts, {outer, extent, inner}, result, level);
                    EXPECT_EQ(result, expected) << outer << " x " << extent << " x " << inner;
                }
            }
}

}  // namespace
}  // namespace replica
