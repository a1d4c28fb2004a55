#include "kernels/score_blocks.hpp"

#include "kernels/mixed_radix.hpp"
#include "tests/kernels/reference/naive_counts.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// All ascending sets of 1 to max_size of `columns` columns.
std::vector<std::vector<std::uint16_t>> all_subsets(std::size_t columns, std::size_t max_size) {
    std::vector<std::vector<std::uint16_t>> subsets;
    for (std::uint32_t mask = 1; mask < 1U << columns; ++mask) {
        std::vector<std::uint16_t> subset;
        for (std::size_t j = 0; j < columns; ++j)
            if ((mask >> j & 1U) != 0) subset.push_back(static_cast<std::uint16_t>(j));
        if (subset.size() <= max_size) subsets.push_back(subset);
    }
    return subsets;
}

std::uint64_t cells_of(const std::vector<std::uint16_t>& subset, const std::vector<std::uint32_t>& domains) {
    std::vector<std::uint32_t> chosen;
    for (const std::uint16_t j : subset) chosen.push_back(domains[j]);
    return joint_cells(chosen).value_or(std::numeric_limits<std::uint64_t>::max());
}

bool lies_in(const std::vector<std::uint16_t>& subset, const std::vector<Block>& blocks) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const Block& block) {
        return std::includes(block.columns.begin(), block.columns.end(), subset.begin(), subset.end());
    });
}

/// Scores the blocks at every level, on 1 and 2 threads, and compares every set with the naive twin.
void expect_naive_scores(const reference::Extract& extract, const std::vector<Block>& blocks, std::size_t max_size,
                         ScoreOptions options = {}) {
    const auto columns = extract.columns();
    const auto subsets = all_subsets(columns.size(), max_size);
    std::vector<SubsetScore> expected;
    for (const auto& subset : subsets) {
        const bool wanted = lies_in(subset, blocks) && cells_of(subset, extract.domains) <= options.family_cells;
        expected.push_back(wanted ? reference::score(reference::count(columns, subset)) : SubsetScore{});
    }
    for (const SimdLevel level : supported_simd_levels())
        for (const int threads : {1, 2}) {
            options.level = level;
            options.threads = threads;
            SubsetScores scores(columns.size(), max_size);
            score_blocks({columns, extract.domains, {}}, blocks, scores, options);
            for (std::size_t i = 0; i < subsets.size(); ++i)
                ASSERT_EQ(scores.find(subsets[i]), expected[i])
                    << "set " << i << " of " << subsets.size() << ", threads " << threads;
        }
}

TEST(SubsetRank, IsAPermutationOfEachSize) {
    for (std::size_t size = 1; size <= 4; ++size) {
        std::set<std::uint64_t> ranks;
        for (const auto& subset : all_subsets(11, 4))
            if (subset.size() == size) ranks.insert(subset_rank(subset));
        EXPECT_EQ(ranks.size(), binomial(11, size));
        EXPECT_EQ(*ranks.rbegin(), binomial(11, size) - 1);
    }
    EXPECT_EQ(subset_rank(std::vector<std::uint16_t>{0, 1, 2}), 0U);
    EXPECT_EQ(subset_rank(std::vector<std::uint16_t>{0, 1, 3}), 1U);
    EXPECT_EQ(binomial(200, 3), 1313400U);
}

TEST(ScoreBlocks, EqualsTheNaiveTwin) {
    for (const std::size_t rows : std::vector<std::size_t>{0, 1, 131, 42793}) {
        const auto extract = reference::make_extract(rows, {3, 1, 5, 2, 4, 7, 1}, {2});
        expect_naive_scores(extract, {{{0, 1, 2, 3, 4, 5, 6}}}, rows > 1000 ? 2 : 3);
        expect_naive_scores(extract, {{{0, 1, 2, 3}}, {{1, 2, 4, 6}}, {{0, 3, 4, 5}}, {{1, 5}}}, 2);
    }
}

TEST(ScoreBlocks, CodesOf8And16Bits) {
    const auto extract = reference::make_extract(9001, {300, 3, 2, 1000, 4, 256}, {1});
    expect_naive_scores(extract, {{{0, 1, 2, 4}}, {{0, 5}}, {{2, 3, 4}}, {{1, 5}}}, 3);
}

TEST(ScoreBlocks, TablesTooLargeToLayOut) {
    const auto extract = reference::make_extract(5000, {2000, 3000, 60000, 5, 65536, 40000}, {});
    expect_naive_scores(extract, {{{0, 1, 2, 3}}, {{1, 2, 4, 5}}, {{0, 3, 4}}}, 4);
    ScoreOptions options;
    options.dense_cells = 10;
    expect_naive_scores(reference::make_extract(1000, {3, 4, 5, 2}), {{{0, 1, 2, 3}}}, 3, options);
}

TEST(ScoreBlocks, SetsAboveTheCapStayUnknown) {
    const auto extract = reference::make_extract(1000, {9, 4, 5, 2, 7});
    ScoreOptions options;
    options.family_cells = 60;
    expect_naive_scores(extract, {{{0, 1, 2, 3, 4}}}, 3, options);
}

TEST(ScoreBlocks, ManyBinaryColumns) {
    const auto extract = reference::make_extract(3000, std::vector<std::uint32_t>(12, 2));
    expect_naive_scores(extract, {{reference::all_columns(12)}}, 4);
}

TEST(ScoreBlocks, KnownScoresAreKept) {
    const auto extract = reference::make_extract(131, {3, 4, 5});
    const auto columns = extract.columns();
    SubsetScores scores(3, 2);
    scores.of_size(2)[subset_rank(std::vector<std::uint16_t>{0, 2})] = {12345, 6};
    score_blocks({columns, extract.domains, {}}, std::vector<Block>{{{0, 1, 2}}}, scores);
    EXPECT_EQ(scores.find(std::vector<std::uint16_t>{0, 2}), (SubsetScore{12345, 6}));
    EXPECT_EQ(scores.find(std::vector<std::uint16_t>{1, 2}),
              reference::score(reference::count(columns, std::vector<std::uint16_t>{1, 2})));
}

}  // namespace
}  // namespace replica
