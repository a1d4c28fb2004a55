#include "engine/family_sampler.hpp"

#include "engine/error.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <map>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

namespace replica {
namespace {

using testing_models::categorical;
using testing_models::make_family;

ColumnModel of_size(std::size_t size) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(std::to_string(i));
    return categorical("c" + std::to_string(size), values);
}

/// Counts of the child's codes over many rows whose parents all have the codes given.
std::vector<std::uint64_t> draw(const FamilySampler& sampler, const std::vector<std::uint16_t>& parents,
                                std::size_t domain) {
    constexpr std::size_t rows = 60000;
    std::vector<std::vector<std::uint16_t>> codes;
    for (const auto code : parents) codes.emplace_back(rows, code);
    codes.emplace_back();
    SamplingScratch scratch;
    sampler.sample(3, 17, codes, rows, scratch);
    std::vector<std::uint64_t> observed(domain);
    for (const auto code : codes.back()) ++observed[code];
    return observed;
}

constexpr double limit = 16.3;  // chi-square, 3 degrees of freedom, p = 0.001

// Parents of 3, 4 and `last` codes, a child of `child` codes, the first 4 of which occur. A long last domain makes the
// full configurations sparse, a child of more than 256 codes doesn't fit packed tables.
void expect_back_off(std::size_t last, std::size_t child) {
    const std::vector<ColumnModel> columns = {of_size(3), of_size(4), of_size(last), of_size(child)};
    const FamilySampler sampler(
        make_family(
            columns, 3, {0, 1, 2},
            {{{0, 0, 0}, 0, 10}, {{0, 0, 0}, 1, 30}, {{0, 0, 1}, 2, 20}, {{0, 2, 1}, 3, 40}, {{2, 1, 0}, 3, 100}}),
        columns);
    const auto expect = [&](const std::vector<std::uint16_t>& parents, std::vector<double> share) {
        share.resize(child);
        EXPECT_LT(reference::chi_square(draw(sampler, parents, child), share), limit);
    };
    expect({0, 0, 0}, {0.25, 0.75, 0, 0});
    expect({0, 0, 1}, {0, 0, 1, 0});
    // (0, 0, any): the last parent is dropped; (0, 1, any): the last two are; (1, any, any): all of them.
    expect({0, 0, 2}, {10 / 60.0, 0.5, 20 / 60.0, 0});
    expect({0, 1, 1}, {0.1, 0.3, 0.2, 0.4});
    expect({2, 3, 2}, {0, 0, 0, 1});
    expect({1, 3, 1}, {0.05, 0.15, 0.1, 0.7});
}

TEST(FamilySampler, BacksOffWithPackedTables) { expect_back_off(3, 4); }

TEST(FamilySampler, BacksOffWithPackedTablesOfManyConfigurations) { expect_back_off(300, 4); }

TEST(FamilySampler, BacksOffWithDenseTables) { expect_back_off(3, 300); }

TEST(FamilySampler, BacksOffWithSparseTables) { expect_back_off(60000, 4); }

TEST(FamilySampler, DenseAndSparseTablesDrawTheSame) {
    const auto codes_of = [](std::size_t last) {
        const std::vector<ColumnModel> columns = {of_size(3), of_size(last), of_size(300)};
        const FamilySampler sampler(
            make_family(columns, 2, {0, 1}, {{{0, 0}, 0, 10}, {{0, 1}, 1, 30}, {{1, 1}, 2, 20}, {{1, 1}, 3, 9}}),
            columns);
        std::vector<std::vector<std::uint16_t>> codes(3);
        for (std::uint16_t r = 0; r < 4096; ++r) {
            codes[0].push_back(r % 3);
            codes[1].push_back(r / 3 % 3);
        }
        SamplingScratch scratch;
        sampler.sample(3, 0, codes, 4096, scratch);
        return codes[2];
    };
    EXPECT_EQ(codes_of(3), codes_of(60000));
}

TEST(FamilySampler, RowsDoNotDependOnTheBlock) {
    const Model model = testing_models::hospital();
    const FamilySampler sampler(model.families[0], model.columns);
    SamplingScratch scratch;
    std::vector<std::vector<std::uint16_t>> whole(3);
    std::vector<std::vector<std::uint16_t>> part(3);
    sampler.sample(9, 0, whole, 1000, scratch);
    sampler.sample(9, 333, part, 500, scratch);
    for (std::size_t r = 0; r < 500; ++r) ASSERT_EQ(part[2][r], whole[2][333 + r]);
}

// Each outcome comes as often as it should, up to a few rows; over seeds each row has the family's distribution.
TEST(FamilySampler, EvenRowsShareTheOutcomes) {
    const std::vector<ColumnModel> columns = {of_size(2), of_size(4)};
    const FamilySampler sampler(
        make_family(columns, 1, {0}, {{{0}, 0, 10}, {{0}, 1, 30}, {{0}, 2, 60}, {{1}, 2, 50}, {{1}, 3, 50}}), columns);
    constexpr std::size_t rows = 1000;
    std::vector<std::vector<std::uint16_t>> codes(2);
    for (std::size_t r = 0; r < rows; ++r) codes[0].push_back(r % 4 == 0 ? 1 : 0);
    SamplingScratch scratch;
    std::vector<double> of_first_row(4);
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        sampler.sample_evenly(seed, 5, codes, rows, scratch);
        std::vector<double> counts(4);
        double last_half = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            if (codes[0][r] == 1) continue;
            ++counts[codes[1][r]];
            last_half += codes[1][r] == 0 && r >= rows / 2 ? 1 : 0;
        }
        EXPECT_NEAR(counts[0], 75, 4);
        EXPECT_NEAR(counts[1], 225, 4);
        EXPECT_NEAR(counts[2], 450, 4);
        EXPECT_NEAR(last_half, 37.5, 25);  // in a random order
        ++of_first_row[codes[1][1]];
    }
    const std::vector<double> share{.1, .3, .6, 0};
    for (std::size_t code = 0; code < 4; ++code) EXPECT_NEAR(of_first_row[code] / 2000, share[code], .05);
}

