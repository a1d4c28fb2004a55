#include "engine/value_pools.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Labels = std::vector<std::string>;

TEST(CodeHierarchy, GroupsAreTheNarrowestFirst) {
    EXPECT_EQ(groups_of("250.83", Hierarchy::icd9), (Labels{"250", "240-279"}));
    EXPECT_EQ(groups_of("8", Hierarchy::icd9), (Labels{"8", "001-139"}));
    EXPECT_EQ(groups_of("V45", Hierarchy::icd9), (Labels{"V45", "V01-V91"}));
    EXPECT_EQ(groups_of("E885.9", Hierarchy::icd9), (Labels{"E885", "E000-E999"}));
    EXPECT_EQ(groups_of("E11.65", Hierarchy::icd10), (Labels{"E11", "E00-E90"}));
    EXPECT_EQ(groups_of("D48", Hierarchy::icd10), (Labels{"D48", "C00-D49"}));
    EXPECT_EQ(groups_of("O9A", Hierarchy::icd10), (Labels{"O9A", "O00-O9A"}));
    EXPECT_EQ(groups_of("0069-2587-41", Hierarchy::ndc), (Labels{"0069-"}));
    EXPECT_EQ(groups_of("00692587410", Hierarchy::ndc), (Labels{"00692"}));
    EXPECT_EQ(groups_of("02138", Hierarchy::zip), (Labels{"021", "0"}));
    EXPECT_EQ(groups_of("SW1A 1AA", Hierarchy::postcode), (Labels{"SW1A", "SW"}));
    EXPECT_EQ(groups_of("M11AE", Hierarchy::postcode), (Labels{"M1", "M"}));
    EXPECT_EQ(groups_of("AB-1234", Hierarchy::prefix), (Labels{"AB-", "AB", "A"}));
}

TEST(CodeHierarchy, OtherTextIsInNone) {
    for (const std::string text : {"", "250.", "2500", "V4", "E88", "25x", "250.8334", "?"})
        EXPECT_TRUE(groups_of(text, Hierarchy::icd9).empty()) << text;
    for (const std::string text : {"", "E1", "e11", "11E", "E11.", "E11.12345"})
        EXPECT_TRUE(groups_of(text, Hierarchy::icd10).empty()) << text;
    for (const std::string text : {"1234", "12345-678", "SW1A", "1AA 1AA"}) {
        EXPECT_TRUE(groups_of(text, Hierarchy::zip).empty()) << text;
        EXPECT_TRUE(groups_of(text, Hierarchy::postcode).empty()) << text;
    }
    EXPECT_TRUE(groups_of("two words 12", Hierarchy::prefix).empty());
}

TEST(CodeHierarchy, ChaptersHoldTheirCategories) {
    const auto neoplasms = categories_of_chapter("140-239", Hierarchy::icd9, LeadingZeros::written);
    EXPECT_EQ(neoplasms.size(), 100U);
    EXPECT_EQ(neoplasms.front(), "140");
    EXPECT_EQ(neoplasms.back(), "239");
    EXPECT_EQ(categories_of_chapter("001-139", Hierarchy::icd9, LeadingZeros::left_out).front(), "1");
    EXPECT_EQ(categories_of_chapter("001-139", Hierarchy::icd9, LeadingZeros::written).front(), "001");
    EXPECT_EQ(categories_of_chapter("V01-V91", Hierarchy::icd9, LeadingZeros::written).size(), 91U);
    const auto blood = categories_of_chapter("C00-D49", Hierarchy::icd10, LeadingZeros::written);
    EXPECT_EQ(blood.size(), 150U);
    for (const std::string& category : blood) EXPECT_EQ(groups_of(category, Hierarchy::icd10)[1], "C00-D49");
}

/// Values as a table has them: a row is a person. Their texts stay those of `values`.
std::vector<ValueCount> counts(const std::vector<std::pair<std::string, std::uint32_t>>& values) {
    std::vector<ValueCount> counts;
    for (const auto& [text, rows] : values) counts.push_back({text, rows, rows, {}});
    return counts;
}

double weight_of(const ValuePool& pool, const std::string& begin) {
    double weight = 0;
    double all = 0;
    for (const auto& pattern : pool.patterns) {
        all += static_cast<double>(pattern.weight);
        if (pattern.value.starts_with(literal_pattern(begin))) weight += static_cast<double>(pattern.weight);
    }
    return weight / all;
}

