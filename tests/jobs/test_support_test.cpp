#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

TEST(CsvTable, ReadsQuotesLineEndsAndByteOrderMark) {
    const CsvTable table = parse_csv(
        "\xEF\xBB\xBF"
        "a,b\r\n\"x,\"\"y\"\"\n\",\r\n,2");
    EXPECT_EQ(table.names, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(table.column("a"), (std::vector<std::string>{"x,\"y\"\n", ""}));
    EXPECT_EQ(table.column("b"), (std::vector<std::string>{"", "2"}));
    EXPECT_EQ(parse_csv(format_csv(table)).columns, table.columns);
}

TEST(CsvTable, RefusesRaggedRows) {
    EXPECT_THROW(parse_csv("a,b\n1\n"), std::runtime_error);
    EXPECT_THROW(parse_csv("a,b\n1,2,3\n"), std::runtime_error);
    EXPECT_THROW(parse_csv("a,b\n\"1,2\n"), std::runtime_error);
}

TEST(CsvTable, ReadsPartsInOrder) {
    const TemporaryDirectory folder;
    write_text(folder.path() / "part-00001.csv", "a\n3\n");
    write_text(folder.path() / "part-00000.csv", "a\n1\n2\n");
    write_text(folder.path() / "manifest.json", "{}");
    EXPECT_EQ(read_csv(folder.path()).column("a"), (std::vector<std::string>{"1", "2", "3"}));
}

TEST(MarginalDistance, OfSmallTablesByHand) {
    const auto tables = code_together(parse_csv("a,b\n1,x\n1,y\n2,x\n2,y\n"), parse_csv("b,a\nx,1\nx,1\ny,2\nz,2\n"));
    EXPECT_DOUBLE_EQ(marginal_distance(tables, {0}), 0);
    EXPECT_DOUBLE_EQ(marginal_distance(tables, {1}), 0.25);    // x, y, z: 2 2 0 against 2 1 1
    EXPECT_DOUBLE_EQ(marginal_distance(tables, {0, 1}), 0.5);  // 1x 1y 2x 2y 2z: 1 1 1 1 0 against 2 0 0 1 1
    EXPECT_DOUBLE_EQ(mean_marginal_distance(tables, 1), 0.125);
    EXPECT_DOUBLE_EQ(mean_marginal_distance(tables, 2), 0.5);
    EXPECT_DOUBLE_EQ(share_of_copied_rows(tables), 0.75);  // all but 2z
}

TEST(MarginalDistance, LargeDomainsCountAsSmallOnes) {
    CsvTable real{{"a", "b"}, {{}, {}}};
    for (int r = 0; r < 2000; ++r) {
        for (auto& column : real.columns) column.push_back(std::to_string(r));
    }
    CsvTable shifted = real;  // a joint domain of 4,000,000 cells; only row 0 keeps its pair
    std::rotate(shifted.columns[1].begin() + 1, shifted.columns[1].begin() + 2, shifted.columns[1].end());
    EXPECT_NEAR(marginal_distance(code_together(real, shifted), {0, 1}), 1999.0 / 2000, 1e-12);
}

TEST(MarginalDistance, BinsNumbersAndKeepsOtherText) {
    const auto tables = code_together(parse_csv("age\n17\n20.6\n90\nNA\n"), parse_csv("age\n18\n16\n99\nNA\n"),
                                      {EqualBins{"age", 17, 90, 20}});
    EXPECT_EQ(tables.domain_sizes, std::vector<std::uint32_t>{3});
    EXPECT_DOUBLE_EQ(marginal_distance(tables, {0}), 0);
}

TEST(CommandLine, GivesOutputAndExitCode) {
    const auto result =
        run_command({"sh", "-c", "echo out $REPLICA_X; echo err >&2; exit 7"}, {.environment = {"REPLICA_X=1"}});
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_EQ(result.out, "out 1\n");
    EXPECT_EQ(result.err, "err\n");
    EXPECT_FALSE(result.timed_out);
}

TEST(MakeExtract, WritesTheRowsAskedForAndTheSameBytesForASeed) {
    const TemporaryDirectory folder;
    make_extract(folder.path() / "a.csv", 131, 7);
    make_extract(folder.path() / "b.csv", 131, 7);
    make_extract(folder.path() / "c.csv", 131, 8);
    const auto files = read_folder(folder.path());
    EXPECT_EQ(read_csv(folder.path() / "a.csv").rows(), 131);
    EXPECT_EQ(files.at("a.csv"), files.at("b.csv"));
    EXPECT_NE(files.at("a.csv"), files.at("c.csv"));
}

TEST(CommandLine, StopsWhatTakesTooLong) {
    const auto result = run_command({"sleep", "100"}, {.timeout = std::chrono::seconds(1)});
    EXPECT_TRUE(result.timed_out);
    EXPECT_LT(result.wall_seconds, 20);
    EXPECT_NE(result.exit_code, 0);
}

}  // namespace
}  // namespace replica::test
