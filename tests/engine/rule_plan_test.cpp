#include "engine/rule_plan.hpp"

#include "engine/error.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

using Grids = std::vector<std::optional<std::int64_t>>;
using Kind = RelatedValue::Kind;

constexpr std::int64_t day = 86400;

/// Columns of one format each, by name.
struct Columns {
    std::vector<std::string> names;
    std::vector<ColumnDecision> decisions;
    std::vector<Tier> tiers;

    void add(const std::string& name, const ValueFormat& format) {
        names.push_back(name);
        tiers.push_back(Tier::row);
        decisions.emplace_back();
        decisions.back().format = format;
        decisions.back().encoding = Encoding::binned;
    }
    [[nodiscard]] std::vector<RelatedColumn> relate(const std::vector<std::string>& texts) const {
        std::vector<Rule> rules;
        for (const auto& text : texts) {
            const auto read = parse_rule(text);
            rules.insert(rules.end(), read.begin(), read.end());
        }
        return relate_columns(rules, names, decisions, tiers);
    }
    [[nodiscard]] std::string refusal(const std::vector<std::string>& texts) const {
        try {
            return std::to_string(relate(texts).size()) + " related columns";
        } catch (const InputError& error) {
            return error.what();
        }
    }
};

Columns numbers(const std::vector<std::string>& names) {
    Columns columns;
    for (const auto& name : names) columns.add(name, {.type = ValueType::integer});
    return columns;
}

TEST(RulePlan, AnIntervalToOneColumn) {
    const auto related = numbers({"a", "b"}).relate({"a <= b"});
    ASSERT_EQ(related.size(), 1U);
    EXPECT_EQ(related[0].target, 1U);
    EXPECT_EQ(relate(related[0], Grids{3, 5}).interval, 2);
    EXPECT_EQ(relate(related[0], Grids{5, 5}).kind, Kind::related);
    EXPECT_EQ(relate(related[0], Grids{6, 5}).kind, Kind::contradicts);
    EXPECT_EQ(relate(related[0], Grids{std::nullopt, 5}).kind, Kind::own);
    EXPECT_EQ(relate(related[0], Grids{5, std::nullopt}).kind, Kind::missing);
    const auto less = numbers({"a", "b"}).relate({"b > a"});
    EXPECT_EQ(relate(less[0], Grids{5, 5}).kind, Kind::contradicts);
    EXPECT_EQ(relate(less[0], Grids{4, 5}).interval, 0) << "counted from the least that the rule allows";
    const auto any = numbers({"a", "b"}).relate({"b = a + interval"});
    EXPECT_EQ(relate(any[0], Grids{6, 5}).interval, -1);
}

TEST(RulePlan, SeveralReferencesAndChains) {
    const auto related = numbers({"c", "a", "b"}).relate({"a <= c", "b <= c"});
    ASSERT_EQ(related.size(), 1U);
    EXPECT_EQ(relate(related[0], Grids{9, 4, 7}).interval, 2);
    EXPECT_EQ(relate(related[0], Grids{9, 4, std::nullopt}).interval, 5);
    EXPECT_EQ(relate(related[0], Grids{9, 4, 10}).kind, Kind::contradicts);
    const auto chain = numbers({"c", "b", "a"}).relate({"a <= b <= c"});
    ASSERT_EQ(chain.size(), 2U);
    EXPECT_EQ(chain[0].target, 1U) << "after its reference";
    EXPECT_EQ(chain[1].target, 0U);
}

TEST(RulePlan, Sums) {
    const auto related = numbers({"a", "b", "c"}).relate({"c - a = b"});
    EXPECT_EQ(related[0].target, 2U);
    EXPECT_EQ(relate(related[0], Grids{1, 2, 3}).kind, Kind::related);
    EXPECT_EQ(relate(related[0], Grids{1, 2, 4}).kind, Kind::contradicts);
    EXPECT_EQ(relate(related[0], Grids{1, std::nullopt, 4}).kind, Kind::own);
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(relate(related[0], Grids{most, 1, 4}).kind, Kind::too_large);
    const auto order = numbers({"a", "b"}).relate({"b = a + interval"});
    EXPECT_EQ(relate(order[0], Grids{most, -2}).kind, Kind::too_large);
    Columns stay;
    stay.add("admitted", {.type = ValueType::date});
    stay.add("days", {.type = ValueType::integer});
    stay.add("discharged", {.type = ValueType::date});
    const auto days = stay.relate({"discharged = admitted + days"});
    EXPECT_EQ(relate(days[0], Grids{18000, 3, 18003}).kind, Kind::related);
}

TEST(RulePlan, DatesAndDatetimesAreComparedByTheDay) {
    Columns columns;
    columns.add("date", {.type = ValueType::date});
    columns.add("moment", {.type = ValueType::datetime, .decimals = 1});
    const auto to_date = columns.relate({"moment <= date"});
    EXPECT_EQ(relate(to_date[0], Grids{100, (100 * day + 5000) * 10}).interval, 0) << "in the course of the day";
    EXPECT_EQ(relate(to_date[0], Grids{100, 101 * day * 10}).kind, Kind::contradicts);
    const auto before = columns.relate({"moment < date"});
    EXPECT_EQ(relate(before[0], Grids{100, (100 * day + 5000) * 10}).kind, Kind::contradicts);
    const auto to_moment = columns.relate({"date <= moment"});
    EXPECT_EQ(relate(to_moment[0], Grids{100, 100 * day * 10}).interval, 0);
    EXPECT_EQ(relate(to_moment[0], Grids{100, 100 * day * 10 - 1}).kind, Kind::contradicts);
    const auto after = columns.relate({"date < moment"});
    EXPECT_EQ(relate(after[0], Grids{100, 101 * day * 10 - 1}).kind, Kind::contradicts);
    EXPECT_EQ(relate(after[0], Grids{100, 101 * day * 10}).interval, 0);
}

