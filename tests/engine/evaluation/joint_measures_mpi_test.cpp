#include "engine/counting/placement.hpp"
#include "engine/evaluation/copied_rows.hpp"
#include "engine/evaluation/joint_measures.hpp"
#include "engine/evaluation/sampling_error.hpp"
#include "engine/evaluation/table_figures.hpp"
#include "kernels/row_hash.hpp"
#include "tests/engine/mpi_main.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Codes = std::vector<std::vector<std::uint16_t>>;

std::vector<ComparedColumn> columns_of(std::span<const std::uint32_t> domains) {
    std::vector<ComparedColumn> columns(domains.size());
    for (std::size_t c = 0; c < domains.size(); ++c) {
        columns[c].name = "c" + std::to_string(c);
        columns[c].coarse_codes = domains[c];
    }
    return columns;
}

Codes make_codes(std::size_t rows, std::span<const std::uint32_t> domains, std::uint64_t salt) {
    Codes codes(domains.size(), std::vector<std::uint16_t>(rows));
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint64_t shared = mix_bits(salt * 1000003 + row) % 3;
        for (std::size_t c = 0; c < domains.size(); ++c) {
            const std::uint64_t own = mix_bits((salt + 17) * 1000003 + row * domains.size() + c);
            codes[c][row] = static_cast<std::uint16_t>((own % 4 == 0 ? own >> 8U : shared) % domains[c]);
        }
    }
    return codes;
}

/// The rows, each rank having stored its part of them.
EncodedTable table_of(const Codes& codes, std::span<const std::uint32_t> domains, const Placement& placement) {
    const Communicator& world = placement.world();
    const std::uint64_t rows = codes[0].size();
    const auto size = static_cast<std::uint64_t>(world.size());
    const auto rank = static_cast<std::uint64_t>(world.rank());
    const RowRange own{rows * rank / size, rows * (rank + 1) / size - rows * rank / size};
    EncodedTable table(world, placement.holder(), {domains.begin(), domains.end()}, rows, own);
    for (std::size_t c = 0; c < codes.size(); ++c)
        for (std::uint64_t row = own.first; row < own.first + own.count; ++row) table.store(c, row, codes[c][row]);
    table.complete();
    return table;
}

std::vector<double> shares_of(const Codes& codes, std::span<const std::size_t> subset,
                              std::span<const std::uint32_t> domains) {
    std::size_t cells = 1;
    for (const std::size_t c : subset) cells *= domains[c];
    std::vector<double> shares(cells);
    const std::size_t rows = codes[0].size();
    for (std::size_t row = 0; row < rows; ++row) {
        std::size_t cell = 0;
        for (const std::size_t c : subset) cell = cell * domains[c] + codes[c][row];
        shares[cell] += 1.0 / static_cast<double>(rows);
    }
    return shares;
}

double naive_tvd(const Codes& real, const Codes& synthetic, std::span<const std::size_t> subset,
                 std::span<const std::uint32_t> domains) {
    const auto a = shares_of(real, subset, domains);
    const auto b = shares_of(synthetic, subset, domains);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
    return sum / 2;
}

double naive_useless(const Codes& real, std::span<const std::size_t> subset, std::span<const std::uint32_t> domains) {
    const auto joint = shares_of(real, subset, domains);
    double sum = 0;
    for (std::size_t cell = 0; cell < joint.size(); ++cell) {
        double product = 1;
        std::size_t rest = cell;
        for (std::size_t i = subset.size(); i-- > 0;) {
            const std::size_t one[] = {subset[i]};
            product *= shares_of(real, one, domains)[rest % domains[subset[i]]];
            rest /= domains[subset[i]];
        }
        sum += expected_difference(joint[cell], product, 1301);
    }
    return sum / 2;
}

const std::vector<std::uint32_t> domains{2, 3, 4, 1, 5};

class EvaluatedTables : public testing::Test {
protected:
    Communicator world_ = Communicator::world();
    Placement placement_{world_, Decomposition::shared, 1};
    Codes real_ = make_codes(997, domains, 1);
    Codes synthetic_ = make_codes(1301, domains, 2);
    EncodedTable real_table_ = table_of(real_, domains, placement_);
    EncodedTable synthetic_table_ = table_of(synthetic_, domains, placement_);

