#include "engine/subset_cover.hpp"

#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t cells_of(const std::vector<std::uint16_t>& columns, const std::vector<std::uint32_t>& domains) {
    std::vector<std::uint32_t> chosen;
    for (const std::uint16_t column : columns) chosen.push_back(domains[column]);
    return joint_cells(chosen).value_or(unlimited);
}

/// Calls visit(set) for every set of `size` of `columns`.
template <typename Visit>
void for_each_subset(const std::vector<std::uint16_t>& columns, std::size_t size, std::size_t first,
                     std::vector<std::uint16_t>& set, const Visit& visit) {
    if (set.size() == size) return visit(set);
    for (std::size_t j = first; j < columns.size(); ++j) {
        set.push_back(columns[j]);
        for_each_subset(columns, size, j + 1, set, visit);
        set.pop_back();
    }
}

std::vector<std::uint16_t> iota(std::size_t columns) {
    std::vector<std::uint16_t> all(columns);
    for (std::size_t j = 0; j < columns; ++j) all[j] = static_cast<std::uint16_t>(j);
    return all;
}

/// Every needed set lies in a block; every block obeys the limits.
void expect_cover(const std::vector<std::uint32_t>& domains, const CoverOptions& options) {
    const std::vector<Block> blocks = cover_subsets(domains, options);
    std::vector<std::uint16_t> set;
    for (std::size_t size = 1; size <= options.max_size; ++size) {
        std::set<std::vector<std::uint16_t>> covered;
        for (const Block& block : blocks)
            for_each_subset(block.columns, size, 0, set, [&](const auto& inside) { covered.insert(inside); });
        for_each_subset(iota(domains.size()), size, 0, set, [&](const auto& wanted) {
            if (cells_of(wanted, domains) > options.family_cells) return;
            ASSERT_TRUE(covered.contains(wanted)) << "size " << size << ", " << domains.size() << " columns";
        });
    }
    for (const Block& block : blocks) {
        EXPECT_LE(block.columns.size(), max_block_columns);
        EXPECT_TRUE(std::is_sorted(block.columns.begin(), block.columns.end()));
        EXPECT_EQ(std::adjacent_find(block.columns.begin(), block.columns.end()), block.columns.end());
        const std::uint64_t cells = cells_of(block.columns, domains);
        if (cells <= options.costs.dense_cells) continue;
        EXPECT_LE(block.columns.size(), options.max_size);
        EXPECT_LE(cells, options.family_cells);
    }
}

TEST(SubsetCover, EqualDomains) {
    for (const std::size_t columns : std::vector<std::size_t>{1, 2, 3, 4, 9, 20, 31})
        for (const std::size_t max_size : std::vector<std::size_t>{1, 2, 3, 4, 5}) {
            if (columns == 31 && max_size == 5) continue;
            expect_cover(std::vector<std::uint32_t>(columns, 4), {max_size, unlimited, 1'000'000, {}});
        }
    expect_cover(std::vector<std::uint32_t>(70, 8), {3, unlimited, 1'000'000, {}});
    expect_cover(std::vector<std::uint32_t>(130, 2), {2, unlimited, 1'000'000, {}});
}

TEST(SubsetCover, FlatsAmongOtherColumns) {
    std::vector<std::uint32_t> domains(27, 4);
    for (const std::size_t other : std::vector<std::size_t>{0U, 5U, 6U, 20U}) domains[other] = 30;
    expect_cover(domains, {4, unlimited, 1'000'000, {}});
    expect_cover(domains, {4, 5000, 1'000'000, {}});
    domains.assign(19, 2);
    domains.resize(40, 12);
    expect_cover(domains, {3, unlimited, 1'000'000, {}});
}

TEST(SubsetCover, MixedDomainsWithAndWithoutCap) {
    std::mt19937 random(11);
    for (int round = 0; round < 12; ++round) {
        std::vector<std::uint32_t> domains;
        for (int j = 0; j < 24; ++j) {
            const auto low = static_cast<std::uint32_t>(2 + random() % 9);
            domains.push_back(random() % 4 == 0 ? static_cast<std::uint32_t>(2 + random() % 999) : low);
        }
        const std::size_t max_size = 2 + static_cast<std::size_t>(round % 3);
        for (const std::uint64_t family_cells : {unlimited, std::uint64_t{20000}, std::uint64_t{300}})
            expect_cover(domains, {max_size, family_cells, 1'000'000, {}});
        expect_cover(domains, {max_size, 500, 2000, {}});
    }
}

