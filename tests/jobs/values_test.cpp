#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

std::set<std::string> distinct(const std::vector<std::string>& values) { return {values.begin(), values.end()}; }

double share(const std::vector<std::string>& values, const std::string& value) {
    return static_cast<double>(std::count(values.begin(), values.end(), value)) / static_cast<double>(values.size());
}

// Describes text as an extract and gives the replica's folder.
class Values : public testing::Test {
protected:
    void describe(const std::string& text, const Words& more = {}) const {
        write_text(folder_.path() / "in.csv", text);
        Words arguments{"describe", "in.csv", "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, {.directory = folder_.path()});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] std::filesystem::path generate(const std::string& rows, const Words& more = {}) const {
        Words arguments{"generate", "m.h5", "--rows", rows, "--out", "out", "--force", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, {.directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return folder_.path() / "out";
    }

    [[nodiscard]] CsvTable replica_of(const std::string& text, const std::string& rows, const Words& more = {}) const {
        describe(text, more);
        return read_csv(generate(rows));
    }

    TemporaryDirectory folder_;
};

TEST_F(Values, CodesAndLongNumbersStayExact) {
    CsvTable source{{"zip", "version", "number", "negative"}, {{}, {}, {}, {}}};
    const std::vector<std::string> versions{"3.1", "3.10", "3.2", "03.1"};
    std::mt19937 draws(131);
    for (unsigned row = 0; row < 2'000; ++row) {
        source.columns[0].push_back("0" + std::to_string(1234 + draws() % 15));
        source.columns[1].push_back(versions[draws() % 4]);
        source.columns[2].push_back(std::to_string(9'223'372'036'854'775'807ULL - draws() % 30));
        source.columns[3].push_back(std::to_string(-9'007'199'254'740'993LL - static_cast<long long>(draws() % 12)));
    }
    const CsvTable replica = replica_of(format_csv(source), "4000");
    for (std::size_t c = 0; c < source.names.size(); ++c) {
        EXPECT_EQ(distinct(replica.columns[c]), distinct(source.columns[c])) << source.names[c];
    }
    EXPECT_NEAR(share(replica.column("version"), "3.10"), share(source.column("version"), "3.10"), 0.03);
}

TEST_F(Values, DegenerateColumns) {
    std::string text = "flag,nothing,same,row_id,word,mostly\n";
    for (int row = 0; row < 1'000; ++row) {
        text += std::string(row % 4 == 0 ? "TRUE" : "FALSE") + ",,7," + std::to_string(900'000'000 + row) + ",word" +
                std::to_string(row) + ',' + (row < 990 ? "" : "x") + '\n';
    }
    const CsvTable replica = replica_of(text, "2000");
    EXPECT_EQ(distinct(replica.column("flag")), (std::set<std::string>{"FALSE", "TRUE"}));
    EXPECT_NEAR(share(replica.column("flag"), "TRUE"), 0.25, 0.04);
    EXPECT_EQ(distinct(replica.column("nothing")), std::set<std::string>{""});
    EXPECT_EQ(distinct(replica.column("same")), std::set<std::string>{"7"});
    EXPECT_EQ(distinct(replica.column("row_id")).size(), 2'000U) << "unique stays unique";
    EXPECT_EQ(distinct(replica.column("word")).size(), 2'000U);
    EXPECT_EQ(replica.column("word")[0].find("word0"), std::string::npos);
    EXPECT_NEAR(share(replica.column("mostly"), "x"), 0.01, 0.01);
}

TEST_F(Values, QuotedEmptyIsNotMissing) {
    std::string text = "a,b\n";
    for (int row = 0; row < 1'000; ++row) {
        text += std::string(row % 10 < 3 ? "" : row % 10 < 5 ? "\"\"" : "x") + ",b\n";
    }
    describe(text);
    const std::string rows = read_text(generate("5000") / "part-00000.csv").substr(4);
    std::map<std::string, double> lines;
    for (std::size_t at = 0; at < rows.size(); at = rows.find('\n', at) + 1) {
        lines[rows.substr(at, rows.find('\n', at) - at)] += 1.0 / 5'000;
    }
    EXPECT_EQ(lines.size(), 3U);
    EXPECT_NEAR(lines[",b"], 0.3, 0.03);
    EXPECT_NEAR(lines["\"\",b"], 0.2, 0.03);
    EXPECT_NEAR(lines["x,b"], 0.5, 0.03);
}

TEST_F(Values, MissingIsWrittenAsTheCommonestToken) {
    std::string text = "a,b,c\n";
    for (int row = 0; row < 1'000; ++row) {
        const char* token = row % 10 < 4 ? "NA" : row % 10 < 5 ? "NULL" : row % 10 < 6 ? "" : "1";
        text += std::string(token) + ',' + (row % 2 == 0 ? "\"NA\"" : "no") + ',' + (row % 3 == 0 ? "?" : "y") + '\n';
    }
    const CsvTable replica = replica_of(text, "5000");
    EXPECT_EQ(distinct(replica.column("a")), (std::set<std::string>{"1", "NA"}));
    EXPECT_NEAR(share(replica.column("a"), "NA"), 0.6, 0.03);
    EXPECT_EQ(distinct(replica.column("c")), (std::set<std::string>{"?", "y"})) << "no token unless --null says so";
    // A quoted token is a value, and stays one.
    EXPECT_NE(read_text(folder_.path() / "out" / "part-00000.csv").find(",\"NA\","), std::string::npos);
    const CsvTable marked = replica_of(text, "5000", {"--null", "?"});
    EXPECT_EQ(distinct(marked.column("c")), (std::set<std::string>{"NA", "y"}));
    EXPECT_NEAR(share(marked.column("c"), "NA"), 1.0 / 3, 0.03);
}

TEST_F(Values, SeparatorsLineEndsAndMark) {
    for (const char separator : {',', '\t', ';', '|'}) {
        std::string text = std::string("\xEF\xBB\xBF") + "key_name" + separator + "b\r\n";
        for (int row = 0; row < 300; ++row) {
            text += std::to_string(row % 3) + separator + (row % 2 == 0 ? "x" : std::string("\"p") + separator + "q\"");
            if (row < 299) text += "\r\n";  // the last line has no end
        }
        describe(text);
        const std::string out = read_text(generate("100%") / "part-00000.csv");
        EXPECT_EQ(out.find('\r'), std::string::npos);
        const CsvTable replica = parse_csv(out, separator);
        EXPECT_EQ(replica.names, (std::vector<std::string>{"key_name", "b"}));
        EXPECT_EQ(replica.rows(), 300U);
        EXPECT_EQ(distinct(replica.columns[0]), (std::set<std::string>{"0", "1", "2"}));
        EXPECT_EQ(distinct(replica.columns[1]), (std::set<std::string>{"x", std::string("p") + separator + "q"}));
    }
}

TEST_F(Values, QuotingOffAndBackslashes) {
    std::string text = "a|b\n";
    for (int row = 0; row < 100; ++row) text += std::string(row % 2 == 0 ? "5\" pipe" : "\\N") + "|t\\tb\n";
    const Words postgres{"--quoting", "none", "--escapes", "backslash", "--sep", "pipe"};
    describe(text, postgres);
    const std::string out = read_text(generate("1000") / "part-00000.csv");
    EXPECT_NE(out.find("\n5\" pipe|t\\tb\n"), std::string::npos) << out.substr(0, 200);
    EXPECT_NE(out.find("\n\\N|t\\tb\n"), std::string::npos) << out.substr(0, 200);
}

TEST_F(Values, RowsAskedFor) {
    std::string text = "a,b\n";
    for (int row = 0; row < 1'000; ++row) text += std::to_string(row % 7) + ',' + std::to_string(row % 3) + '\n';
    describe(text);
    EXPECT_EQ(read_csv(generate("50%")).rows(), 500U);
    EXPECT_EQ(read_csv(generate("250%")).rows(), 2'500U);
    EXPECT_EQ(read_csv(generate("1")).rows(), 1U);
    std::set<std::size_t> drawn;
    for (const char* seed : {"1", "2", "3", "4", "5", "6"}) {
        const std::size_t rows = read_csv(generate("95%..105%", {"--seed", seed})).rows();
        EXPECT_TRUE(rows >= 950 && rows <= 1'050) << rows;
        drawn.insert(rows);
    }
    EXPECT_GE(drawn.size(), 3U);
    const auto folder = generate("0");
    EXPECT_EQ(nlohmann::json::parse(read_text(folder / "manifest.json"))["rows"], 0);
    EXPECT_EQ(read_text(folder / "part-00000.csv"), "a,b\n");
}

// Column b follows a, and c and d are missing together; only the network knows.
TEST_F(Values, Modes) {
    std::string text = "a,b,c,d\n";
    std::mt19937 draws(7);
    for (int row = 0; row < 4'000; ++row) {
        const bool high = draws() % 10 < 2;
        const bool missing = draws() % 10 < 4;
        text += std::string(high ? "high,3" : "low,1") + (missing ? ",," : ",x,y") + '\n';
    }
    const auto count = [](const CsvTable& table, const Words& cells) {
        double rows = 0;
        for (std::size_t r = 0; r < table.rows(); ++r) {
            bool equal = true;
            for (std::size_t c = 0; c < cells.size(); ++c)
                equal = equal && (cells[c] == "*" || table.columns[c][r] == cells[c]);
            rows += equal ? 1 : 0;
        }
        return rows / static_cast<double>(table.rows());
    };
    const CsvTable correlated = replica_of(text, "8000");
    EXPECT_NEAR(count(correlated, {"high", "3"}), 0.2, 0.03);
    EXPECT_EQ(count(correlated, {"high", "1"}), 0);
    EXPECT_NEAR(count(correlated, {"*", "*", "", ""}), 0.4, 0.03);
    EXPECT_EQ(count(correlated, {"*", "*", "x", ""}), 0);

    const CsvTable independent = replica_of(text, "8000", {"--mode", "independent"});
    EXPECT_NEAR(count(independent, {"high"}), 0.2, 0.03);
    EXPECT_NEAR(count(independent, {"high", "1"}), 0.16, 0.03);
    EXPECT_NEAR(count(independent, {"*", "*", "", ""}), 0.4, 0.03) << "what is missing together stays so";

    const CsvTable random = replica_of(text, "8000", {"--mode", "random"});
    EXPECT_NEAR(count(random, {"high"}), 0.5, 0.03);
    EXPECT_NEAR(count(random, {"high", "1"}), 0.25, 0.03);
}

}  // namespace
}  // namespace replica::test