    [[nodiscard]] JointMeasures measure(const JointOptions& options = {}) const {
        return measure_joint_tables(columns_of(domains), {real_table_, synthetic_table_}, options, world_, 2);
    }
};

TEST_F(EvaluatedTables, AreThoseOfNaiveTables) {
    const JointMeasures measures = measure();
    double pairs = 0, triples = 0, useless = 0;
    for (std::size_t a = 0; a < 5; ++a) {
        for (std::size_t b = a + 1; b < 5; ++b) {
            const std::size_t pair[] = {a, b};
            const double tvd = naive_tvd(real_, synthetic_, pair, domains);
            EXPECT_NEAR(measures.pairs.tvd[a * 5 + b], tvd, 1e-12);
            EXPECT_EQ(measures.pairs.tvd[a * 5 + b], measures.pairs.tvd[b * 5 + a]);
            EXPECT_NEAR(measures.pairs.tvd_useless[a * 5 + b], naive_useless(real_, pair, domains), 1e-12);
            pairs += tvd / 10;
            for (std::size_t c = b + 1; c < 5; ++c) {
                const std::size_t triple[] = {a, b, c};
                triples += naive_tvd(real_, synthetic_, triple, domains) / 10;
                useless += naive_useless(real_, triple, domains) / 10;
            }
        }
    }
    ASSERT_EQ(measures.marginals.size(), 2U);
    EXPECT_EQ(measures.marginals[0].tables, 10U);
    EXPECT_EQ(measures.marginals[1].tables, 10U);
    EXPECT_NEAR(measures.marginals[0].tvd.value, pairs, 1e-12);
    EXPECT_NEAR(measures.marginals[1].tvd.value, triples, 1e-12);
    EXPECT_NEAR(measures.marginals[1].tvd.useless, useless, 1e-12);
    EXPECT_GT(measures.marginals[1].tvd.second_sample, 0);
    EXPECT_TRUE(std::isnan(measures.pairs.tvd[0]));
}

TEST_F(EvaluatedTables, DoNotDependOnRanksOrThreads) {
    const JointMeasures measures = measure();
    const JointMeasures alone =
        measure_joint_tables(columns_of(domains), {real_table_, synthetic_table_}, {}, world_.split(world_.rank()), 1);
    EXPECT_EQ(measures.marginals[1].tvd.value, alone.marginals[1].tvd.value);
    EXPECT_EQ(measures.marginals[1].tvd.second_sample, alone.marginals[1].tvd.second_sample);
    EXPECT_EQ(measures.pairs.mutual_information.second_sample, alone.pairs.mutual_information.second_sample);
    EXPECT_EQ(measures.small_cells.by_chance, alone.small_cells.by_chance);
}

TEST_F(EvaluatedTables, TakeTriplesOfFewerColumnsWhereTheyAreMany) {
    JointOptions options;
    options.triple_columns = 4;
    const JointMeasures measures = measure(options);
    EXPECT_EQ(measures.triple_columns, 4U);
    EXPECT_EQ(measures.marginals[0].tables, 10U);
    EXPECT_EQ(measures.marginals[1].tables, 4U);
}

TEST_F(EvaluatedTables, OfACopyAreZero) {
    const JointMeasures measures = measure_joint_tables(columns_of(domains), {real_table_, real_table_}, {}, world_, 2);
    EXPECT_EQ(measures.marginals[1].tvd.value, 0);
    EXPECT_EQ(measures.pairs.mutual_information.value, 0);
    EXPECT_EQ(measures.small_cells.both, measures.small_cells.synthetic);
}

TEST(TableInformation, IsThatOfTwoByTwoTables) {
    EXPECT_NEAR(table_information(std::vector<double>{50, 0, 0, 50}, 2), std::log(2.0), 1e-12);
    EXPECT_NEAR(table_information(std::vector<double>{10, 20, 30, 60}, 2), 0, 1e-12);
    EXPECT_EQ(table_information(std::vector<double>{0, 0, 0, 0}, 2), 0);
}

