#include "engine/rules.hpp"

#include "engine/error.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

Rule one(const std::string& text) {
    const auto rules = parse_rule(text);
    EXPECT_EQ(rules.size(), 1U) << text;
    return rules.front();
}

void expect_rule(const std::string& text, RuleKind kind, const std::string& left, const std::string& left2,
                 const std::string& right) {
    EXPECT_EQ(one(text), (Rule{kind, left, left2, right, text})) << text;
}

TEST(Rules, Orders) {
    expect_rule("a <= b", RuleKind::at_most, "a", "", "b");
    expect_rule("a<b", RuleKind::less, "a", "", "b");
    expect_rule("b >= a", RuleKind::at_most, "a", "", "b");
    expect_rule(" b > a ", RuleKind::less, "a", "", "b");
    const auto chain = parse_rule("a <= b < c");
    ASSERT_EQ(chain.size(), 2U);
    EXPECT_EQ(chain[0], (Rule{RuleKind::at_most, "a", "", "b", "a <= b < c"}));
    EXPECT_EQ(chain[1], (Rule{RuleKind::less, "b", "", "c", "a <= b < c"}));
}

TEST(Rules, SumsAndIntervals) {
    expect_rule("end = start + interval", RuleKind::interval, "start", "", "end");
    expect_rule("end = interval + start", RuleKind::interval, "start", "", "end");
    expect_rule("end - start = interval", RuleKind::interval, "start", "", "end");
    expect_rule("start = end - interval", RuleKind::interval, "start", "", "end");
    expect_rule("a + b = c", RuleKind::sum, "a", "b", "c");
    expect_rule("c = a + b", RuleKind::sum, "a", "b", "c");
    expect_rule("c - a = b", RuleKind::sum, "b", "a", "c");
    expect_rule("b = c - a", RuleKind::sum, "b", "a", "c");
    expect_rule("end = start + \"interval\"", RuleKind::sum, "start", "interval", "end");
}

TEST(Rules, NamesWithAnyCharacters) {
    expect_rule("\"start date\" <= \"end \"\"date\"\"\"", RuleKind::at_most, "start date", "", "end \"date\"");
    expect_rule("Größe_1.0 < b", RuleKind::less, "Größe_1.0", "", "b");
    expect_rule("\"a-b\" + \"c+d\" = e", RuleKind::sum, "a-b", "c+d", "e");
}

TEST(Rules, WhatIsNone) {
    for (const char* text : {"", "a", "a <=", "<= b", "a b", "a = b", "a <= b = c", "a + b + c = d", "a == b", "a <= a",
                             "a = a + b", "c = a * b", "\"a <= b", "a <= b +", "a => b", "a = a + interval"}) {
        EXPECT_THROW(parse_rule(text), InputError) << text;
    }
}

}  // namespace
}  // namespace replica