// A column that is no parent, but drawn before, gets its share of the outcomes in each of its codes; packed tables and
// others share alike.
TEST(FamilySampler, EvenRowsAreEvenInOtherColumnsToo) {
    constexpr std::size_t rows = 4000;
    std::vector<std::vector<std::uint16_t>> drawn;
    for (const std::size_t domain : {3, 300}) {
        const std::vector<ColumnModel> columns = {of_size(8), of_size(2), of_size(domain)};
        const FamilySampler sampler(
            make_family(columns, 2, {1}, {{{0}, 0, 10}, {{0}, 2, 30}, {{1}, 0, 60}, {{1}, 1, 60}}), columns);
        std::vector<std::vector<std::uint16_t>> codes(3);
        for (std::size_t r = 0; r < rows; ++r) {
            codes[0].push_back(static_cast<std::uint16_t>(r * 7 % 8));
            codes[1].push_back(r % 5 == 0 ? 1 : 0);
        }
        SamplingScratch scratch;
        sampler.sample_evenly(3, 0, codes, rows, scratch);
        std::map<std::tuple<int, int, int>, int> counts;
        for (std::size_t r = 0; r < rows; ++r) ++counts[{codes[0][r], codes[1][r], codes[2][r]}];
        for (int other = 0; other < 8; ++other) {
            EXPECT_NEAR((counts[{other, 0, 0}]), 100, 3);
            EXPECT_NEAR((counts[{other, 0, 2}]), 300, 3);
            EXPECT_NEAR((counts[{other, 1, 0}]), 50, 3);
            EXPECT_NEAR((counts[{other, 1, 1}]), 50, 3);
        }
        drawn.push_back(codes[2]);
    }
    EXPECT_EQ(drawn[0], drawn[1]);
}

TEST(FamilySampler, DamagedFamiliesAreRefused) {
    const std::vector<ColumnModel> columns = {of_size(3), of_size(4)};
    const Family good = make_family(columns, 1, {0}, {{{0}, 1, 5}, {{2}, 3, 1}});
    EXPECT_NO_THROW(FamilySampler(good, columns));
    const auto refused = [&](auto&& change) {
        Family bad = good;
        change(bad);
        EXPECT_THROW(FamilySampler(bad, columns), InputError);
    };
    refused([](Family& f) { f.child = 2; });
    refused([](Family& f) { f.parents = {1}; });
    refused([](Family& f) { f.parents = {7}; });
    refused([](Family& f) { f.codes[1] = 4; });
    refused([](Family& f) { f.counts[0] = 0; });
    refused([](Family& f) { f.counts.pop_back(); });
    refused([](Family& f) { f.configurations[1] = 3; });
    refused([](Family& f) { f.configurations[1] = 0; });
    refused([](Family& f) { f.first_cell = {0, 2, 2}; });
    refused([](Family& f) { f = Family{}; });
}

}  // namespace
}  // namespace replica