TEST(PoolValues, RareCodesStayInTheirChapterAtTheirRate) {
    const std::vector<std::pair<std::string, std::uint32_t>> values{
        {"250.1", 30}, {"250.2", 2}, {"250.3", 1}, {"272.4", 3}, {"410", 1}, {"411", 2},
        {"412", 3},    {"413", 4},   {"414", 90},  {"800", 1},   {"801", 1}, {"odd one", 2}};
    PoolingRule rule;
    rule.hierarchy = Hierarchy::icd9;
    const auto table = counts(values);
    const PooledValues pooled = pool_values(table, rule);
    ASSERT_EQ(pooled.pools.size(), 2U);
    // Category 250 has 33 persons; the one value of 272 that is left has nobody to go with, nor have 800 and 801.
    EXPECT_EQ(pooled.pools[0].label, "250");
    EXPECT_EQ(pooled.pools[1].label, "390-459");
    EXPECT_TRUE(pooled.others);
    EXPECT_NEAR(weight_of(pooled.pools[0], "250.1"), 30.0 / 33, 1e-9);
    EXPECT_NEAR(weight_of(pooled.pools[1], "414"), 90.0 / 100 + 0.1 / 70, 0.001);
    for (const auto& pattern : pooled.pools[1].patterns) {
        const auto category = literal_of(pattern.value.substr(0, 6));
        ASSERT_TRUE(category);
        EXPECT_EQ(groups_of(*category, Hierarchy::icd9)[1], "390-459");
    }
    EXPECT_EQ(pool_of("250.99", Hierarchy::icd9, pooled.pools), 0U);
    EXPECT_EQ(pool_of("440.2", Hierarchy::icd9, pooled.pools), 1U);
    EXPECT_FALSE(pool_of("801", Hierarchy::icd9, pooled.pools));
    EXPECT_FALSE(pool_of("odd one", Hierarchy::icd9, pooled.pools));
    // Values that few hold are no literal anywhere.
    for (const auto& [text, rows] : values) {
        if (rows >= 5) continue;
        for (const ValuePool& pool : pooled.pools)
            for (const auto& pattern : pool.patterns)
                if (text.size() > 3) {
                    EXPECT_NE(literal_of(pattern.value), text);
                }
    }
}

TEST(PoolValues, TooManyPoolsAreWiderOnes) {
    std::vector<std::pair<std::string, std::uint32_t>> values;
    for (int a = 0; a < 4; ++a)
        for (int b = 0; b < 10; ++b)
            for (int c = 0; c < 10; ++c)
                for (int d = 0; d < 2; ++d)
                    values.push_back({std::string(1, static_cast<char>('A' + a)) + std::to_string(b) +
                                          std::to_string(c) + "-" + std::to_string(d),
                                      6});
    const auto table = counts(values);
    PoolingRule rule;
    rule.hierarchy = Hierarchy::prefix;
    rule.most_pools = 1000;
    EXPECT_EQ(pool_values(table, rule).pools.size(), 400U);
    rule.most_pools = 50;
    EXPECT_EQ(pool_values(table, rule).pools.size(), 40U);
    rule.most_pools = 5;
    const PooledValues few = pool_values(table, rule);
    EXPECT_EQ(few.pools.size(), 4U);
    EXPECT_EQ(few.pools[0].patterns.size(), 200U) << "every value is still told apart";
    rule.most_pools = 3;
    EXPECT_TRUE(pool_values(table, rule).pools.empty());
}

TEST(PoolValues, WithoutAHierarchyFrequentValuesComeBackAllTheSame) {
    const std::vector<std::pair<std::string, std::uint32_t>> values{{"rare", 1}, {"often", 40}, {"seldom", 2}};
    const auto table = counts(values);
    const PooledValues pooled = pool_values(table, {});
    EXPECT_TRUE(pooled.pools.empty());
    EXPECT_TRUE(pooled.others);
    ASSERT_EQ(pooled.other_patterns.size(), 1U);
    EXPECT_EQ(literal_of(pooled.other_patterns[0].value), "often");
}

TEST(FindHierarchy, NineInTenRowsDecide) {
    const auto texts = [](const std::string& form, unsigned good, unsigned bad) {
        std::vector<std::string> values;
        for (unsigned i = 0; i < good; ++i) values.push_back(form + std::to_string(10 + i));
        for (unsigned i = 0; i < bad; ++i) values.push_back("no code " + std::to_string(i));
        return values;
    };
    const auto found = [&](const std::vector<std::string>& values) {
        ValueTable table;
        for (const std::string& value : values) table.values.push_back({value, 1, 1, {}});
        return find_hierarchy(table, 20);
    };
    EXPECT_EQ(found(texts("E", 50, 5)), Hierarchy::icd10);
    EXPECT_EQ(found(texts("E", 50, 6)), Hierarchy::none);
    EXPECT_EQ(found(texts("021", 50, 0)), Hierarchy::zip);
    EXPECT_EQ(found(texts("V", 10, 0)), Hierarchy::none) << "few values need no pools";
    EXPECT_EQ(found(texts("LAB-", 50, 0)), Hierarchy::none) << "a schema has to say prefix";
}

TEST(Patterns, LiteralsAreThereAndBack) {
    for (const std::string text : {"", "a\\b", "250.83", "\xC3\xA4"})
        EXPECT_EQ(literal_of(literal_pattern(text)), text);
    EXPECT_FALSE(literal_of("\\29"));
    EXPECT_FALSE(literal_of("A"));
}

}  // namespace
}  // namespace replica
