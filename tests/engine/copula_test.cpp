#include "engine/copula_learning.hpp"
#include "engine/copula_sampler.hpp"
#include "engine/error.hpp"
#include "engine/latent_correlation.hpp"
#include "engine/marginal_family.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// Codes of some columns, and their joint tables counted the slow way.
struct Codes {
    std::vector<std::vector<std::uint16_t>> columns;
    std::vector<std::uint32_t> domains;

    [[nodiscard]] PairTable table(std::size_t a, std::size_t b) const {
        std::map<std::uint64_t, double> counts;
        for (std::size_t row = 0; row < columns[a].size(); ++row)
            counts[std::uint64_t{columns[a][row]} * domains[b] + columns[b][row]] += 1;
        PairTable cells;
        for (const auto& [cell, count] : counts) cells.push_back({cell, count});
        return cells;
    }
};

ColumnModel binned(const std::string& name, std::uint32_t bins, bool missing) {
    ColumnModel column;
    column.name = name;
    column.encoding = Encoding::binned;
    column.format.type = ValueType::integer;
    for (std::uint32_t bin = 0; bin < bins; ++bin) {
        column.bin_low.push_back(bin);
        column.first_slot.push_back(bin);
        column.slots.push_back({bin, bin, 1});
    }
    column.first_slot.push_back(bins);
    column.range_high = bins - 1;
    column.has_missing = missing;
    return column;
}

Model model_of(const Codes& codes, std::vector<ColumnModel> columns) {
    Model model;
    model.mode = Mode::copula;
    model.columns = std::move(columns);
    for (std::uint32_t c = 0; c < codes.columns.size(); ++c) {
        std::vector<std::uint32_t> counts(codes.domains[c]);
        for (const std::uint16_t code : codes.columns[c]) ++counts[code];
        Family family{c, {}, {0}, {0}, {}, {}, 0};
        for (std::uint32_t code = 0; code < counts.size(); ++code) {
            if (counts[code] == 0) continue;
            family.codes.push_back(static_cast<std::uint16_t>(code));
            family.counts.push_back(counts[code]);
        }
        family.first_cell.push_back(family.codes.size());
        model.families.push_back(std::move(family));
    }
    return model;
}

Codes drawn_codes() {
    std::mt19937_64 generator(3);
    std::normal_distribution<double> normal;
    Codes codes{{{}, {}, {}}, {6, 5, 3}};
    for (int row = 0; row < 50'000; ++row) {
        const double x = normal(generator);
        const double y = .6 * x + .8 * normal(generator);
        const auto cut = [](double z, int most) {
            return static_cast<std::uint16_t>(std::clamp(static_cast<int>(std::floor(z + 2)), 0, most));
        };
        codes.columns[0].push_back(cut(x, 4));
        codes.columns[1].push_back(cut(y, 4));
        codes.columns[2].push_back(cut(-.5 * y + normal(generator), 2));
        if (y > .8 && x > 0) codes.columns[0].back() = 5;  // missing
    }
    return codes;
}

Copula learned(const Codes& codes, const Model& model) {
    CopulaFigures figures;
    const CountPairs count = [&](CountedUnit, std::span<const IndexPair> pairs) {
        std::vector<PairTable> tables;
        for (const auto& [a, b] : pairs) tables.push_back(codes.table(a, b));
        return tables;
    };
    return learn_copula(model, {0, 1, 2}, {}, count, 0, true, figures);
}

TEST(Copula, TablesHaveTheSpearmanOfTheirRows) {
    const Codes codes = drawn_codes();
    const std::vector<std::uint16_t> first{0, 1, 2, 3, 4};
    const std::vector<std::uint16_t> second{0, 1, 2, 3, 4};
    std::vector<double> a;
    std::vector<double> b;
    for (std::size_t row = 0; row < codes.columns[0].size(); ++row) {
        a.push_back(codes.columns[0][row] == 5 ? std::nan("") : codes.columns[0][row]);
        b.push_back(codes.columns[1][row]);
    }
    EXPECT_NEAR(table_spearman(codes.table(0, 1), first, second, 5), spearman(a, b), 1e-12);
    // Another order of codes is another rank.
    EXPECT_NEAR(table_spearman(codes.table(0, 1), first, std::vector<std::uint16_t>{4, 3, 2, 1, 0}, 5), -spearman(a, b),
                1e-12);
}

