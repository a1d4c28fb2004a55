#include "engine/privacy/impossible_pairs.hpp"

#include "engine/privacy/structural_zeros.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Codes = std::vector<std::vector<std::uint16_t>>;

TEST(ImpossiblePairs, RowsThatCantBeBecomeOthersThatCan) {
    const std::vector<ImpossiblePair> pairs{{0, 2, 3, {0, 0, 1, 1, 0, 0}}};  // (0, 2) and (1, 0) can't be
    Codes codes(4);
    for (std::uint16_t row = 0; row < 3000; ++row) {
        codes[0].push_back(row % 2);
        codes[2].push_back(row % 3);
        codes[3].push_back(static_cast<std::uint16_t>(row % 2 * 3 + row % 3));
    }
    const Codes before = codes;
    replace_impossible(pairs, codes, 5, 1);
    EXPECT_TRUE(codes[1].empty());
    std::vector<int> counts(6);
    for (std::size_t row = 0; row < 3000; ++row) {
        EXPECT_EQ(codes[3][row], codes[0][row] * 3 + codes[2][row]);  // whole rows
        ++counts[codes[3][row]];
        const bool was_possible = before[3][row] != 2 && before[3][row] != 3;
        EXPECT_TRUE(!was_possible || codes[3][row] == before[3][row]);
    }
    for (const std::size_t cell : {0U, 1U, 4U, 5U}) EXPECT_NEAR(counts[cell], 750, 80);
    EXPECT_EQ(counts[2] + counts[3], 0);
    Codes again = before;
    replace_impossible(pairs, again, 5, 1);
    EXPECT_EQ(again, codes);
    Codes never{{0, 0}, {}, {2, 2}, {1, 2}};
    replace_impossible(pairs, never, 5, 1);
    EXPECT_EQ(never[3], (std::vector<std::uint16_t>{1, 2}));
}

TEST(ImpossiblePairs, AreTheSameFromEitherSide) {
    const std::vector<ImpossiblePair> pairs{{9, 4, 3, {0, 0, 1, 1, 0, 0}}};
    const ImpossibleCells cells = among_columns(pairs, {4, 9});
    EXPECT_EQ(cells.at({0, 1}), (std::vector<std::uint8_t>{0, 1, 0, 0, 1, 0}));
}

}  // namespace
}  // namespace replica