// 2.57 <= 3, but not 2.57 <= 2: a reference with more digits is rounded to where the order stays exact.
TEST(RulePlan, NumbersOfDifferentDigitsAreComparedExactly) {
    Columns columns;
    columns.add("fine", {.type = ValueType::decimal, .decimals = 2});
    columns.add("whole", {.type = ValueType::integer});
    const auto at_most = columns.relate({"fine <= whole"});
    EXPECT_EQ(relate(at_most[0], Grids{257, 2}).kind, Kind::contradicts);
    EXPECT_EQ(relate(at_most[0], Grids{257, 3}).interval, 0);
    EXPECT_EQ(relate(at_most[0], Grids{-257, -2}).interval, 0);
    EXPECT_EQ(relate(at_most[0], Grids{200, 2}).interval, 0);
    const auto less = columns.relate({"fine < whole"});
    EXPECT_EQ(relate(less[0], Grids{200, 2}).kind, Kind::contradicts);
    EXPECT_EQ(relate(less[0], Grids{199, 2}).interval, 0);
    const auto finer = columns.relate({"whole <= fine"});
    EXPECT_EQ(relate(finer[0], Grids{257, 2}).interval, 57);
}

// Persons are drawn before their rows, so what belongs to rows follows from what belongs to persons.
TEST(RulePlan, ColumnsOfRowsFollowFromThoseOfPersons) {
    Columns columns = numbers({"birth", "visit", "death"});
    columns.tiers = {Tier::person, Tier::row, Tier::person};
    const auto below = columns.relate({"visit <= death"});
    ASSERT_EQ(below.size(), 1U);
    EXPECT_EQ(below[0].target, 1U);
    EXPECT_EQ(below[0].relation.kind, RelationKind::below);
    EXPECT_EQ(relate(below[0], Grids{0, 5, 9}).interval, 4);
    EXPECT_EQ(relate(below[0], Grids{0, 10, 9}).kind, Kind::contradicts);
    const auto less = columns.relate({"visit < death"});
    EXPECT_EQ(relate(less[0], Grids{0, 9, 9}).kind, Kind::contradicts);
    EXPECT_EQ(relate(less[0], Grids{0, 8, 9}).interval, 0);
    const auto between = columns.relate({"birth <= visit <= death"});
    ASSERT_EQ(between.size(), 2U) << "birth <= death is implied";
    EXPECT_EQ(between[0].target, 2U);
    EXPECT_EQ(between[0].relation.rules, std::vector<std::string>{"birth <= death"});
    EXPECT_EQ(between[1].target, 1U);
    EXPECT_EQ(relate(between[1], Grids{1, 5, 9}).interval, 4);
    EXPECT_EQ(relate(between[1], Grids{1, 10, 9}).kind, Kind::contradicts);
    EXPECT_EQ(relate(between[1], Grids{6, 5, 9}).kind, Kind::contradicts);
    Columns dates;
    dates.add("moment", {.type = ValueType::datetime});
    dates.add("date", {.type = ValueType::date});
    dates.tiers = {Tier::row, Tier::person};
    const auto day_of = dates.relate({"moment <= date"});
    EXPECT_EQ(relate(day_of[0], Grids{100 * day + day - 1, 100}).interval, 0) << "in the course of the day";
    EXPECT_EQ(relate(day_of[0], Grids{101 * day, 100}).kind, Kind::contradicts);
    EXPECT_EQ(relate(dates.relate({"moment < date"})[0], Grids{100 * day, 100}).kind, Kind::contradicts);
}

TEST(RulePlan, WhatCannotHold) {
    const Columns columns = numbers({"a", "b", "c"});
    EXPECT_EQ(columns.refusal({"a <= b", "b <= c", "c <= a"}),
              "the rules make columns follow from each other in a circle: a, c, b, a; leave one of them out");
    EXPECT_EQ(columns.refusal({"a + b = c", "a <= c"}),
              "the rule \"a <= c\" and \"a + b = c\" both say what c is; keep one of them");
    EXPECT_EQ(columns.refusal({"a <= c", "c = a + b"}),
              "the rule \"c = a + b\" and \"a <= c\" both say what c is; keep one of them");
    EXPECT_NE(columns.refusal({"a <= d"}).find("names d, which is no column"), std::string::npos);
    EXPECT_NE(columns.refusal({"c = a + interval", "b <= c"}).find("tie c to several columns"), std::string::npos);
    Columns mixed;
    mixed.add("number", {.type = ValueType::integer});
    mixed.add("date", {.type = ValueType::date});
    mixed.add("text", {.type = ValueType::string});
    mixed.add("key", {.type = ValueType::integer});
    mixed.decisions[3].role = Role::key;
    mixed.add("tenths", {.type = ValueType::decimal, .decimals = 1});
    EXPECT_NE(mixed.refusal({"number <= date"}).find("one holds numbers and the other dates"), std::string::npos);
    EXPECT_NE(mixed.refusal({"number <= text"}).find("names text, which holds string"), std::string::npos);
    EXPECT_NE(mixed.refusal({"number <= key"}).find("has the role key"), std::string::npos);
    mixed.add("halves", {.type = ValueType::integer});
    EXPECT_NE(mixed.refusal({"number = tenths + halves"}).find("more digits after the point"), std::string::npos);
    EXPECT_NE(mixed.refusal({"tenths + date = number"}).find("adds what can't be added"), std::string::npos);
}

}  // namespace
}  // namespace replica
