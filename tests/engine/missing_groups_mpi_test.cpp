#include "engine/missing_groups.hpp"
#include "engine/synthesis.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

namespace replica {
namespace {

using testing_models::categorical;
using testing_models::make_family;

TEST(FindMissingGroups, ColumnsOfEqualRowsAreGroups) {
    const Communicator world = Communicator::world();
    constexpr std::uint64_t rows = 1000;
    // Codes for missing: 2, 2, 299, 1, none, 2, 1. Columns 0, 2 and 6 miss every third row, 1 and 5 other rows each,
    // as many of them; 3 is missing everywhere, and 4 can't be.
    const std::vector<std::uint32_t> domains{3, 3, 300, 2, 5, 3, 2};
    const std::vector<std::optional<std::uint32_t>> missing{2, 2, 299, 1, std::nullopt, 2, 1};
    const auto code = [&](std::size_t column, std::uint64_t row) -> std::uint16_t {
        switch (column) {
            case 0: return row % 3 == 0 ? 2 : row % 2;
            case 1: return row % 3 == 1 ? 2 : 0;
            case 2: return row % 3 == 0 ? 299 : 7;
            case 3: return 1;
            case 4: return row % 3 == 0 ? 2 : 0;
            case 5: return row % 3 == 2 || row == 999 ? 2 : 1;
            default: return row % 3 == 0 ? 1 : 0;
        }
    };
    const auto rank = static_cast<std::uint64_t>(world.rank());
    const auto ranks = static_cast<std::uint64_t>(world.size());
    const std::uint64_t first = rows * rank / ranks;
    const std::uint64_t count = rows * (rank + 1) / ranks - first;
    for (int parts = 0; parts <= world.size(); ++parts) {
        if (parts > 0 && world.size() % parts != 0) continue;
        const Placement placement(world, parts == 0 ? Decomposition::shared : Decomposition::grid, std::max(parts, 1));
        const std::uint64_t place = placement.part().exclusive_sum(count);
        EncodedTable table(placement.part(), placement.holder(), domains, placement.part().sum(count), {place, count});
        for (std::uint64_t r = 0; r < count; ++r)
            for (std::size_t c = 0; c < domains.size(); ++c) table.store(c, place + r, code(c, first + r));
        table.complete();
        EXPECT_EQ(find_missing_groups(table, missing, placement, 2), (std::vector<MissingGroup>{{0, 2, 6}}));
    }
}

/// sex, ward (given sex) and note and test (given ward), of which ward, note and test are missing together.
Model ward_model() {
    Model model;
    ColumnModel ward = categorical("ward", {"A", "B"});
    ColumnModel note = categorical("note", {"x", "y"});
    ColumnModel test = categorical("test", {"0", "1"});
    for (ColumnModel* column : {&ward, &note, &test}) column->has_missing = true;
    model.columns = {categorical("sex", {"F", "M"}), ward, note, test};
    const auto& c = model.columns;
    model.families = {
        make_family(c, 0, {}, {{{}, 0, 60}, {{}, 1, 40}}),
        make_family(c, 1, {0}, {{{0}, 0, 30}, {{0}, 1, 20}, {{0}, 2, 10}, {{1}, 0, 10}, {{1}, 2, 30}}),
        make_family(c, 2, {0}, {{{0}, 0, 30}, {{0}, 1, 20}, {{0}, 2, 10}, {{1}, 1, 10}, {{1}, 2, 30}}),
        make_family(c, 3, {1}, {{{0}, 0, 40}, {{1}, 0, 5}, {{1}, 1, 15}, {{2}, 2, 40}}),
    };
    return model;
}

TEST(AddMissingGroups, MembersAreMissingTogetherAndDependAsBefore) {
    Model model = ward_model();
    add_missing_groups(model, {{1, 2, 3}});
    ASSERT_EQ(model.columns.size(), 5U);
    EXPECT_EQ(model.columns[4].role, Role::latent);
    EXPECT_EQ(model.columns[4].value_weights, (std::vector<std::uint64_t>{60, 40}));
    EXPECT_EQ(model.columns[3].missing_with, 4U);
    EXPECT_FALSE(model.columns[0].missing_with);
    ASSERT_EQ(model.families.size(), 5U);
    EXPECT_EQ(model.families[1].child, 4U);
    EXPECT_EQ(model.families[2].parents, (std::vector<std::uint32_t>{4, 0}));

    constexpr std::size_t rows = 100000;
    SampledBlock block;
    Synthesizer(model).sample_codes(3, 0, rows, block);
    std::vector<std::uint64_t> sex_ward(6);
    std::vector<std::uint64_t> ward_test(9);
    for (std::size_t r = 0; r < rows; ++r) {
        for (const std::size_t c : {2U, 3U}) ASSERT_EQ(block.codes[c][r] == 2, block.codes[1][r] == 2);
        ++sex_ward[block.codes[0][r] * 3U + block.codes[1][r]];
        ++ward_test[block.codes[1][r] * 3U + block.codes[3][r]];
    }
    EXPECT_LT(reference::chi_square(sex_ward, {.3, .2, .1, .1, 0, .3}), 18.5);             // 4 df, p = 0.001
    EXPECT_LT(reference::chi_square(ward_test, {.4, 0, 0, .05, .15, 0, 0, 0, .4}), 16.3);  // 3 df
}

TEST(AddMissingGroups, UnseenConfigurationsKeepThePattern) {
    Model model = ward_model();
    // Ward B was never seen beside this test, which backs off to all wards.
    model.families[3] = make_family(model.columns, 3, {1}, {{{0}, 0, 40}, {{2}, 2, 40}});
    add_missing_groups(model, {{1, 2, 3}});
    SampledBlock block;
    Synthesizer(model).sample_codes(3, 0, 20000, block);
    for (std::size_t r = 0; r < 20000; ++r) ASSERT_EQ(block.codes[3][r] == 2, block.codes[1][r] == 2);
}

TEST(AddMissingGroups, IndependentColumnsTooAreMissingTogether) {
    Model model = ward_model();
    model.families = {make_family(model.columns, 2, {}, {{{}, 0, 7}, {{}, 2, 3}}),
                      make_family(model.columns, 0, {}, {{{}, 0, 6}, {{}, 1, 4}}),
                      make_family(model.columns, 3, {}, {{{}, 1, 7}, {{}, 2, 3}}),
                      make_family(model.columns, 1, {}, {{{}, 1, 7}, {{}, 2, 3}})};
    add_missing_groups(model, {{1, 2, 3}});
    SampledBlock block;
    Synthesizer(model).sample_codes(3, 0, 20000, block);
    std::vector<std::uint64_t> missing(2);
    for (std::size_t r = 0; r < 20000; ++r) {
        for (const std::size_t c : {2U, 3U}) ASSERT_EQ(block.codes[c][r] == 2, block.codes[1][r] == 2);
        ++missing[block.codes[1][r] == 2 ? 1 : 0];
    }
    EXPECT_LT(reference::chi_square(missing, {.7, .3}), 10.8);
}

TEST(SumOutMissingGroups, GivesTheFamiliesBack) {
    const Model before = ward_model();
    Model model = before;
    add_missing_groups(model, {{1, 2, 3}});
    sum_out_missing_groups(model);
    ASSERT_EQ(model.families.size(), before.families.size());
    EXPECT_EQ(model.columns.back().role, Role::drop);
    EXPECT_FALSE(model.columns[1].missing_with);
    for (std::size_t i = 0; i < before.families.size(); ++i) {
        EXPECT_EQ(model.families[i].parents, before.families[i].parents);
        EXPECT_EQ(model.families[i].configurations, before.families[i].configurations);
        EXPECT_EQ(model.families[i].first_cell, before.families[i].first_cell);
        EXPECT_EQ(model.families[i].codes, before.families[i].codes);
        EXPECT_EQ(model.families[i].counts, before.families[i].counts);
    }
}

TEST(AddMissingGroups, TiersAreGroupsOfTheirOwn) {
    Model model = ward_model();
    model.columns[1].tier = Tier::person;
    add_missing_groups(model, {{1, 2, 3}});
    EXPECT_FALSE(model.columns[1].missing_with);
    EXPECT_EQ(model.columns[2].missing_with, 4U);
    EXPECT_EQ(model.columns[3].missing_with, 4U);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
