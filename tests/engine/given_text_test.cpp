#include "engine/given_text.hpp"

#include "engine/error.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

using Kind = AllowedValues::Kind;

TEST(GivenText, ValuesAlternativesAndRanges) {
    const auto conditions = parse_conditions("gender=F|U, age = 65.. ,day=2019-01-01..2019-12-31,n=..-17,note=");
    ASSERT_EQ(conditions.size(), 5U);
    EXPECT_EQ(conditions[0].column, "gender");
    ASSERT_EQ(conditions[0].allowed.size(), 2U);
    EXPECT_EQ(conditions[0].allowed[0].kind, Kind::value);
    EXPECT_EQ(conditions[0].allowed[0].low, "F");
    EXPECT_EQ(conditions[0].allowed[1].low, "U");
    EXPECT_EQ(conditions[1].column, "age");
    EXPECT_EQ(conditions[1].allowed[0].kind, Kind::range);
    EXPECT_EQ(conditions[1].allowed[0].low, "65");
    EXPECT_EQ(conditions[1].allowed[0].high, std::nullopt);
    EXPECT_EQ(conditions[2].allowed[0].low, "2019-01-01");
    EXPECT_EQ(conditions[2].allowed[0].high, "2019-12-31");
    EXPECT_EQ(conditions[3].allowed[0].low, std::nullopt);
    EXPECT_EQ(conditions[3].allowed[0].high, "-17");
    EXPECT_EQ(conditions[4].allowed[0].low, "") << "an empty field";
}

TEST(GivenText, QuotesHoldWhatElseDelimits) {
    const auto conditions = parse_conditions(R"("a, ""b"" = c"="x|y..z" | " p " ,d=NA|"NA",f="1".."2")");
    ASSERT_EQ(conditions.size(), 3U);
    EXPECT_EQ(conditions[0].column, R"(a, "b" = c)");
    EXPECT_EQ(conditions[0].allowed[0].low, "x|y..z");
    EXPECT_EQ(conditions[0].allowed[0].kind, Kind::text);
    EXPECT_EQ(conditions[0].allowed[1].low, " p ");
    EXPECT_EQ(conditions[1].allowed[0].kind, Kind::value);
    EXPECT_EQ(conditions[1].allowed[1].kind, Kind::text);
    EXPECT_EQ(conditions[2].allowed[0].kind, Kind::range);
    EXPECT_EQ(conditions[2].allowed[0].high, "2");
}

TEST(GivenText, AValueMayHoldAnEqualsSign) { EXPECT_EQ(parse_conditions("income=<=50K")[0].allowed[0].low, "<=50K"); }

TEST(GivenText, OtherTextIsRefused) {
    for (const char* text :
         {"", "a", "=1", "a=1,", "a=1,,b=2", "a=1,a=2", "a=..", "a=\"x", "a=\"x\"y", "\"a\"b=1", "a|b=1"})
        EXPECT_THROW(parse_conditions(text), InputError) << text;
}

}  // namespace
}  // namespace replica
