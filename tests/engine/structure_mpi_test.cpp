#include "engine/network_learning.hpp"
#include "engine/parameters.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/engine/reference/greedy_network.hpp"

#include <random>

namespace replica {
namespace {

using reference::Rows;

const std::vector<std::uint32_t> domains{3, 4, 2, 300, 5, 4};

// A chain of dependences with noise; column 3 has so many codes that it takes two bytes.
Rows make_rows(std::size_t count) {
    std::mt19937 random(7);
    Rows rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto draw = [&](std::uint32_t below) { return static_cast<std::uint16_t>(random() % below); };
        std::vector<std::uint16_t> row{draw(3), draw(4), draw(2), draw(300), draw(5), draw(4)};
        if (draw(10) < 7) row[1] = row[0];
        if (draw(10) < 6) row[4] = static_cast<std::uint16_t>(row[1] + row[2]);
        if (draw(10) < 8) row[3] = static_cast<std::uint16_t>(row[0] * 100 + row[4] * 10 + row[2]);
        if (draw(10) < 5) row[5] = static_cast<std::uint16_t>((row[0] + row[2]) % 4);
        rows.push_back(row);
    }
    return rows;
}

class Learning : public testing::Test {
protected:
    // Each rank encodes its share; its rows lie in the part that the placement gives it.
    EncodedTable encode(const Rows& rows, const Placement& placement) const {
        const auto rank = static_cast<std::uint64_t>(world_.rank());
        const auto ranks = static_cast<std::uint64_t>(world_.size());
        const std::uint64_t first = rows.size() * rank / ranks;
        const std::uint64_t count = rows.size() * (rank + 1) / ranks - first;
        const std::uint64_t place = placement.part().exclusive_sum(count);
        EncodedTable table(placement.part(), placement.holder(), domains, placement.part().sum(count), {place, count});
        for (std::uint64_t row = 0; row < count; ++row) {
            for (std::size_t c = 0; c < domains.size(); ++c) table.store(c, place + row, rows[first + row][c]);
        }
        table.complete();
        return table;
    }

    std::vector<Family> learn(const Rows& rows, const Placement& placement, const LearningOptions& options,
                              Merging merging = Merging::never) const {
        const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5};
        const CountedTable table(encode(rows, placement), all, placement, 0, merging, 2);
        LearningFigures figures;
        return learn_network(table, all, options, placement, {}, {}, figures);
    }

    Communicator world_ = Communicator::world();
    Placement shared_{world_, Decomposition::shared, 1};
};

TEST_F(Learning, EveryRankSeesAllRows) {
    const Rows rows = make_rows(131);
    const EncodedTable table = encode(rows, shared_);
    for (std::size_t c = 0; c < domains.size(); ++c) {
        std::visit(
            [&](const auto& codes) {
                ASSERT_EQ(codes.size(), rows.size());
                for (std::size_t row = 0; row < rows.size(); ++row) EXPECT_EQ(codes[row], rows[row][c]);
            },
            table.column(c));
    }
}

TEST_F(Learning, EveryStepOfTheNetworkIsTheBestThereIs) {
    const Rows rows = make_rows(700);
    for (const ScoreKind kind : {ScoreKind::corrected, ScoreKind::mutual_information}) {
        for (const std::uint32_t degree : {1U, 2U, 3U}) {
            const auto families = learn(rows, shared_, {Mode::correlated, degree, kind, 2});
            if (!world_.is_root()) {
                EXPECT_TRUE(families.empty());
                continue;
            }
            ASSERT_EQ(families.size(), domains.size());
            StructureOptions structure;
            structure.degree = degree;
            structure.score = kind;
            if (kind == ScoreKind::corrected) structure.family_cells = rows.size() / 5;
            std::vector<std::uint32_t> placed{families[0].child};
            EXPECT_TRUE(families[0].parents.empty());
            for (std::size_t i = 1; i < families.size(); ++i) {
                const Family& family = families[i];
                EXPECT_LE(family.parents.size(), degree);
                const double own = reference::plain_score(rows, family.child, family.parents, kind);
                EXPECT_NEAR(family.score, own, 1e-6);
                EXPECT_NEAR(own, reference::best_score(rows, domains.size(), placed, domains, structure), 1e-6);
                placed.push_back(family.child);
            }
        }
    }
}

TEST_F(Learning, FamiliesHoldTheExactCounts) {
    const Rows rows = make_rows(131);
    const auto families = learn(rows, shared_, {Mode::correlated, 2, ScoreKind::mutual_information, 1});
    for (const Family& family : families) {
        std::map<std::uint64_t, std::map<std::uint16_t, std::uint32_t>> expected;
        for (const auto& row : rows) {
            std::uint64_t configuration = 0;
            for (std::size_t p = family.parents.size(); p-- > 0;) {
                configuration = configuration * domains[family.parents[p]] + row[family.parents[p]];
            }
            ++expected[configuration][row[family.child]];
        }
        ASSERT_EQ(family.configurations.size(), expected.size());
        std::size_t i = 0;
        for (const auto& [configuration, counts] : expected) {
            EXPECT_EQ(family.configurations[i], configuration);
            ASSERT_EQ(family.first_cell[i + 1] - family.first_cell[i], counts.size());
            std::size_t cell = family.first_cell[i++];
            for (const auto& [code, count] : counts) {
                EXPECT_EQ(family.codes[cell], code);
                EXPECT_EQ(family.counts[cell++], count);
            }
        }
    }
}

