#include "kernels/joint_tables.hpp"

#include "tests/kernels/reference/naive_counts.hpp"

#include <map>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Codes = std::vector<std::vector<std::uint8_t>>;

/// Codes that repeat with different periods, so that columns hang together.
Codes make_codes(std::size_t rows, std::span<const std::uint32_t> domains, std::uint32_t salt) {
    Codes codes(domains.size(), std::vector<std::uint8_t>(rows));
    std::uint32_t state = salt;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t c = 0; c < domains.size(); ++c) {
            state = state * 1664525U + 1013904223U;
            codes[c][row] = static_cast<std::uint8_t>((state >> 16U) % domains[c]);
        }
    }
    return codes;
}

std::vector<CodeColumn> columns_of(const Codes& codes) {
    std::vector<CodeColumn> columns;
    for (const auto& column : codes) columns.emplace_back(std::span<const std::uint8_t>(column));
    return columns;
}

std::vector<std::uint32_t> naive_table(const Codes& codes, std::span<const std::uint32_t> domains,
                                       std::span<const std::uint16_t> subset) {
    std::size_t cells = 1;
    for (const std::uint16_t c : subset) cells *= domains[c];
    std::vector<std::uint32_t> counts(cells);
    for (std::size_t row = 0; row < codes[0].size(); ++row) {
        std::size_t cell = 0;
        for (const std::uint16_t c : subset) cell = cell * domains[c] + codes[c][row];
        ++counts[cell];
    }
    return counts;
}

const std::vector<std::uint32_t> domains{3, 1, 7, 2, 5};
const std::vector<Block> blocks{{{0, 1, 2, 3}}, {{1, 2, 3, 4}}, {{0, 4}}, {{0, 1, 4}}, {{0, 2, 4}}, {{0, 3, 4}}};

TEST(JointTables, DealEachSetOnce) {
    const std::vector<std::uint32_t> sizes{2, 3};
    std::map<std::pair<std::uint32_t, std::uint64_t>, int> times;
    for (const WantedBlock& block : deal_subsets(blocks, domains, sizes))
        for (const NeededSubset& subset : block.wanted) ++times[{subset.size, subset.rank}];
    EXPECT_EQ(times.size(), 10U + 10U);
    for (const auto& [set, count] : times) EXPECT_EQ(count, 1) << set.first << " " << set.second;
}

TEST(JointTables, LeaveOutWhatNobodyWants) {
    const std::vector<std::uint32_t> sizes{3};
    const auto dealt = deal_subsets(std::vector<Block>{{{0, 1, 2}}, {{0, 1, 2}}, {{0, 1}}}, domains, sizes);
    ASSERT_EQ(dealt.size(), 1U);
    EXPECT_EQ(dealt[0].wanted.size(), 1U);
}

TEST(JointTables, AreThoseOfEachSetOfRows) {
    const std::vector<std::uint32_t> sizes{2, 3};
    const auto dealt = deal_subsets(blocks, domains, sizes);
    for (const std::size_t rows : {1U, 131U, 42793U}) {
        const Codes first = make_codes(rows, domains, 1);
        const Codes second = make_codes(rows / 2 + 1, domains, 2);
        const auto first_columns = columns_of(first);
        const auto second_columns = columns_of(second);
        for (const SimdLevel level : supported_simd_levels()) {
            std::size_t taken = 0;
            std::mutex mutex;
            visit_twin_tables(
                {first_columns, domains, {}}, {second_columns, domains, {}}, dealt, 2,
                [&](const TwinTable& table) {
                    const std::lock_guard lock(mutex);
                    ++taken;
                    const auto expected = naive_table(first, domains, table.columns);
                    const auto other = naive_table(second, domains, table.columns);
                    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), table.first.begin(), table.first.end()));
                    EXPECT_TRUE(std::equal(other.begin(), other.end(), table.second.begin(), table.second.end()));
                },
                level);
            EXPECT_EQ(taken, 20U);
        }
    }
}

TEST(JointTables, PassOnWhatTakingThrows) {
    const std::vector<std::uint32_t> sizes{2};
    const auto dealt = deal_subsets(blocks, domains, sizes);
    const Codes codes = make_codes(100, domains, 3);
    const auto columns = columns_of(codes);
    const auto fail = [](const TwinTable&) { throw std::runtime_error("no"); };
    EXPECT_THROW(visit_twin_tables({columns, domains, {}}, {columns, domains, {}}, dealt, 2, fail), std::runtime_error);
}

}  // namespace
}  // namespace replica
