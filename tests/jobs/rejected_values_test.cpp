#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cstdio>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

// 2,000 visits with unreadable dates in lines 22 and 502, "abc" in line 7, an age of 999 in line 102, a third sex in
// line 1502, and an end before its start in lines 52, 53 and 1053.
std::string visits() {
    std::string text = "day,age,sex,start,end\n";
    for (int row = 0; row < 2'000; ++row) {
        const int line = row + 2;
        char cells[160];
        std::snprintf(cells, sizeof cells, "2020-%02d-%02d", 1 + row % 12, 1 + row * 7 % 28);
        const std::string day = line == 22 ? "31.02.2020" : line == 502 ? "unknown" : cells;
        const std::string age = line == 7 ? "abc" : line == 102 ? "999" : std::to_string(row * 37 % 90);
        const std::string sex = line == 1502 ? "?" : row % 3 == 0 ? "F" : "M";
        const int start = 20 + row * 11 % 60;
        const bool reversed = line == 52 || line == 53 || line == 1053;
        const int end = reversed ? start - 3 : start + row * 13 % 17;
        text += day + "," + age + "," + sex + "," + std::to_string(start) + "," + std::to_string(end) + "\n";
    }
    return text;
}

const std::string schema =
    "rules = [\"start <= end\"]\n[columns.day]\n[columns.age]\ntype = \"integer\"\nrange = [0, 120]\n"
    "[columns.sex]\nvalues = [\"F\", \"M\"]\n[columns.start]\n[columns.end]\n";

class RejectedValues : public testing::Test {
protected:
    void SetUp() override {
        write("visits.csv", visits());
        write("s.toml", schema);
    }
    void write(const std::string& name, const std::string& text) const { write_text(folder_.path() / name, text); }
    [[nodiscard]] std::string bytes(const std::string& name) const { return read_text(folder_.path() / name); }
    [[nodiscard]] CommandResult run(const Words& arguments, unsigned ranks = 1) const {
        return run_replica(arguments, {.ranks = ranks, .directory = folder_.path()});
    }
    // What describe tells of the extract on 1 and 3 ranks, which must be the same, as the models m1.h5 and m3.h5 are.
    [[nodiscard]] std::string warnings(const Words& more = {}) const {
        std::vector<std::string> told;
        for (const unsigned ranks : {1U, 3U}) {
            Words arguments{"describe", "visits.csv", "--epsilon",
                            "none",     "--model",    "m" + std::to_string(ranks) + ".h5",
                            "--force",  "--quiet"};
            arguments.insert(arguments.end(), more.begin(), more.end());
            const auto result = run(arguments, ranks);
            EXPECT_EQ(result.exit_code, 0) << result.err;
            told.push_back(result.err);
        }
        EXPECT_EQ(told[0], told[1]);
        EXPECT_EQ(bytes("m1.h5"), bytes("m3.h5"));
        return told[0];
    }
    // The sentence by which describe or schema refuses on 1 and on 4 ranks, writing nothing.
    [[nodiscard]] std::string refusal(const Words& arguments) const {
        const auto before = read_folder(folder_.path());
        std::vector<std::string> sentences;
        for (const unsigned ranks : {1U, 4U}) {
            const auto result = run(arguments, ranks);
            EXPECT_EQ(result.exit_code, 2);
            EXPECT_EQ(result.out, "");
            sentences.push_back(refusal_of(result, ranks));
        }
        EXPECT_EQ(sentences[0], sentences[1]);
        EXPECT_TRUE(read_folder(folder_.path()) == before) << "files were written or changed";
        return sentences[0];
    }

    TemporaryDirectory folder_;
};