TEST(Copula, DrawsHaveTheMarginalsAndRankCorrelationsOfTheSource) {
    const Codes codes = drawn_codes();
    Model model = model_of(codes, {binned("a", 5, true), binned("b", 5, false), binned("c", 3, false)});
    model.copula = learned(codes, model);
    ASSERT_EQ(model.copula->variables.size(), 4U);  // a, whether a is missing, b, c
    const CopulaSampler sampler(model);
    Codes drawn{std::vector<std::vector<std::uint16_t>>(3), codes.domains};
    CopulaScratch scratch;
    sampler.sample_rows(1, 0, 100'000, {}, drawn.columns, scratch);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::uint16_t code = 0; code < codes.domains[c]; ++code) {
            const auto share = [&](const std::vector<std::uint16_t>& column) {
                return static_cast<double>(std::count(column.begin(), column.end(), code)) /
                       static_cast<double>(column.size());
            };
            EXPECT_NEAR(share(drawn.columns[c]), share(codes.columns[c]), .006);
        }
    }
    const std::vector<std::uint16_t> values{0, 1, 2, 3, 4};
    const std::vector<std::uint16_t> there{0, 1, 2};
    EXPECT_NEAR(table_spearman(drawn.table(1, 2), values, there, 3),
                table_spearman(codes.table(1, 2), values, there, 3), .01);
    // Being missing hangs on b.
    const auto missing_of_high = [](const Codes& from) {
        double missing = 0;
        double all = 0;
        for (std::size_t row = 0; row < from.columns[0].size(); ++row) {
            if (from.columns[1][row] < 3) continue;
            all += 1;
            missing += from.columns[0][row] == 5 ? 1 : 0;
        }
        return missing / all;
    };
    EXPECT_NEAR(missing_of_high(drawn), missing_of_high(codes), .05);
    // Blocks of rows are parts of the whole.
    Codes part{std::vector<std::vector<std::uint16_t>>(3), codes.domains};
    sampler.sample_rows(1, 777, 50, {}, part.columns, scratch);
    for (std::size_t c = 0; c < 3; ++c)
        EXPECT_TRUE(std::equal(part.columns[c].begin(), part.columns[c].end(), drawn.columns[c].begin() + 777));
}

TEST(Copula, ThatDoesNotFitItsColumnsIsRefused) {
    const Codes codes = drawn_codes();
    Model model = model_of(codes, {binned("a", 5, true), binned("b", 5, false), binned("c", 3, false)});
    model.copula = learned(codes, model);
    Model broken = model;
    broken.copula->factor.pop_back();
    EXPECT_THROW(CopulaSampler{broken}, InputError);
    broken = model;
    broken.copula->variables[0].column = 7;
    EXPECT_THROW(CopulaSampler{broken}, InputError);
    broken = model;
    broken.copula->variables[0].order = {0, 9};
    EXPECT_THROW(CopulaSampler{broken}, InputError);
}

TEST(Copula, NumbersAreInTheirOrderAndNamesInNone) {
    ColumnModel column;
    column.format.type = ValueType::integer;
    column.values = {"10", "9", "-3"};
    EXPECT_EQ(natural_order(column), (std::vector<std::uint16_t>{2, 1, 0}));
    column.has_pooled = true;
    column.has_missing = true;
    EXPECT_EQ(natural_order(column), (std::vector<std::uint16_t>{2, 1, 0, 3}));
    column.format.type = ValueType::string;
    EXPECT_FALSE(natural_order(column));
    column.values = {"no", "yes"};
    column.has_pooled = false;
    EXPECT_EQ(natural_order(column), (std::vector<std::uint16_t>{0, 1}));
}

TEST(MarginalFamily, KeepsSharesAndAddsUpConfigurations) {
    const Family family = marginal_family(3, std::vector<double>{1, 0, 3, 1e-12});
    EXPECT_EQ(family.child, 3U);
    EXPECT_EQ(family.codes, (std::vector<std::uint16_t>{0, 2, 3}));
    EXPECT_EQ(family.counts, (std::vector<std::uint32_t>{1U << 28U, 3U << 28U, 1}));
    const Family with_parent{1, {0}, {0, 2}, {0, 2, 3}, {0, 2, 2}, {5, 7, 11}, 0};
    EXPECT_EQ(marginal_counts(with_parent, 4), (std::vector<double>{5, 0, 18, 0}));
}

}  // namespace
}  // namespace replica
