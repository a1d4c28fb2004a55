// Parquet in place of CSV, in and out.
#include "io/sql/sql_engine.hpp"
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Parquet : public CommandFixture {
protected:
    void SetUp() override {
        if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
        make_extract(at("in.csv"), 20000);
    }

    void expect_refused(const Words& words, const std::string& sentence) const {
        for (const unsigned ranks : {1U, 3U}) {
            const auto result = run(words, ranks);
            EXPECT_EQ(result.exit_code, 2) << result.err;
            EXPECT_NE(result.err.find(sentence), std::string::npos) << result.err;
        }
    }

    /// The rows of `select` as Parquet in row groups of 2,048 rows.
    void write_parquet(const std::string& select, const std::string& name) const {
        SqlEngine engine{SqlLimits{}};
        engine.run("COPY (" + select + ") TO " + sql_literal(at(name).string()) +
                   " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    }

    [[nodiscard]] std::string csv(const std::string& name, const char* more = "") const {
        return "SELECT * FROM read_csv(" + sql_literal(at(name).string()) + ", header = true, nullstr = ''" + more +
               ")";
    }

    /// Parquet files read by DuckDB, as texts; missing values are empty.
    [[nodiscard]] CsvTable read_parquet(const std::string& pattern) const {
        SqlEngine engine{SqlLimits{}};
        SqlRows rows = engine.query("SELECT * FROM " + sql_literal(at(pattern).string()));
        CsvTable table;
        for (const SqlColumn& column : rows.columns()) table.names.push_back(column.name);
        table.columns.resize(table.names.size());
        while (rows.next()) {
            for (std::size_t r = 0; r < rows.rows(); ++r) {
                for (std::size_t c = 0; c < table.names.size(); ++c) {
                    table.columns[c].emplace_back();
                    if (!rows.is_missing(r, c)) rows.append_text(r, c, table.columns[c].back());
                }
            }
        }
        return table;
    }
};

TEST_F(Parquet, ModelsAreThoseOfCsvOnAllRanks) {
    write_parquet(csv("in.csv", ", all_varchar = true"), "texts.parquet");
    write_parquet(csv("in.csv"), "types.parquet");
    const Words more{"--mode", "correlated", "--degree", "2", "--epsilon", "none", "--force", "--quiet", "--model"};
    const auto model_of = [&](const std::string& in, const std::string& model, unsigned ranks, unsigned threads) {
        Words words{"describe", in};
        words.insert(words.end(), more.begin(), more.end());
        words.push_back(model);
        expect_done(words, ranks, threads);
        return run({"inspect", model}).out;
    };
    const std::string expected = model_of("in.csv", "csv.h5", 1, 1);
    EXPECT_EQ(model_of("texts.parquet", "texts.h5", 1, 1), expected);
    model_of("types.parquet", "types.h5", 1, 2);
    const std::string bytes = read_text(at("types.h5"));
    for (const unsigned ranks : {2U, 3U, 4U}) {
        model_of("types.parquet", "ranks.h5", ranks, 1);
        EXPECT_EQ(read_text(at("ranks.h5")), bytes) << ranks;
    }
}

// Rules and derived columns are read by a way of their own.
TEST_F(Parquet, ModelsWithRulesAndDerivedColumnsAreThoseOfCsvToo) {
    write_parquet(csv("in.csv", ", all_varchar = true"), "texts.parquet");
    write_text(at("kinds.csv"), "k,v\nInpatient Visit,stay\nOutpatient Visit,call\nEmergency Room Visit,call\n");
    const std::string draft = run({"schema", "in.csv"}).out;
    write_text(at("s.toml"), "rules = [\"hdl <= ldl\"]\n" + draft +
                                 "\n[derived.kind]\nfrom = \"visit_type\"\ntable = \"kinds.csv\"\nkey = \"k\"\nvalue = "
                                 "\"v\"\n");
    std::vector<std::string> models;
    for (const char* in : {"in.csv", "texts.parquet"}) {
        expect_done(
            {"describe", in, "--schema", "s.toml", "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"}, 2);
        models.push_back(run({"inspect", "m.h5", "--json"}).out);
    }
    EXPECT_NE(models[0].find("hdl <= ldl"), std::string::npos);
    EXPECT_EQ(models[1], models[0]);
}

TEST_F(Parquet, ReplicasHaveTheValuesOfCsv) {
    expect_done({"describe", "in.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--rows", "7001", "--out", "csv", "--quiet"});
    const Words parquet{"generate", "m.h5",    "--rows",  "7001",    "--shard-rows", "2500",
                        "--format", "parquet", "--quiet", "--force", "--out"};
    Words words = parquet;
    words.emplace_back("one");
    expect_done(words);
    const auto files = read_folder(at("one"));
    EXPECT_TRUE(files.contains("part-00002.parquet") && files.contains("manifest.json"));
    words.back() = "more";
    expect_done(words, 3, 2);
    EXPECT_EQ(read_folder(at("more")), files);

    const CsvTable texts = read_csv(at("csv"));
    const CsvTable values = read_parquet("one/*.parquet");
    ASSERT_EQ(values.names, texts.names);
    ASSERT_EQ(values.rows(), 7001U);
    for (std::size_t c = 0; c < texts.names.size(); ++c) {
        for (std::size_t r = 0; r < texts.rows(); ++r) {
            const std::string& text = texts.columns[c][r];
            const std::string& value = values.columns[c][r];
            if (text == value) continue;
            // A decimal has no trailing zeros.
            ASSERT_TRUE(!text.empty() && !value.empty()) << texts.names[c];
            ASSERT_EQ(std::strtod(text.c_str(), nullptr), std::strtod(value.c_str(), nullptr)) << texts.names[c];
        }
    }
    SqlEngine engine{SqlLimits{}};
    SqlRows types =
        engine.query("SELECT age, visit_start_date, bmi, gender FROM " + sql_literal(at("one/*.parquet").string()));
    EXPECT_EQ(types.columns()[0].type, SqlType::integer);
    EXPECT_EQ(types.columns()[1].type, SqlType::date);
    EXPECT_EQ(types.columns()[2].type, SqlType::real);
    EXPECT_EQ(types.columns()[3].type, SqlType::text);
    // And back.
    expect_done({"describe", "one", "--epsilon", "none", "--model", "back.h5", "--quiet"}, 2);
}

TEST_F(Parquet, OnlyNamedTokensAreMissing) {
    write_parquet(
        "SELECT CASE i % 4 WHEN 0 THEN 'NA' WHEN 1 THEN '?' WHEN 2 THEN NULL ELSE 'a' END AS v FROM "
        "range(8000) r(i)",
        "t.parquet");
    expect_done({"describe", "t.parquet", "--null", "?", "--epsilon", "none", "--model", "t.h5", "--quiet"});
    expect_done({"generate", "t.h5", "--rows", "4000", "--out", "t", "--quiet"});
    std::map<std::string, int> counts;
    const CsvTable replica = read_csv(at("t"));
    for (const std::string& value : replica.columns[0]) ++counts[value];
    EXPECT_NEAR(counts["NA"], 1000, 150);
    EXPECT_NEAR(counts["a"], 1000, 150);
    EXPECT_NEAR(counts[""], 2000, 200);
}

TEST_F(Parquet, PrivateModelsAndDeidentifiedExtractsComeFromItToo) {
    write_parquet(
        "SELECT i % 3 AS a, 'p' || i // 2 AS patient, DATE '2020-01-01' + CAST(i % 90 AS INTEGER) AS day FROM "
        "range(9000) r(i)",
        "t.parquet");
    write_text(at("s.toml"),
               "[columns.a]\ntype = \"integer\"\nvalues = [0, 1, 2]\n[columns.patient]\nrole = \"drop\"\n"
               "[columns.day]\ntype = \"date\"\nrange = [\"2020-01-01\", \"2020-03-30\"]\n");
    expect_done({"describe", "t.parquet", "--schema", "s.toml", "--epsilon", "1", "--model", "p.h5", "--quiet"}, 2);
    write_text(at("r.toml"), "[[rule]]\ncolumn = \"patient\"\ntreatment = \"drop\"\n");
    expect_done({"deidentify", "t.parquet", "--rules", "r.toml", "--out", "d.csv", "--quiet"}, 3);
    const std::string text = read_text(at("d.csv"));
    EXPECT_EQ(text.substr(0, 27), "a,day\n0,2020-01-01\n1,2020-0");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 9001);
    // And as Parquet, with the types that the values have.
    expect_done({"deidentify", "t.parquet", "--rules", "r.toml", "--out", "d.parquet", "--quiet"}, 2);
    const CsvTable treated = read_parquet("d.parquet");
    EXPECT_EQ(treated.names, (std::vector<std::string>{"a", "day"}));
    ASSERT_EQ(treated.rows(), 9000U);
    EXPECT_EQ(treated.column("day")[89], "2020-03-30");
    SqlEngine engine{SqlLimits{}};
    EXPECT_EQ(engine.query("SELECT * FROM " + sql_literal(at("d.parquet").string())).columns()[1].type, SqlType::date);
    EXPECT_EQ(fs::status(at("d.parquet")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    for (const auto& entry : fs::directory_iterator(at("")))
        EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path();
}

TEST_F(Parquet, BadFilesAreOneSentenceOnAnyRanks) {
    write_parquet("SELECT i AS a, 'x' AS b FROM range(5000) r(i)", "good.parquet");
    const auto describe = [](Words in) {
        in.insert(in.begin(), "describe");
        in.insert(in.end(), {"--epsilon", "none", "--model", "m.h5"});
        return in;
    };
    const std::string bytes = read_text(at("good.parquet"));
    write_text(at("cut.parquet"), bytes.substr(0, bytes.size() / 2));
    expect_refused(describe({"cut.parquet"}), "cut.parquet can't be read as Parquet");
    std::string damaged = bytes;
    for (std::size_t i = 100; i < 2000; ++i) damaged[i] = 'x';
    write_text(at("damaged.parquet"), damaged);
    expect_refused(describe({"damaged.parquet"}), "damaged.parquet");
    expect_refused(describe({"good.parquet", "in.csv"}), "in.csv isn't; give files of one form");
    expect_refused(describe({"in.csv", "good.parquet"}), "in.csv isn't; give files of one form");
    write_parquet("SELECT 1 AS a, 2 AS c", "other.parquet");
    expect_refused(describe({"good.parquet", "other.parquet"}),
                   "column 2 is \"c\" in the former and \"b\" in the latter");
    write_parquet("SELECT 1 AS a WHERE false", "empty.parquet");
    expect_refused(describe({"empty.parquet"}), "empty.parquet has a header but no rows");
    write_parquet("SELECT [1, 2] AS list", "list.parquet");
    expect_refused(describe({"list.parquet"}), "column \"list\" has a type that is no number, date or text");
    write_parquet("SELECT CASE WHEN i = 4321 THEN 'many' ELSE i::VARCHAR END AS a, 'x' AS b FROM range(5000) r(i)",
                  "bad.parquet");
    write_text(at("s.toml"), "[columns.a]\ntype = \"integer\"\n[columns.b]\ntype = \"string\"\n");
    expect_refused(describe({"bad.parquet", "--schema", "s.toml", "--strict"}), "bad.parquet, row 4322, column \"a\"");
}

}  // namespace
}  // namespace replica::test
