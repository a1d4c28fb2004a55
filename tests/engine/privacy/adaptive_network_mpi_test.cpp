#include "engine/privacy/adaptive_network.hpp"
#include "engine/privacy/pooled_rows.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/engine/privacy/pinned_bits.hpp"
#include "tests/engine/privacy/small_extract.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// A chain of dependent columns, the last with many rare codes.
SmallExtract chain(std::size_t rows) {
    std::mt19937 random(5);
    const std::vector<std::uint32_t> domains{2, 6, 10, 4, 60};
    std::vector<std::vector<std::uint8_t>> columns(domains.size());
    for (std::size_t row = 0; row < rows; ++row) {
        auto before = static_cast<std::uint32_t>(random() % 2);
        for (std::size_t c = 0; c < domains.size(); ++c) {
            const std::uint32_t fresh = random() % 5 == 0 ? static_cast<std::uint32_t>(random()) % domains[c] : 0;
            const std::uint32_t code = (before * 3 + fresh) % domains[c];
            columns[c].push_back(static_cast<std::uint8_t>(code));
            before = code;
        }
    }
    return {domains, std::move(columns)};
}

AdaptiveOptions small() {
    AdaptiveOptions options;
    options.round_rows = 4 * RowPool::block_rows;
    options.pool_rows = 8 * RowPool::block_rows;
    return options;
}

struct Learned {
    LearnedPool pool;
    Cost left;
    std::vector<Release> releases;
};

Learned learn(const SmallExtract& extract, Accounting accounting, double epsilon, RandomBits& bits,
              const AdaptiveOptions& options, const ImpossibleCells& impossible = {},
              const Communicator& world = Communicator::world()) {
    const Cost budget = accounting == Accounting::zcdp ? rho_of(epsilon, 1e-9) : cost_of_epsilon(epsilon);
    Ledger ledger(accounting, {}, budget, bits);
    PrivateTables tables(extract.rows, ledger, world, 2);
    const NoisyCounts rows = tables.count_rows(share_of(budget, .01));
    LearnedPool pool = learn_adaptive(tables, rows, impossible, options, world, 2);
    return {std::move(pool), ledger.left(), ledger.releases()};
}

double pair_distance(const SmallExtract& extract, const LearnedPool& learned, std::size_t a, std::size_t b) {
    std::vector<double> apart(std::size_t{extract.rows.domains[a]} * extract.rows.domains[b]);
    const auto rows = static_cast<double>(extract.codes[a].size());
    for (std::size_t r = 0; r < extract.codes[a].size(); ++r)
        apart[extract.codes[a][r] * extract.rows.domains[b] + extract.codes[b][r]] += 1 / rows;
    double all = 0;
    for (const double weight : learned.pool.weights) all += weight;
    const auto members_a = members_of(learned.codes[a]);
    const auto members_b = members_of(learned.codes[b]);
    for (std::size_t r = 0; r < learned.pool.weights.size(); ++r) {
        const auto& of_a = members_a[learned.pool.columns[a][r]];
        const auto& of_b = members_b[learned.pool.columns[b][r]];
        const double share = learned.pool.weights[r] / all / static_cast<double>(of_a.size() * of_b.size());
        for (const auto x : of_a)
            for (const auto y : of_b) apart[x * extract.rows.domains[b] + y] -= share;
    }
    double distance = 0;
    for (const double cell : apart) distance += std::abs(cell) / 2;
    return distance;
}