TEST(SubsetCover, DomainsOfOneCodeAndCapsBelowEveryDomain) {
    expect_cover(std::vector<std::uint32_t>(40, 1), {3, unlimited, 1'000'000, {}});
    expect_cover({1, 1000, 1, 7, 1, 3}, {3, 6, 1'000'000, {}});
    EXPECT_TRUE(cover_subsets(std::vector<std::uint32_t>{5, 6}, {2, 4, 1'000'000, {}}).empty());
    EXPECT_TRUE(cover_subsets(std::vector<std::uint32_t>{}, {}).empty());
    expect_cover({65536, 65536, 65536, 65536, 65536}, {5, unlimited, 1'000'000, {}});
}

TEST(SubsetCover, RandomShapes) {
    std::mt19937 random(29);
    for (int round = 0; round < 60; ++round) {
        const std::size_t max_size = 1 + random() % 6;
        const std::size_t columns = 1 + random() % (max_size > 4 ? 16 : 30);
        const std::uint32_t spread = std::vector<std::uint32_t>{1, 3, 20, 300}[random() % 4];
        std::vector<std::uint32_t> domains;
        for (std::size_t j = 0; j < columns; ++j) domains.push_back(static_cast<std::uint32_t>(2 + random() % spread));
        const std::uint64_t family_cells = std::vector<std::uint64_t>{unlimited, 5000, 60}[random() % 3];
        const std::uint64_t rows = std::vector<std::uint64_t>{300, 20000, 10'000'000}[random() % 3];
        expect_cover(domains, {max_size, family_cells, rows, {}});
    }
}

TEST(SubsetCover, EveryDesignLeavesNothingUncovered) {
    // Columns such that all kinds of designs have the right width, and nearly equal domains.
    for (const std::uint32_t domain : std::vector<std::uint32_t>{2, 3, 4, 6, 8, 12})
        for (const std::size_t columns : std::vector<std::size_t>{11, 16, 22, 24, 26}) {
            std::vector<std::uint32_t> domains(columns, domain);
            for (std::size_t j = 0; j < columns; j += 3) ++domains[j];
            for (std::size_t max_size = 2; max_size <= (columns > 20 ? 4 : 5); ++max_size) {
                CoverOptions options{max_size, unlimited, 1'000'000, {}};
                options.search_part = 10;  // follow all plans
                expect_cover(domains, options);
            }
        }
}

TEST(SubsetCover, BlocksWidenWithTheRows) {
    const std::vector<std::uint32_t> domains(30, 4);
    const auto widest = [&](std::uint64_t rows) {
        std::size_t width = 0;
        for (const Block& block : cover_subsets(domains, {3, unlimited, rows, {}}))
            width = std::max(width, block.columns.size());
        return width;
    };
    EXPECT_LT(widest(1000), widest(10'000'000));
}

TEST(SubsetCover, CostIsTheSumOverBlocks) {
    const CountingCosts costs;
    const std::vector<Block> blocks{{{0, 1}}, {{2}}};
    const double sum = block_nanoseconds(costs, 100, std::vector<std::uint32_t>{3, 5}, 2) +
                       block_nanoseconds(costs, 100, std::vector<std::uint32_t>{7}, 2);
    EXPECT_DOUBLE_EQ(cover_nanoseconds(blocks, std::vector<std::uint32_t>{3, 5, 7}, 2, 100, costs), sum);
}

TEST(SubsetCover, HasFewBlocks) {
    const auto blocks = [](std::size_t columns, std::size_t max_size, std::uint32_t domain) {
        return cover_subsets(std::vector<std::uint32_t>(columns, domain), {max_size, unlimited, 1'000'000, {}}).size();
    };
    EXPECT_EQ(blocks(32, 4, 4), 620U);    // the flats of AG(5, 2)
    EXPECT_EQ(blocks(32, 3, 16), 1240U);  // a Steiner quadruple system, which is optimal
    EXPECT_EQ(blocks(20, 3, 8), 77U);     // the blocks of S(3, 6, 22)
    EXPECT_EQ(blocks(23, 4, 4), 253U);    // S(4, 7, 23)
    EXPECT_LE(blocks(40, 4, 4), 2700U);
    EXPECT_LE(blocks(60, 4, 4), 11000U);
}

}  // namespace
}  // namespace replica
