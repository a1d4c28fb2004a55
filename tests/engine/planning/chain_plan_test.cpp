#include "engine/planning/chain_plan.hpp"

#include "engine/column_layout.hpp"
#include "engine/counting/counting_plan.hpp"
#include "engine/error.hpp"
#include "engine/network_learning.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

PlannedWork work_of(std::uint64_t rows, std::size_t columns, std::uint32_t degree = 2) {
    PlannedWork work;
    work.rows = rows;
    work.synthetic_rows = rows;
    work.columns.assign(columns, PlannedColumn{});
    work.degree = degree;
    return work;
}

const PlannedPhase& phase(const PlannedJob& job, const std::string& name) {
    for (const PlannedPhase& one : job.phases)
        if (one.name == name) return one;
    throw std::runtime_error(name);
}

TEST(ChainPlan, TakesLongerForMoreRowsAndHigherDegrees) {
    const PlanRates rates;
    double before = 0;
    for (const std::uint64_t rows : {10'000U, 100'000U, 1'000'000U, 10'000'000U}) {
        const ChainPlan plan = plan_chain(work_of(rows, 30), {}, rates);
        EXPECT_GT(plan.seconds(), before);
        before = plan.seconds();
    }
    before = 0;
    for (const std::uint32_t degree : {1U, 2U, 3U, 4U}) {
        const double seconds = plan_chain(work_of(1'000'000, 30, degree), {}, rates).describe.seconds();
        EXPECT_GT(seconds, before);
        before = seconds;
    }
}

TEST(ChainPlan, TakesNoLongerOnMoreThreads) {
    const PlanRates rates;
    double before = plan_chain(work_of(10'000'000, 30), {}, rates).seconds();
    for (const int threads : {2, 4, 8, 64}) {
        PlannedMachine machine;
        machine.threads = threads;
        const double seconds = plan_chain(work_of(10'000'000, 30), machine, rates).seconds();
        EXPECT_LE(seconds, before);
        before = seconds;
    }
}

// 1,000 rows of two columns of 4 bytes, 10 ns a byte and 60 a value: 1,000 * 2 * (40 + 60) ns.
TEST(ChainPlan, ProfilesAsWorkedOutByHand) {
    PlanRates rates;
    rates.profile = {10, 60, 0};
    PlannedWork work = work_of(1000, 2);
    for (PlannedColumn& column : work.columns) column.bytes = 4;
    PlannedMachine machine;
    EXPECT_DOUBLE_EQ(phase(plan_chain(work, machine, rates).describe, "profile").seconds(), 200e-6);
    machine.threads = 3;
    rates.reading_gain = 0.5;  // three cores are as fast as two
    EXPECT_DOUBLE_EQ(phase(plan_chain(work, machine, rates).describe, "profile").seconds(), 100e-6);
}

// Two parts of a million rows for three ranks: they take as long as a part each does, so as two on two ranks.
TEST(ChainPlan, KnowsThatAPartHasOneRank) {
    PlanRates rates;
    rates.generate = {0, 10, 10};
    rates.generating_gain = 1;
    rates.sampler_cell_ns = 0;
    PlannedMachine machine;
    machine.ranks = 3;
    const PlannedJob job = plan_chain(work_of(2'000'000, 10), machine, rates).generate;
    EXPECT_NEAR(phase(job, "generate").seconds(), 1e6 * 10 * 10e-9, 1e-9);
}

TEST(ChainPlan, HasTheMemoryOfTheCountingPlan) {
    const PlannedWork work = work_of(1'000'000, 40, 3);
    const std::vector<std::uint32_t> domains(40, 8);
    CountingWork counting;
    counting.rows = work.rows;
    counting.domains = domains;
    counting.max_size = 4;
    counting.family_cells = most_family_cells(ScoreKind::corrected, work.rows);
    counting.table_bytes = ColumnLayout(domains, work.rows).bytes();
    CountingMachine on;
    on.memory = std::uint64_t{1} << 60U;
    const CountingPlan counted = plan_counting(counting, on, Decomposition::automatic);
    const double beside = plan_chain(work, {}, {}).describe.node_memory - counted.memory;
    EXPECT_GT(beside, 0);
    EXPECT_LT(beside, 64.0 * 1024 * 1024);
}

TEST(ChainPlan, RefusesWhatDoesNotFit) {
    PlannedMachine machine;
    machine.memory = std::uint64_t{1} << 26U;
    EXPECT_THROW((void)plan_chain(work_of(10'000'000, 40, 3), machine, {}), InputError);
}

TEST(ChainPlan, SeesWhatGrowsWithRanks) {
    PlannedMachine few;
    few.nodes = 2;
    PlannedMachine many = few;
    many.nodes = 1000;
    const PlannedWork work = work_of(100'000'000, 50);
    const PlannedPhase with_few = phase(plan_chain(work, few, {}).describe, "profile");
    const PlannedPhase with_many = phase(plan_chain(work, many, {}).describe, "profile");
    EXPECT_LT(with_many.cpu, with_few.cpu / 100);
    EXPECT_GT(with_many.serial, with_few.serial * 100);
    EXPECT_GT(with_many.network, with_few.network * 100);
}

TEST(ChainPlan, NamesTheSlowest) {
    PlannedMachine machine;
    machine.file_system_bytes_per_ns = 0.0001;
    const ChainPlan plan = plan_chain(work_of(1'000'000, 20, 1), machine, {});
    EXPECT_EQ(plan.generate.slowest(), Resource::file_system);
    EXPECT_EQ(phase(plan.generate, "sync").slowest(), Resource::file_system);
    EXPECT_EQ(phase(plan.describe, "profile").slowest(), Resource::file_system);
}

TEST(ChainPlan, TakesColumnsWithNothingToLearn) {
    PlannedWork work = work_of(1000, 3);
    for (PlannedColumn& column : work.columns) column.domain = 1;
    EXPECT_GT(plan_chain(work, {}, {}).seconds(), 0);
}

}  // namespace
}  // namespace replica
