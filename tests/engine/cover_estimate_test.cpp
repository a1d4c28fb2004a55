#include "engine/cover_estimate.hpp"

#include "engine/needed_set_sampler.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

std::vector<std::uint32_t> drawn_domains(std::size_t columns, const std::vector<std::uint32_t>& pool) {
    std::mt19937 random(17);
    std::vector<std::uint32_t> domains;
    for (std::size_t j = 0; j < columns; ++j) domains.push_back(pool[random() % pool.size()]);
    return domains;
}

void expect_near_the_cover(const std::vector<std::uint32_t>& domains, const CoverOptions& options) {
    const CoverEstimate estimate = estimate_cover(domains, options);
    const std::vector<Block> blocks = cover_subsets(domains, options);
    const double ratio =
        estimate.nanoseconds / cover_nanoseconds(blocks, domains, options.max_size, options.rows, options.costs);
    EXPECT_GT(ratio, 1 / 1.6) << domains.size() << " columns, sets of " << options.max_size;
    EXPECT_LT(ratio, 1.6) << domains.size() << " columns, sets of " << options.max_size;
}

TEST(CoverEstimate, IsNearTheCover) {
    const std::vector<std::uint32_t> pool{2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 20, 20, 21, 50};
    expect_near_the_cover(std::vector<std::uint32_t>(40, 4), {4, unlimited, 1'000'000, {}});
    expect_near_the_cover(std::vector<std::uint32_t>(20, 8), {3, unlimited, 1'000'000, {}});
    expect_near_the_cover(std::vector<std::uint32_t>(100, 8), {2, unlimited, 1'000'000, {}});
    expect_near_the_cover(std::vector<std::uint32_t>(24, 3), {6, unlimited, 1'000'000, {}});
    expect_near_the_cover(drawn_domains(40, pool), {4, 14247, 71236, {}});
    expect_near_the_cover(drawn_domains(48, pool), {3, 200'000, 1'000'000, {}});
    expect_near_the_cover(drawn_domains(200, pool), {2, 200'000, 1'000'000, {}});
    // Where no triple is needed, pairs are what costs.
    expect_near_the_cover(std::vector<std::uint32_t>(30, 50), {3, 4000, 20'000, {}});
}

TEST(CoverEstimate, CountsSets) {
    const CoverEstimate all = estimate_cover(std::vector<std::uint32_t>(1000, 9), {3, unlimited, 1'000'000, {}});
    EXPECT_DOUBLE_EQ(all.sets, 1000.0 + 499'500.0 + 166'167'000.0);
    const CoverEstimate pairs = estimate_cover(std::vector<std::uint32_t>(30, 50), {3, 4000, 20'000, {}});
    EXPECT_DOUBLE_EQ(pairs.sets, 30.0 + 435.0);
    EXPECT_EQ(estimate_cover(std::vector<std::uint32_t>{}, {}).sets, 0);
}

TEST(CoverEstimate, SamplesAreNeededSetsDrawnUniformly) {
    // Powers of two: no logarithm is rounded. Pairs of at most 16 cells: {2, 8}, {2, 4}, {4, 8} is out, and so on.
    const std::vector<std::uint32_t> domains{2, 4, 8, 8, 16};
    const NeededSetSampler sampler(domains, 2, 16);
    EXPECT_EQ(sampler.count(1), 5);
    ASSERT_EQ(sampler.count(2), 3);
    std::map<std::vector<std::uint16_t>, int> seen;
    for (std::uint64_t draw = 0; draw < 3000; ++draw) ++seen[sampler.sample(2, draw)];
    ASSERT_EQ(seen.size(), 3U);
    for (const auto& [set, times] : seen) {
        EXPECT_LE(domains[set[0]] * domains[set[1]], 16U);
        EXPECT_NEAR(times, 1000, 150);
    }
}

}  // namespace
}  // namespace replica