/// This rank's part of some numbers.
std::vector<std::uint64_t> part_of(const std::vector<std::uint64_t>& all, const Communicator& world) {
    std::vector<std::uint64_t> own;
    for (std::size_t i = static_cast<std::size_t>(world.rank()); i < all.size();
         i += static_cast<std::size_t>(world.size()))
        own.push_back(all[i]);
    return own;
}

TEST(CopiedRows, AreUniqueRealRowsThatASyntheticOneEquals) {
    const Communicator world = Communicator::world();
    // 3 and 9 are unique, 5 and 7 are not; 3 and 5 are copied.
    OwnRows own;
    own.real = part_of({5, 3, 5, 7, 7, 7, 9}, world);
    own.synthetic = part_of({3, 3, 5, 11}, world);
    own.holdout = part_of({5, 11, 13, 15, 15}, world);
    own.origin = HoldoutOrigin::given;
    const CopyCounts counts = count_copies(own, world);
    EXPECT_EQ(counts.unique_real, 2U);
    EXPECT_EQ(counts.copied, 1U);
    EXPECT_EQ(counts.synthetic_rows, 4U);
    EXPECT_EQ(counts.synthetic_equal, 3U);
    EXPECT_EQ(counts.unique_holdout, 3U);
    EXPECT_EQ(counts.copied_holdout, 2U);
    EXPECT_EQ(counts.copied_in_part, 0U);
}

TEST(CopiedRows, OfHalvesAreCountedInAsManyRows) {
    const Communicator world = Communicator::world();
    OwnRows own;
    own.real = part_of({5, 11, 13, 15, 15}, world);
    own.real_rest = part_of({13, 15, 20}, world);
    own.synthetic = part_of({5, 13, 15, 16, 20, 20}, world);
    own.synthetic_part = part_of({5, 13, 16}, world);
    const CopyCounts counts = count_copies(own, world);
    // Of all real rows 5, 11 and 20 are unique.
    EXPECT_EQ(counts.unique_real, 3U);
    EXPECT_EQ(counts.copied, 2U);
    EXPECT_EQ(counts.synthetic_equal, 5U);
    // Of the first half 5, 11 and 13 are.
    EXPECT_EQ(counts.unique_holdout, 3U);
    EXPECT_EQ(counts.copied_holdout, 1U);
    EXPECT_EQ(counts.copied_in_part, 2U);
}

TEST(SharedIdentifiers, AreThoseInBothTables) {
    DistinctValues real;
    DistinctValues synthetic;
    for (const char* value : {"1", "5", "10"}) real.add(value);
    for (const char* value : {"5", "6", "11"}) synthetic.add(value, 3);
    const SharedIdentifiers shared = shared_identifiers("id", real, synthetic);
    EXPECT_EQ(shared.synthetic, 3U);
    EXPECT_EQ(shared.shared, 1U);
    // Three of ten numbers are taken; 11 lies beyond them.
    EXPECT_DOUBLE_EQ(shared.by_chance, 2 * 0.3);
}

TEST(SharedIdentifiers, AreExpectedWhereRealOnesLieDensely) {
    DistinctValues real;
    DistinctValues synthetic;
    for (int i = 0; i < 1000; ++i) real.add(std::to_string(2 * i));
    for (int i = 0; i < 1000; ++i) real.add(std::to_string(1'000'000 + 1000 * i));
    for (int i = 0; i < 500; ++i) synthetic.add(std::to_string(3 * i));
    const SharedIdentifiers shared = shared_identifiers("id", real, synthetic);
    EXPECT_EQ(shared.shared, 250U);
    EXPECT_NEAR(shared.by_chance, 250, 5);
    synthetic.add("of letters");
    EXPECT_NEAR(shared_identifiers("id", real, synthetic).by_chance, 250, 5);
    real.add("of letters");
    EXPECT_EQ(shared_identifiers("id", real, synthetic).by_chance, 0);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
