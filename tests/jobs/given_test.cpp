// generate --given: rows that satisfy a condition, distributed as such rows are among all.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

class Given : public testing::Test {
protected:
    void describe(const Words& more) const {
        Words arguments{"describe", "--epsilon", "none", "--model", "m.h5", "--quiet", "--force"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, {.directory = folder_.path()});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] CommandResult generate(const std::string& out, const Words& more, unsigned ranks = 1) const {
        Words arguments{"generate", "m.h5", "--out", out, "--force"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_replica(arguments, {.ranks = ranks, .directory = folder_.path()});
    }

    [[nodiscard]] CsvTable replica(const Words& more) const {
        const auto result = generate("out", more);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        said_ = result.err;
        return read_csv(folder_.path() / "out");
    }

    void expect_same_on_ranks(const Words& more) const {
        ASSERT_EQ(generate("one", more, 1).exit_code, 0);
        ASSERT_EQ(generate("three", more, 3).exit_code, 0);
        EXPECT_TRUE(read_folder(folder_.path() / "one") == read_folder(folder_.path() / "three"));
    }

    TemporaryDirectory folder_;
    mutable std::string said_;
};

template <typename Test>
CsvTable rows_that(const CsvTable& table, Test&& test) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.rows(); ++row)
        if (test(row)) rows.push_back(row);
    return select_rows(table, rows);
}

TEST_F(Given, OlderWomenOfAdultAreThoseOfALargeReplica) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    describe({(*data / "flat-adult/adult_reduced.csv").string(), "--degree", "3"});
    const CsvTable all = replica({"--rows", "1000000"});
    const CsvTable filtered = rows_that(all, [&](std::size_t row) {
        return all.column("sex")[row] == "Female" && std::stoi(all.column("age")[row]) >= 65;
    });
    const CsvTable given = replica({"--rows", "20000", "--given", "sex=Female,age=65.."});
    ASSERT_EQ(given.rows(), 20'000U);
    for (const std::string& sex : given.column("sex")) ASSERT_EQ(sex, "Female");
    for (const std::string& age : given.column("age")) ASSERT_GE(std::stoi(age), 65);
    const double share = 100.0 * static_cast<double>(filtered.rows()) / 1e6;
    const double told = std::stod(said_.substr(said_.find("--given: ") + 9));
    EXPECT_NEAR(told, share, 0.05) << said_;
    // Two samples of 13,000 and 20,000 rows differ by .02 (16 educations) to .06 (90 pairs) through chance.
    const CodedPair tables = code_together(filtered, given);
    EXPECT_LT(mean_marginal_distance(tables, 1), 0.015);
    EXPECT_LT(mean_marginal_distance(tables, 2), 0.035);
}

// Persons with a ward that hangs on whether they smoke, which one row in five doesn't say.
std::string persons() {
    std::string text = "person_id,sex,smoker,ward,cost\n";
    std::uint32_t state = 7;
    const auto draw = [&](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    for (unsigned person = 0; person < 3000; ++person) {
        const bool smokes = draw(3) == 0;
        const std::string sex = draw(10) < (smokes ? 7U : 4U) ? "M" : "F";
        const unsigned rows = 1 + draw(smokes ? 9 : 4);
        for (unsigned row = 0; row < rows; ++row) {
            const bool chest = draw(10) < (smokes ? 6U : 1U);
            text += std::to_string(9000 + person) + ',' + sex + ',' +
                    (draw(5) == 0 ? ""
                     : smokes     ? "yes"
                                  : "no") +
                    ',' +
                    (chest          ? "chest"
                     : draw(2) == 0 ? "surgery"
                                    : "eyes") +
                    ',' + std::to_string(draw(1000)) + '\n';
        }
    }
    return text;
}

TEST_F(Given, RowsOfPersonsByTablesAndByRejection) {
    write_text(folder_.path() / "in.csv", persons());
    describe({"in.csv"});
    const CsvTable all = replica({"--rows", "300000", "--seed", "5"});
    const Words columns{"sex", "smoker", "ward"};
    struct Case {
        std::string given;
        std::string column;
        Words values;
        bool rejects;
    };
    const std::vector<Case> cases{{"sex=F", "sex", {"F"}, false},
                                  {"smoker=yes|", "smoker", {"yes", ""}, true},
                                  {"ward=chest", "ward", {"chest"}, true}};
    for (const Case& asked : cases) {
        const auto satisfies = [&](const std::string& value) {
            return std::find(asked.values.begin(), asked.values.end(), value) != asked.values.end();
        };
        const CsvTable filtered =
            rows_that(all, [&](std::size_t row) { return satisfies(all.column(asked.column)[row]); });
        const CsvTable rows = replica({"--rows", "60000", "--given", asked.given});
        EXPECT_EQ(said_.find("and are kept") != std::string::npos, asked.rejects) << said_;
        ASSERT_EQ(rows.rows(), 60'000U);
        for (const std::string& value : rows.column(asked.column)) ASSERT_TRUE(satisfies(value)) << value;
        const CodedPair tables = code_together(select_columns(filtered, columns), select_columns(rows, columns));
        EXPECT_LT(marginal_distance(tables, {0, 1, 2}), 0.02) << asked.given;
        // Nobody changes his sex.
        std::map<std::string, std::string> sex_of;
        for (std::size_t row = 0; row < rows.rows(); ++row)
            ASSERT_EQ(sex_of.emplace(rows.column("person_id")[row], rows.column("sex")[row]).first->second,
                      rows.column("sex")[row]);
        EXPECT_LT(sex_of.size(), 40'000U) << "persons have several rows";
    }
    for (const std::string given : {"sex=F,cost=..99", "ward=chest,cost=500..520"})
        expect_same_on_ranks({"--rows", "150000", "--shard-rows", "31000", "--given", given});
}

TEST_F(Given, GoesWithMissing) {
    write_text(folder_.path() / "in.csv", persons());
    describe({"in.csv", "--mode", "independent"});
    const CsvTable rows = replica({"--rows", "20000", "--given", "ward=eyes|surgery", "--missing", "0.3"});
    std::size_t empty = 0;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        ASSERT_TRUE(rows.column("ward")[row] == "eyes" || rows.column("ward")[row] == "surgery");
        empty += rows.column("smoker")[row].empty() ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(empty) / 20'000, 0.3, 0.015);
    expect_same_on_ranks({"--rows", "20000", "--shard-rows", "3000", "--given", "ward=eyes", "--missing", "0.3"});
}

TEST_F(Given, WhatCannotBeIsOneSentence) {
    write_text(folder_.path() / "in.csv", persons());
    describe({"in.csv"});
    for (const std::string bad : {"ward", "ward=lungs", "colour=red", "person_id=9000", "cost=cheap", "cost=2000..",
                                  "ward=\"chest", "ward=a..b", "ward=", "ward=eyes,ward=chest"}) {
        for (const unsigned ranks : {1U, bad == "ward=lungs" ? 3U : 1U}) {
            const auto result = generate("bad", {"--given", bad}, ranks);
            EXPECT_EQ(result.exit_code, 2) << bad;
            EXPECT_NE(refusal_of(result, ranks).find("--given"), std::string::npos) << result.err;
            EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bad"));
        }
    }
}

}  // namespace
}  // namespace replica::test