TEST_F(Learning, RowsReachOtherHolders) {
    const Rows rows = make_rows(1000);
    const Placement placement(world_, Decomposition::replicated, 1);
    const EncodedTable table = encode(rows, placement);
    for (std::size_t c = 0; c < domains.size(); ++c) {
        std::visit(
            [&](const auto& codes) {
                for (std::size_t row = 0; row < rows.size(); ++row) ASSERT_EQ(codes[row], rows[row][c]);
            },
            table.column(c));
    }
}

bool operator==(const Family& a, const Family& b) {
    return a.child == b.child && a.parents == b.parents && a.configurations == b.configurations &&
           a.first_cell == b.first_cell && a.codes == b.codes && a.counts == b.counts && a.score == b.score;
}

TEST_F(Learning, EveryPlacementGivesTheSameNetwork) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{3}, std::size_t{2000}}) {
        const Rows rows = make_rows(count);
        for (const ScoreKind kind : {ScoreKind::corrected, ScoreKind::mutual_information}) {
            const LearningOptions options{Mode::correlated, 3, kind, 2};
            const auto expected = learn(rows, shared_, options);
            for (int parts = 0; parts <= world_.size(); ++parts) {
                if (parts > 0 && world_.size() % parts != 0) continue;
                const Placement placement(world_, parts == 0 ? Decomposition::replicated : Decomposition::grid,
                                          std::max(parts, 1));
                for (const Merging merging : {Merging::never, Merging::always}) {
                    const auto families = learn(rows, placement, options, merging);
                    ASSERT_EQ(families.size(), expected.size());
                    for (std::size_t i = 0; i < families.size(); ++i)
                        EXPECT_TRUE(families[i] == expected[i]) << "family " << i << ", " << parts << " parts";
                }
            }
        }
    }
}

TEST_F(Learning, StreamedSearchFindsTheSameNetwork) {
    const Rows rows = make_rows(1500);
    for (const std::uint32_t degree : {1U, 2U, 3U, 5U})
        for (const ScoreKind kind : {ScoreKind::corrected, ScoreKind::mutual_information}) {
            LearningOptions options{Mode::correlated, degree, kind, 2};
            const auto expected = learn(rows, shared_, options);
            options.search = SearchKind::streamed;
            const int parts = world_.size();
            for (const Decomposition decomposition : {Decomposition::shared, Decomposition::grid}) {
                const Placement placement(world_, decomposition, decomposition == Decomposition::grid ? parts : 1);
                const auto families = learn(rows, placement, options);
                ASSERT_EQ(families.size(), expected.size());
                for (std::size_t i = 0; i < families.size(); ++i)
                    EXPECT_TRUE(families[i] == expected[i]) << "family " << i << ", degree " << degree;
            }
        }
}

TEST_F(Learning, StreamedSearchGoesOnFromWhereItWas) {
    const Rows rows = make_rows(1500);
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5};
    const CountedTable table(encode(rows, shared_), all, shared_, 0, Merging::never, 1);
    std::vector<std::vector<std::byte>> states;
    HistogramKeeper keeper;
    keeper.keep_search = [&](const std::vector<std::byte>& state) { states.push_back(state); };
    LearningOptions options{Mode::correlated, 3, ScoreKind::corrected, 1, SearchKind::streamed};
    options.round = std::chrono::milliseconds(0);
    LearningFigures whole;
    const auto expected = learn_network(table, all, options, shared_, {}, keeper, whole);
    EXPECT_EQ(states.size(), world_.is_root() ? 6U : 0U);
    for (std::size_t i = 0; i < 6; ++i) {
        Histograms known;
        if (world_.is_root()) known.search_state = states[i];
        LearningFigures rest;
        const auto families = learn_network(table, all, options, shared_, known, {}, rest);
        EXPECT_EQ(rest.reused_nodes, i + 1);
        EXPECT_LT(rest.counted_sets, whole.counted_sets);
        ASSERT_EQ(families.size(), expected.size());
        for (std::size_t f = 0; f < families.size(); ++f) EXPECT_TRUE(families[f] == expected[f]);
        // Of no use to another search.
        options.degree = 2;
        learn_network(table, all, options, shared_, known, {}, rest);
        EXPECT_EQ(rest.reused_nodes, 0U);
        options.degree = 3;
    }
}