TEST_F(RejectedValues, AreTreatedAsMissingAndTold) {
    EXPECT_EQ(
        warnings({"--schema", "s.toml"}),
        "warning: visits.csv, line 22, column \"day\": \"31.02.2020\" can't be read as a date of the column's form; "
        "this and the like in 2 rows are treated as missing: correct the value, or the column's type in a schema, or "
        "refuse it with --strict\n"
        "warning: visits.csv, line 7, column \"age\": \"abc\" can't be read as an integer of the column's form; this "
        "and the like in 2 rows are treated as missing: correct the value, or the column's type in a schema, or "
        "refuse it with --strict\n"
        "warning: visits.csv, line 1502, column \"sex\": \"?\" is none of the schema's values; it is treated as "
        "missing: correct the value or the list, or refuse it with --strict\n"
        "warning: visits.csv, line 52, column \"end\": \"27\" contradicts \"start <= end\", for start is \"30\"; this "
        "and the like in 3 rows are treated as missing: correct the line or the rule, or refuse it with --strict\n");
    ASSERT_EQ(run({"generate", "m1.h5", "--rows", "20000", "--out", "out", "--quiet"}).exit_code, 0);
    const CsvTable replica = read_csv(folder_.path() / "out");
    const auto missing = [&](const std::string& column) {
        const auto& values = replica.column(column);
        return static_cast<double>(std::count(values.begin(), values.end(), "")) / static_cast<double>(values.size());
    };
    EXPECT_NEAR(missing("day"), 0.001, 0.0008);
    EXPECT_NEAR(missing("age"), 0.001, 0.0008);
    EXPECT_NEAR(missing("end"), 0.0015, 0.0009);
    EXPECT_EQ(missing("start"), 0);
    for (const std::string& day : replica.column("day")) EXPECT_TRUE(day.empty() || day.starts_with("2020-")) << day;
    for (const std::string& age : replica.column("age")) EXPECT_TRUE(age.empty() || std::stoi(age) <= 90) << age;
    for (const std::string& sex : replica.column("sex")) EXPECT_NE(sex, "?");
}

TEST_F(RejectedValues, AreRefusedByTheFirstLineWithStrict) {
    const std::string first =
        "visits.csv, line 7, column \"age\": \"abc\" can't be read as an integer of the column's form, the first of 2 "
        "rows; correct the value, or the column's type in a schema, or leave out --strict, which refuses what is else "
        "treated as missing";
    EXPECT_EQ(
        refusal({"describe", "visits.csv", "--schema", "s.toml", "--epsilon", "none", "--model", "m.h5", "--strict"}),
        first);
    EXPECT_EQ(refusal({"schema", "visits.csv", "--schema", "s.toml", "--strict"}), first);
    write("rule.toml", "rules = [\"start <= end\"]\n");
    write("dates.csv", "start,end\n2020-01-05,2020-01-07\n2020-01-09,2020-01-08\n2020-01-01,2020-01-01\n");
    EXPECT_EQ(
        refusal({"describe", "dates.csv", "--schema", "rule.toml", "--epsilon", "none", "--model", "m.h5", "--strict"}),
        "dates.csv, line 3, column \"end\": \"2020-01-08\" contradicts \"start <= end\", for start is "
        "\"2020-01-09\", in this row alone; correct the line or the rule, or leave out --strict, which refuses "
        "what is else treated as missing");
}

// Without a schema dates that can't be read are told too; other columns are as they are.
TEST_F(RejectedValues, WithoutASchema) {
    const std::string told = warnings();
    EXPECT_NE(told.find("line 22, column \"day\": \"31.02.2020\""), std::string::npos);
    EXPECT_EQ(told.find("\"sex\""), std::string::npos);
    EXPECT_EQ(told.find("\"end\""), std::string::npos);
    const auto result = run({"describe", "visits.csv", "--epsilon", "none", "--model", "m.h5", "--strict"});
    EXPECT_EQ(result.exit_code, 2);
}

// The value that is outside lies beyond what is kept of a column's distinct values; the range is read from all.
TEST_F(RejectedValues, InColumnsOfMoreValuesThanAreKept) {
    std::string text = "n\n";
    for (int row = 0; row < 150'000; ++row) text += std::to_string(row) + "\n";
    write("visits.csv", text + "1000000\n7\n2000000\n");
    write("s.toml", "[columns.n]\nrole = \"attribute\"\nrange = [0, 149999]\n");
    EXPECT_NE(warnings({"--schema", "s.toml"})
                  .find("visits.csv, line 150002, column \"n\": \"1000000\" is outside the schema's range; this and "
                        "the like in 2 rows"),
              std::string::npos);
    ASSERT_EQ(run({"generate", "m1.h5", "--rows", "5000", "--out", "out", "--quiet"}).exit_code, 0);
    const CsvTable replica = read_csv(folder_.path() / "out");
    for (const std::string& n : replica.column("n")) EXPECT_TRUE(n.empty() || std::stoi(n) <= 149'999) << n;
}

TEST_F(RejectedValues, NumbersBeyondSixtyFourBitsCannotBeComputed) {
    write("visits.csv", "a,b,c\n1,2,3\n9223372036854775807,2,3\n4,5,9\n");
    write("s.toml", "rules = [\"a + b = c\"]\n");
    EXPECT_EQ(refusal({"describe", "visits.csv", "--schema", "s.toml", "--epsilon", "none", "--model", "m.h5"}),
              "visits.csv, line 3, column \"c\": what the rule \"a + b = c\" computes in this line is beyond 64-bit "
              "numbers; correct the line or leave the rule out");
}

}  // namespace
}  // namespace replica::test
