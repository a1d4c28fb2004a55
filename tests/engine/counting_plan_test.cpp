#include "engine/counting/counting_plan.hpp"

#include "engine/error.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

struct Case {
    std::vector<std::uint32_t> domains = std::vector<std::uint32_t>(40, 4);
    std::uint64_t rows = 1'000'000;
    std::uint32_t max_size = 3;
    CountingMachine machine{8, 1, 2, 16 * gib, 168};

    [[nodiscard]] CountingPlan plan(Decomposition wanted = Decomposition::automatic) const {
        CountingWork work;
        work.rows = rows;
        work.domains = domains;
        work.max_size = max_size;
        work.family_cells = rows / 5;
        work.table_bytes = rows * domains.size();
        return plan_counting(work, machine, wanted);
    }
};

TEST(CountingPlan, OneNodeSharesItsRows) {
    const CountingPlan plan = Case{}.plan();
    EXPECT_EQ(plan.decomposition, Decomposition::shared);
    EXPECT_EQ(plan.search, SearchKind::enumerated);
    EXPECT_DOUBLE_EQ(plan.sets, 40 + 780 + 9880);
    EXPECT_GT(plan.seconds, 0);
}

TEST(CountingPlan, NodesHoldAllRowsWhereTablesAreLargerThanTheRows) {
    Case deep;
    deep.max_size = 5;  // 658,008 sets of 1,024 cells, and 40 MB of rows
    deep.machine = {8, 4, 16, 64 * gib, 168};
    EXPECT_EQ(deep.plan().decomposition, Decomposition::replicated);
}

TEST(CountingPlan, NodesHoldPartsOfRowsThatDoNotFit) {
    Case tall;
    tall.rows = 500'000'000;  // 20 GB
    tall.machine = {8, 4, 16, 16 * gib, 168};
    const CountingPlan parts = tall.plan();
    EXPECT_EQ(parts.decomposition, Decomposition::grid);
    EXPECT_GE(parts.row_parts, 2);
    EXPECT_LE(parts.memory, 16.0 * gib);
    tall.machine.memory = 8 * gib;
    EXPECT_EQ(tall.plan().row_parts, 4);
    tall.machine.memory = gib;
    EXPECT_THROW((void)tall.plan(), InputError);
}

TEST(CountingPlan, ScoresThatDoNotFitAreStreamed) {
    Case wide;
    wide.domains.assign(1000, 4);
    wide.rows = 10'000;
    EXPECT_EQ(wide.plan().search, SearchKind::enumerated);  // 167 M sets, 5 GiB with the store
    wide.machine.memory = 2 * gib;
    const CountingPlan streamed = wide.plan();
    EXPECT_EQ(streamed.search, SearchKind::streamed);
    EXPECT_LE(streamed.memory, 2.0 * gib);
    EXPECT_NE(streamed.text().find("column by column"), std::string::npos);
}

TEST(CountingPlan, MoreCoresTakeLessTime) {
    Case one;
    one.machine = {1, 1, 1, 16 * gib, 168};
    Case many = one;
    many.machine.threads = 8;
    EXPECT_NEAR(one.plan().seconds / many.plan().seconds, 8, 0.1);
}

TEST(CountingPlan, WhatTakesTooLongIsRefusedWithTheEstimate) {
    Case deep;
    deep.machine.max_hours = 1e-6;
    try {
        (void)deep.plan();
        FAIL() << "should be refused";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("--max-hours"), std::string::npos) << error.what();
    }
}

TEST(CountingPlan, ForcedDecompositionsAreTaken) {
    for (const Decomposition wanted : {Decomposition::shared, Decomposition::replicated, Decomposition::grid})
        EXPECT_EQ(Case{}.plan(wanted).decomposition, wanted);
    EXPECT_EQ(Case{}.plan(Decomposition::grid).row_parts, 8);
}

}  // namespace
}  // namespace replica