TEST_F(Learning, MergedRowsAreFewerAndHaveTheSameFingerprint) {
    const Rows distinct = make_rows(300);
    Rows rows;
    for (int copies = 0; copies < 4; ++copies) rows.insert(rows.end(), distinct.begin(), distinct.end());
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5};
    const CountedTable whole(encode(rows, shared_), all, shared_, 0, Merging::never, 1);
    const CountedTable merged(encode(rows, shared_), all, shared_, 1e6, Merging::automatic, 2);
    EXPECT_EQ(whole.counted_rows(), 1200U);
    EXPECT_EQ(merged.source_rows(), 1200U);
    EXPECT_LE(merged.counted_rows(), 300U);
    EXPECT_EQ(merged.fingerprint(), whole.fingerprint());
    std::uint64_t weight = 0;
    for (const std::uint32_t w : merged.rows().weights) weight += w;
    EXPECT_EQ(weight, 1200U);

    const Placement replicated(world_, Decomposition::replicated, 1);
    EXPECT_EQ(CountedTable(encode(rows, replicated), all, replicated, 0, Merging::never, 1).fingerprint(),
              whole.fingerprint());
    rows[17][2] = static_cast<std::uint16_t>(1 - rows[17][2]);
    EXPECT_NE(CountedTable(encode(rows, shared_), all, shared_, 0, Merging::never, 1).fingerprint(),
              whole.fingerprint());
}

TEST_F(Learning, WhatIsKnownIsNotCountedAgain) {
    const Rows rows = make_rows(900);
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5};
    const CountedTable table(encode(rows, shared_), all, shared_, 0, Merging::never, 1);
    Histograms kept;
    HistogramKeeper keeper;
    keeper.keep_scores = [&](const SubsetScores& scores) {
        kept.scores.clear();
        for (std::size_t size = 1; size <= scores.max_size(); ++size)
            kept.scores.emplace_back(scores.of_size(size).begin(), scores.of_size(size).end());
    };
    keeper.keep_tables = [&](const std::vector<SetTable>& tables) { kept.tables = tables; };
    LearningOptions options{Mode::correlated, 2, ScoreKind::mutual_information, 1};
    LearningFigures first;
    const auto expected = learn_network(table, all, options, shared_, {}, keeper, first);
    EXPECT_EQ(first.counted_sets, 41U);
    EXPECT_EQ(first.reused_sets, 0U);

    LearningFigures again;
    const auto families = learn_network(table, all, options, shared_, kept, {}, again);
    EXPECT_EQ(again.counted_sets, 0U);
    EXPECT_EQ(again.reused_sets, 41U);
    EXPECT_EQ(again.counted_tables, 0U);
    ASSERT_EQ(families.size(), expected.size());
    for (std::size_t i = 0; i < families.size(); ++i) EXPECT_TRUE(families[i] == expected[i]);

    // Degree 3 needs the sets of four columns only.
    options.degree = 3;
    LearningFigures wider;
    learn_network(table, all, options, shared_, kept, {}, wider);
    EXPECT_EQ(wider.counted_sets, 15U);
    EXPECT_EQ(wider.reused_sets, 41U);
}

// Sets whose cells only just fit a family's limit are needed as well: 10^4 cells, 52,000 / 5 allowed.
TEST_F(Learning, SetsNearTheLimitAreCountedBesideKnownOnes) {
    const std::vector<std::uint32_t> tens(5, 10);
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4};
    const std::uint64_t own = 52'000 / static_cast<std::uint64_t>(world_.size()) + 1;
    const Communicator& part = shared_.part();
    const std::uint64_t first = part.exclusive_sum(own);
    EncodedTable encoded(part, shared_.holder(), tens, part.sum(own), {first, own});
    std::mt19937 random(static_cast<unsigned>(world_.rank()));
    for (std::uint64_t row = first; row < first + own; ++row)
        for (std::size_t c = 0; c < tens.size(); ++c) encoded.store(c, row, static_cast<std::uint16_t>(random() % 10));
    encoded.complete();
    const CountedTable table(std::move(encoded), all, shared_, 0, Merging::never, 1);
    Histograms kept;
    HistogramKeeper keeper;
    keeper.keep_scores = [&](const SubsetScores& scores) {
        kept.scores.clear();
        for (std::size_t size = 1; size <= scores.max_size(); ++size)
            kept.scores.emplace_back(scores.of_size(size).begin(), scores.of_size(size).end());
    };
    LearningOptions options{Mode::correlated, 2, ScoreKind::corrected, 1};
    LearningFigures figures;
    learn_network(table, all, options, shared_, {}, keeper, figures);
    EXPECT_EQ(figures.counted_sets, 25U);
    options.degree = 3;
    learn_network(table, all, options, shared_, kept, {}, figures);
    EXPECT_EQ(figures.reused_sets, 25U);
    EXPECT_EQ(figures.counted_sets, 5U);
}

TEST_F(Learning, NoRowsAndNoColumnsAreNoError) {
    const LearningOptions options{Mode::correlated, 2, ScoreKind::corrected, 1};
    EXPECT_EQ(learn({}, shared_, options).size(), world_.is_root() ? 6U : 0U);
    const CountedTable table(encode({}, shared_), {}, shared_, 0, Merging::always, 1);
    LearningFigures figures;
    EXPECT_TRUE(learn_network(table, {}, options, shared_, {}, {}, figures).empty());
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