TEST(AdaptiveNetwork, LearnsDependencesUnderBothAccountings) {
    const SmallExtract extract = chain(20'000);
    for (const Accounting accounting : {Accounting::zcdp, Accounting::pure}) {
        PinnedBits bits(1);
        const Learned learned = learn(extract, accounting, accounting == Accounting::zcdp ? 3 : 5, bits, small());
        if (!Communicator::world().is_root()) continue;
        EXPECT_NEAR(learned.pool.rows, 20'000, 300);
        EXPECT_LT(pair_distance(extract, learned.pool, 0, 1), .02);
        EXPECT_LT(pair_distance(extract, learned.pool, 1, 2), .04);
        EXPECT_LT(pair_distance(extract, learned.pool, 2, 3), .04);
        EXPECT_LT(pair_distance(extract, learned.pool, 0, 3), .04);
        Cost spent;
        for (const Release& release : learned.releases) spent = spent + release.cost;
        EXPECT_EQ(spent + learned.left, accounting == Accounting::zcdp ? rho_of(3, 1e-9) : cost_of_epsilon(5));
    }
}

TEST(AdaptiveNetwork, LearnsATreeByMutualInformation) {
    const SmallExtract extract = chain(20'000);
    PinnedBits bits(6);
    AdaptiveOptions options = small();
    options.score = PairScore::information;
    const Learned learned = learn(extract, Accounting::zcdp, 5, bits, options);
    EXPECT_EQ(learned.pool.released.pairs.size(), 4U);
    if (!Communicator::world().is_root()) return;
    for (std::uint32_t c = 0; c + 1 < 4; ++c) {
        EXPECT_TRUE(learned.pool.released.pairs.contains({c, c + 1})) << c;
        EXPECT_LT(pair_distance(extract, learned.pool, c, c + 1), .04);
    }
}

// The same noise gives the same pool on all ranks together and on one alone.
TEST(AdaptiveNetwork, IsTheSameOnAnyRanks) {
    const Communicator world = Communicator::world();
    const Communicator alone = world.split(world.rank());
    PinnedBits bits(2);
    PinnedBits same_bits(2);
    const Learned together = learn(chain(5000), Accounting::zcdp, 1, bits, small(), {}, world);
    const Learned by_itself = learn(chain(5000), Accounting::zcdp, 1, same_bits, small(), {}, alone);
    EXPECT_EQ(together.pool.released.margins, by_itself.pool.released.margins);
    EXPECT_EQ(together.pool.released.pairs, by_itself.pool.released.pairs);
    if (!world.is_root()) return;
    EXPECT_EQ(together.pool.pool.columns, by_itself.pool.pool.columns);
    EXPECT_EQ(together.pool.pool.weights, by_itself.pool.pool.weights);
    EXPECT_EQ(together.releases, by_itself.releases);
}

TEST(AdaptiveNetwork, DiffersWithTheSystemsNoise) {
    const SmallExtract extract = chain(2000);
    const Learned a = learn(extract, Accounting::zcdp, 1, SystemRandomBits::shared(), small());
    const Learned b = learn(extract, Accounting::zcdp, 1, SystemRandomBits::shared(), small());
    EXPECT_NE(a.pool.released.margins, b.pool.released.margins);
}

TEST(AdaptiveNetwork, NeverCombinesWhatCantOccur) {
    PinnedBits bits(3);
    ImpossibleCells impossible;
    auto& cells = impossible[{1, 2}];
    cells.assign(60, 0);
    for (std::size_t b = 0; b < 10; ++b) cells[2 * 10 + b] = b % 2 == 0 ? 1 : 0;
    const Learned learned = learn(chain(5000), Accounting::zcdp, 2, bits, small(), impossible);
    if (!Communicator::world().is_root()) return;
    const auto& pool = learned.pool;
    double weight = 0;
    for (std::size_t r = 0; r < pool.pool.weights.size(); ++r) {
        const auto first = members_of(pool.codes[1])[pool.pool.columns[1][r]];
        const auto second = members_of(pool.codes[2])[pool.pool.columns[2][r]];
        const bool all_never = std::all_of(second.begin(), second.end(), [](auto code) { return code % 2 == 0; });
        if (first == std::vector<std::uint16_t>{2} && all_never) weight += pool.pool.weights[r];
    }
    EXPECT_EQ(weight, 0);
}

TEST(AdaptiveNetwork, SurvivesTinyData) {
    PinnedBits bits(4);
    const Learned none = learn(SmallExtract({3, 2}, {{}, {}}), Accounting::zcdp, .1, bits, small());
    const Learned one = learn(SmallExtract({4}, {{1, 1, 2}}), Accounting::zcdp, .1, bits, small());
    if (!Communicator::world().is_root()) return;
    EXPECT_GE(none.pool.rows, 1);
    EXPECT_EQ(one.pool.pool.columns.size(), 1U);
}

TEST(PoolSampler, DrawsWhatThePoolSays) {
    PooledRows pool;
    pool.columns = {0, 1};
    pool.codes = {{0, 0, 1}, {0, 1, 1}};
    pool.merged = {{0, 1, 1}, {0, 1}};
    pool.weights = {2, 1, 1};
    const PoolSampler sampler(pool);
    const auto rows = sampler.draw(4000, 2, 9, 0);
    EXPECT_EQ(rows, sampler.draw(4000, 2, 9, 0));
    EXPECT_NE(rows, sampler.draw(4000, 2, 9, 1));
    EXPECT_NE(rows, sampler.draw(4000, 2, 8, 0));
    EXPECT_EQ(std::count(rows[0].begin(), rows[0].end(), 0), 3000);
    EXPECT_EQ(std::count(rows[0].begin(), rows[0].end(), 1), 500);  // members of a merged code take turns
    EXPECT_EQ(std::count(rows[0].begin(), rows[0].end(), 2), 500);
    EXPECT_EQ(std::count(rows[1].begin(), rows[1].end(), 0), 2000);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
