#include "io/sql/sql_script.hpp"

#include "engine/error.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(SqlScript, DeclaredParametersHaveDefaults) {
    const SqlScript script = parse_sql_script("q.sql",
                                              "-- parameter days = 15: days, not weeks\n"
                                              "-- parameter name: of a person\n"
                                              "SELECT $days, $name, $other\n");
    ASSERT_EQ(script.parameters.size(), 3U);
    EXPECT_EQ(script.parameters[0].name, "days");
    EXPECT_EQ(script.parameters[0].value, "15");
    EXPECT_EQ(script.parameters[1].name, "name");
    EXPECT_FALSE(script.parameters[1].value);
    EXPECT_EQ(script.parameters[2].name, "other");
}

TEST(SqlScript, ParametersAreFilledOutsideQuotesAndComments) {
    const SqlScript script = parse_sql_script(
        "q.sql",
        "SELECT $a, '$a ''$a', \"$a\" -- $a\n/* $a */ FROM t WHERE x = $$ $a $$ AND y = $tag$ $a $tag$ AND $a2 = $1");
    EXPECT_EQ(fill_parameters(script, {{"a", "x'y"}, {"a2", "-1.5"}}),
              "SELECT 'x''y', '$a ''$a', \"$a\" -- $a\n/* $a */ FROM t WHERE x = $$ $a $$ AND y = $tag$ $a $tag$ AND "
              "-1.5 = $1");
}

TEST(SqlScript, OnlyPlainNumbersAreNumbers) {
    const SqlScript script = parse_sql_script("q.sql", "$v");
    for (const char* text : {"1", "-20", "1.25"}) EXPECT_EQ(fill_parameters(script, {{"v", text}}), text);
    for (const char* text : {"", "-", "1.", ".5", "1.2.3", "1e5", "0x10", "1 OR 1", "--1", "1,2"})
        EXPECT_EQ(fill_parameters(script, {{"v", text}}), "'" + std::string(text) + "'");
}

TEST(SqlScript, UnknownAndMissingParametersAreRefused) {
    const SqlScript script = parse_sql_script("q.sql", "$v");
    EXPECT_THROW(fill_parameters(script, {}), InputError);
    EXPECT_THROW(fill_parameters(script, {{"v", "1"}, {"w", "1"}}), InputError);
}

TEST(SqlScript, StatementsKeepTheirLines) {
    const auto statements = split_statements("-- first; comment\nSET a = ';';\n\nSELECT $$;$$;\n /* ; */ ;\nSELECT 2");
    ASSERT_EQ(statements.size(), 3U);
    EXPECT_EQ(statements[0], "-- first; comment\nSET a = ';'");
    EXPECT_EQ(statements[1], "\n\n\nSELECT $$;$$");
    EXPECT_EQ(statements[2], "\n\n\n\n\nSELECT 2");
    EXPECT_TRUE(split_statements(" ; -- nothing\n;").empty());
}

TEST(SqlScript, UnclosedQuotesEndWithTheText) {
    EXPECT_EQ(split_statements("SELECT 'a; b").size(), 1U);
    EXPECT_EQ(split_statements("SELECT 1 /* ; ").size(), 1U);
    EXPECT_EQ(split_statements("SELECT $x$ ; ").size(), 1U);
}

}  // namespace
}  // namespace replica
