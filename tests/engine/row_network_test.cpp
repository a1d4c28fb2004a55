#include "engine/row_network.hpp"

#include "engine/network_check.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/engine/random_network.hpp"
#include "tests/engine/reference/joint_distribution.hpp"
#include "tests/engine/reference/sampled_distribution.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

using reference::joint_distribution;
using reference::JointDistribution;
using testing_models::clinic;

constexpr std::uint64_t any_size = std::uint64_t{1} << 22U;

// Of the columns before `column`.
JointDistribution first_columns(const JointDistribution& joint, std::size_t columns) {
    JointDistribution fewer;
    for (const auto& [codes, share] : joint)
        fewer[{codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(columns)}] += share;
    return fewer;
}

TEST(RowNetwork, RowsAreAsTheyAreDrawnWithTheirPersons) {
    const Model model = clinic();
    const auto rows = row_network(model, any_size);
    ASSERT_TRUE(rows.has_value());
    for (const ColumnModel& column : rows->columns) EXPECT_EQ(column.tier, Tier::row);
    EXPECT_EQ(rows->columns[2].role, Role::drop) << "rows a person";
    EXPECT_NO_THROW(check_network(*rows));
    // Without the column of rows a person, which is 0 in a row.
    JointDistribution drawn;
    for (auto [codes, share] : reference::sampled(model, 400 * sampling_block_rows)) {
        auto of_row = codes;
        of_row[2] = 0;
        drawn[of_row] += share;
    }
    const JointDistribution expected = first_columns(joint_distribution(*rows), 4);
    EXPECT_LT(reference::distance(expected, drawn), 0.005);
}

TEST(RowNetwork, RowsAPersonIsNoParentOfRows) {
    Model model = clinic();
    // The ward hangs on sex and rows a person: of women with few rows 8 in 10 are in ward a, with many 1 in 10.
    model.families[3] = testing_models::make_family(
        model.columns, 3, {0, 2}, {{{0, 0}, 0, 8}, {{0, 0}, 1, 2}, {{0, 1}, 0, 1}, {{0, 1}, 1, 9}, {{1, 0}, 2, 5}});
    const auto rows = row_network(model, any_size);
    ASSERT_TRUE(rows.has_value());
    const auto ward = std::find_if(rows->families.begin(), rows->families.end(),
                                   [](const Family& family) { return family.child == 3; });
    ASSERT_NE(ward, rows->families.end());
    EXPECT_EQ(ward->parents, (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(ward->configurations, (std::vector<std::uint64_t>{0, 1}));
    EXPECT_EQ(ward->counts, (std::vector<std::uint32_t>{9, 11, 5}));
}

TEST(RowNetwork, ModelsWithoutPersonsStay) {
    const Model model = testing_models::random_network(3);
    const auto rows = row_network(model, 1);
    ASSERT_TRUE(rows.has_value());
    EXPECT_LT(reference::distance(joint_distribution(model), joint_distribution(*rows)), 1e-12);
}

TEST(RowNetwork, StopsAtTheCap) { EXPECT_FALSE(row_network(clinic(), 3).has_value()); }

TEST(MarginalShares, EqualEnumeration) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const Model model = testing_models::random_network(seed);
        const JointDistribution joint = joint_distribution(model);
        for (const Family& family : model.families) {
            std::vector<double> expected(model.columns[family.child].domain_size(), 0);
            for (const auto& [codes, share] : joint) expected[codes[family.child]] += share;
            const auto shares = marginal_shares(model, family.child, any_size);
            ASSERT_TRUE(shares.has_value());
            for (std::size_t code = 0; code < expected.size(); ++code)
                EXPECT_NEAR((*shares)[code], expected[code], 1e-8) << seed << ' ' << family.child;
        }
    }
}

}  // namespace
}  // namespace replica
