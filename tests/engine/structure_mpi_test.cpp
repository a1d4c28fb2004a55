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
    // Each rank encodes its share; `nodes` gives the ranks that pretend to share memory.
    EncodedTable encode(const Rows& rows, const Communicator& nodes) const {
        const auto rank = static_cast<std::uint64_t>(world_.rank());
        const auto ranks = static_cast<std::uint64_t>(world_.size());
        const std::uint64_t first = rows.size() * rank / ranks;
        const std::uint64_t end = rows.size() * (rank + 1) / ranks;
        EncodedTable table(world_, nodes, domains, rows.size(), {first, end - first});
        for (std::uint64_t row = first; row < end; ++row) {
            for (std::size_t c = 0; c < domains.size(); ++c) table.store(c, row, rows[row][c]);
        }
        table.complete();
        return table;
    }

    Communicator world_ = Communicator::world();
    Communicator node_ = world_.node();
};

TEST_F(Learning, EveryRankSeesAllRows) {
    const Rows rows = make_rows(131);
    const EncodedTable table = encode(rows, node_);
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
    const EncodedTable table = encode(rows, node_);
    for (const ScoreKind kind : {ScoreKind::corrected, ScoreKind::mutual_information}) {
        for (const std::uint32_t degree : {1U, 2U, 3U}) {
            LearningFigures figures;
            const LearningOptions options{Mode::correlated, degree, kind, 2};
            const auto families = learn_network(table, {0, 1, 2, 3, 4, 5}, options, world_, figures);
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
    const EncodedTable table = encode(rows, node_);
    LearningFigures figures;
    const auto families = learn_network(table, {0, 1, 2, 3, 4, 5},
                                        {Mode::correlated, 2, ScoreKind::mutual_information, 1}, world_, figures);
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

TEST_F(Learning, RowsReachOtherNodes) {
    // Every other rank a node of its own: rows have to travel between nodes and lie scattered over them.
    const Rows rows = make_rows(1000);
    const Communicator pretended = world_.split(world_.rank() % 2);
    const EncodedTable table = encode(rows, pretended);
    for (std::size_t c = 0; c < domains.size(); ++c) {
        std::visit(
            [&](const auto& codes) {
                for (std::size_t row = 0; row < rows.size(); ++row) ASSERT_EQ(codes[row], rows[row][c]);
            },
            table.column(c));
    }
}

TEST_F(Learning, NoRowsAndNoColumnsAreNoError) {
    const EncodedTable table = encode({}, node_);
    LearningFigures figures;
    const auto families =
        learn_network(table, {0, 1, 2}, {Mode::correlated, 2, ScoreKind::corrected, 1}, world_, figures);
    EXPECT_EQ(families.size(), world_.is_root() ? 3U : 0U);
    EXPECT_TRUE(learn_network(table, {}, {Mode::correlated, 2, ScoreKind::corrected, 1}, world_, figures).empty());
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
