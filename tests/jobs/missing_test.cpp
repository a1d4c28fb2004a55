// generate --missing: as in the source, none, or a rate.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

// b follows a; missing in a tenth of the rows, more often where a is 3; c is always there, d never; e names persons.
std::string extract() {
    std::string text = "person_id,a,b,c,d\n";
    std::uint32_t state = 131;
    const auto draw = [&](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    for (unsigned row = 0; row < 20'000; ++row) {
        const unsigned a = draw(4);
        const bool missing = draw(20) < (a == 3 ? 5U : 1U);
        text += std::to_string(500 + row / 4) + ',' + std::to_string(a) + ',' +
                (missing ? "" : std::string(1, static_cast<char>('p' + (a + draw(5) / 4) % 4))) + ',' +
                std::to_string(draw(90)) + ",\n";
    }
    return text;
}

class Missing : public testing::Test {
protected:
    Missing() {
        write_text(folder_.path() / "in.csv", extract());
        const auto result = run_replica({"describe", "in.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"},
                                        {.directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] CommandResult generate(const std::string& missing, const std::string& out, unsigned ranks = 1) const {
        return run_replica({"generate", "m.h5", "--rows", "40000", "--shard-rows", "9000", "--missing", missing,
                            "--out", out, "--force"},
                           {.ranks = ranks, .directory = folder_.path()});
    }

    [[nodiscard]] CsvTable replica(const std::string& missing) const {
        const auto result = generate(missing, "out");
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_csv(folder_.path() / "out");
    }

    static double rate(const CsvTable& table, const std::string& column) {
        const auto& values = table.column(column);
        return static_cast<double>(std::count(values.begin(), values.end(), "")) / static_cast<double>(values.size());
    }

    TemporaryDirectory folder_;
};

TEST_F(Missing, ComesBackIsLeftOutOrIsPutInAsAsked) {
    const CsvTable source = replica("source");
    EXPECT_NEAR(rate(source, "b"), 0.1, 0.008);
    EXPECT_EQ(rate(source, "c"), 0);
    EXPECT_EQ(rate(source, "d"), 1);

    const CsvTable none = replica("none");
    for (const std::string column : {"a", "b", "c", "person_id"}) EXPECT_EQ(rate(none, column), 0) << column;
    EXPECT_EQ(rate(none, "d"), 1) << "nothing is known of it";

    for (const std::string text : {"0.3", "30%"}) {
        const CsvTable some = replica(text);
        for (const std::string column : {"a", "b", "c"}) EXPECT_NEAR(rate(some, column), 0.3, 0.012) << column;
        EXPECT_EQ(rate(some, "person_id"), 0);
    }
    const CsvTable all = replica("1");
    EXPECT_EQ(rate(all, "a"), 1);
}

TEST_F(Missing, WhatIsThereDependsAsBefore) {
    // Rows that are whole, by a and b: the same with none and at a rate, where cells are missing at random.
    const auto whole = [](const CsvTable& table) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < table.rows(); ++row)
            if (!table.column("a")[row].empty() && !table.column("b")[row].empty()) rows.push_back(row);
        return select_rows(select_columns(table, {"a", "b"}), rows);
    };
    const CsvTable none = whole(replica("none"));
    const CsvTable some = whole(replica("0.4"));
    EXPECT_NEAR(static_cast<double>(some.rows()) / 40'000, 0.36, 0.012);
    EXPECT_LE(marginal_distance(code_together(none, some), {0, 1}), 0.02);
    const CsvTable source = whole(read_csv(folder_.path() / "in.csv"));
    // Given that b is there, a's parents configuration 3 weighs as before it was missing.
    EXPECT_LE(marginal_distance(code_together(source, none), {0, 1}), 0.06);
}

// A number, a category, a date and a text that are missing in the same rows, beside a column that tells nothing of it,
// one that is missing by itself, and persons whose two columns are missing together.
TEST_F(Missing, AGroupIsMissingTogetherAtAnyDegree) {
    std::string text = "person_id,born,sex,kind,dose,drug,given,remark,alone\n";
    std::uint32_t state = 7;
    const auto draw = [&](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    for (unsigned row = 0; row < 12'000; ++row) {
        const unsigned person = row / 4;
        const bool known = person % 5 != 0 && draw(50) != 0;
        const unsigned kind = draw(6);
        text += std::to_string(9000 + person) + ',' +
                (known ? std::to_string(1930 + person * 7 % 70) + "," + (person % 3 == 0 ? "F" : "M") : ",") + ",k" +
                std::to_string(kind) + ',';
        text += draw(10) < 3
                    ? ",,,,"
                    : std::to_string(kind * 10 + draw(9)) + ",d" + std::to_string(draw(3) + kind / 3) + ",2021-0" +
                          std::to_string(1 + draw(9)) + "-05,taken with water " + std::to_string(row) + ',';
        text += draw(5) == 0 ? "\n" : std::to_string(draw(4)) + "\n";
    }
    write_text(folder_.path() / "groups.csv", text);
    const std::vector<Words> ways{{"--degree", "1"}, {"--degree", "3"}, {"--mode", "independent"}};
    for (const Words& way : ways) {
        Words describe{"describe", "groups.csv", "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"};
        describe.insert(describe.end(), way.begin(), way.end());
        const auto described = run_replica(describe, {.directory = folder_.path()});
        ASSERT_EQ(described.exit_code, 0) << described.err;
        const CsvTable table = replica("source");
        std::size_t whole = 0;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            const bool missing = table.column("dose")[row].empty();
            for (const std::string column : {"drug", "given", "remark"})
                ASSERT_EQ(table.column(column)[row].empty(), missing) << way[1] << ", row " << row;
            ASSERT_EQ(table.column("born")[row].empty(), table.column("sex")[row].empty()) << way[1] << ", row " << row;
            whole += missing ? 0 : 1;
        }
        EXPECT_NEAR(static_cast<double>(whole) / static_cast<double>(table.rows()), 0.7, 0.01);
        EXPECT_NEAR(rate(table, "alone"), 0.2, 0.01);
        EXPECT_NEAR(rate(table, "sex"), 0.2 + 0.8 * 0.02, 0.02);
    }
    const CsvTable none = replica("none");
    for (const std::string column : {"dose", "drug", "given", "remark", "born", "sex", "alone"})
        EXPECT_EQ(rate(none, column), 0) << column;
}

TEST_F(Missing, IsTheSameOnAnyRanks) {
    for (const std::string missing : {"none", "0.25"}) {
        ASSERT_EQ(generate(missing, "one", 1).exit_code, 0);
        ASSERT_EQ(generate(missing, "three", 3).exit_code, 0);
        for (const std::string part : {"part-00000.csv", "part-00002.csv", "part-00004.csv"})
            EXPECT_TRUE(read_text(folder_.path() / "one" / part) == read_text(folder_.path() / "three" / part)) << part;
    }
}

TEST_F(Missing, AnythingElseIsRefused) {
    for (const std::string bad : {"some", "1.1", "-0.1", "101%", "", "nan", "0.2x"}) {
        const auto result = generate(bad, "bad");
        EXPECT_EQ(result.exit_code, 2) << bad;
        EXPECT_NE(refusal_of(result, 1).find("--missing"), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bad"));
    }
}

}  // namespace
}  // namespace replica::test
