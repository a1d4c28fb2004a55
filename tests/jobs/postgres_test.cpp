// Extracts from a real PostgreSQL server, against those from the same tables as files.
#include "io/omop/cdm.hpp"
#include "io/sql/sql_engine.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/omop_tables.hpp"
#include "tests/jobs/postgres_server.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

std::string postgres_type(CdmType type) {
    switch (type) {
        case CdmType::integer: return "bigint";
        case CdmType::real: return "numeric";
        case CdmType::date: return "date";
        case CdmType::datetime: return "timestamp";
        case CdmType::text: break;
    }
    return "varchar";
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c < 'A' || c > 'Z' ? c : c + 32; });
    return text;
}

class Postgres : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (!PostgresServer::is_installed()) return;
        home_ = new TemporaryDirectory;
        server_ = new PostgresServer(home_->path());
    }
    static void TearDownTestSuite() {
        delete server_;
        delete home_;
        server_ = nullptr;
        home_ = nullptr;
    }
    void SetUp() override {
        if (server_ == nullptr) GTEST_SKIP() << "needs Debian's package postgresql";
        write_omop_tables(folder_.path() / "omop");
    }

    /// The tables of a folder as those of a schema, in the types of a CDM version.
    static void load(const fs::path& folder, const std::string& schema, const std::string& version) {
        server_->run("CREATE SCHEMA " + schema);
        for (const auto& entry : fs::directory_iterator(folder)) {
            const CdmTable* table = find_table(*find_cdm_version(version), lower(entry.path().stem().string()));
            if (table == nullptr || entry.path().extension() != ".csv") continue;
            std::string columns;
            for (const CdmColumn& column : table->columns)
                columns += (columns.empty() ? "" : ", ") + sql_name(column.name) + " " + postgres_type(column.type);
            const std::string name = schema + "." + table->name;
            server_->run("CREATE TABLE " + name + " (" + columns + ")");
            server_->load(name, entry.path());
        }
    }

    [[nodiscard]] CommandResult extract(const std::vector<std::string>& words, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        std::vector<std::string> all{"extract", "--force"};
        if (std::find(words.begin(), words.end(), "--out") == words.end()) all.insert(all.end(), {"--out", "out.csv"});
        all.insert(all.end(), words.begin(), words.end());
        return run_replica(all, options);
    }

    [[nodiscard]] std::string cohort_of(const std::string& source, const std::string& schema,
                                        const std::string& cohort) const {
        std::vector<std::string> words{"--source", source, "--cohort", cohort};
        if (!schema.empty()) words.insert(words.end(), {"--cdm-schema", schema});
        const auto result = extract(words);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return result.exit_code == 0 ? read_text(folder_.path() / "out.csv") : "";
    }

    static TemporaryDirectory* home_;
    static PostgresServer* server_;
    TemporaryDirectory folder_;
};

TemporaryDirectory* Postgres::home_ = nullptr;
PostgresServer* Postgres::server_ = nullptr;

TEST_F(Postgres, CohortsAreThoseOfTheFiles) {
    load(folder_.path() / "omop", "small", "5.3");
    EXPECT_EQ(cohort_of(server_->address(), "small", "persons"), persons_of_omop_tables);
    EXPECT_EQ(cohort_of(server_->address(), "small", "covid19"), covid19_of_omop_tables);
    if (!has_sql_engine()) GTEST_SKIP() << "the rest needs a build with DuckDB";
    for (const char* cohort : {"visits", "covid19_hospitalisation", "covid19_conditions", "covid19_deaths"})
        EXPECT_EQ(cohort_of(server_->address(), "small", cohort), cohort_of("omop", "", cohort)) << cohort;
}

TEST_F(Postgres, CohortsOfRealTablesAreThoseOfTheFiles) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
    const fs::path nj = *data / "omop-synthea27nj-5.4";
    load(nj, "nj", "5.4");
    for (const char* cohort :
         {"persons", "visits", "covid19", "covid19_hospitalisation", "covid19_conditions", "covid19_deaths"}) {
        const std::string rows = cohort_of(server_->address(), "nj", cohort);
        EXPECT_EQ(rows, cohort_of(nj.string(), "", cohort)) << cohort;
        EXPECT_GT(std::count(rows.begin(), rows.end(), '\n'), 1) << cohort;
    }
}

TEST_F(Postgres, CohortsOfParquetTablesAreThoseOfAllForms) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
    const std::string parquet = (*data / "omop-gibleed-5.3").string();
    const fs::path csv = folder_.path() / "csv";
    fs::create_directories(csv);
    for (const char* table : {"person", "observation_period", "visit_occurrence", "condition_occurrence",
                              "drug_exposure", "measurement", "death"}) {
        write_text(folder_.path() / "q.sql", std::string("SELECT * FROM ") + table);
        const auto result = extract({"--source", parquet, "--sql", "q.sql"});
        ASSERT_EQ(result.exit_code, 0) << result.err;
        fs::rename(folder_.path() / "out.csv", csv / (std::string(table) + ".csv"));
    }
    load(csv, "gibleed", "5.3");
    for (const char* cohort : {"persons", "visits"}) {
        const std::string rows = cohort_of(parquet, "", cohort);
        EXPECT_GT(std::count(rows.begin(), rows.end(), '\n'), 1000) << cohort;
        EXPECT_EQ(cohort_of(csv.string(), "", cohort), rows) << cohort;
        EXPECT_EQ(cohort_of(server_->address(), "gibleed", cohort), rows) << cohort;
    }
}

TEST_F(Postgres, ValuesHaveTheTextsOfOtherSources) {
    write_text(folder_.path() / "q.sql",
               "SELECT 9007199254740993 AS id, true AS yes, 1.50 AS half, 100000::float8 AS round, 1e20::float8 AS "
               "large,\n"
               "  timestamp '2020-01-31 23:59:59.5' AS t, timestamptz '2020-01-31 23:59:59+02' AS z, E'a\\tb\\\\n' AS "
               "text, NULL::int AS none, '' AS empty");
    const auto result = extract({"--source", server_->address(), "--sql", "q.sql"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_text(folder_.path() / "out.csv"),
              "id,yes,half,round,large,t,z,text,none,empty\n"
              "9007199254740993,true,1.5,100000,1e+20,2020-01-31 23:59:59.5,2020-01-31 21:59:59,a\tb\\n,,\"\"\n");
}

TEST_F(Postgres, RowsBecomeParquetToo) {
    if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
    write_text(
        folder_.path() / "q.sql",
        "SELECT g AS id, g % 2 = 0 AS even, g / 4.0 AS quarter, date '2020-01-01' + g AS day, timestamp "
        "'2020-01-31 23:59:59.5' AS t, CASE WHEN g > 1 THEN 'x' || g END AS text FROM generate_series(1, 5000) g");
    const std::string out = (folder_.path() / "rows.parquet").string();
    const auto result = extract({"--source", server_->address(), "--sql", "q.sql", "--out", out});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    SqlEngine engine{SqlLimits{}};
    SqlRows rows =
        engine.query("SELECT count(*), sum(id), sum(even::INT), sum(quarter), max(day), min(t), count(text) FROM " +
                     sql_literal(out));
    ASSERT_TRUE(rows.next());
    const std::vector<std::string> expected{
        "5000", "12502500", "2500", "3125625", "2033-09-09", "2020-01-31 23:59:59.5", "4999"};
    for (std::size_t c = 0; c < expected.size(); ++c) {
        std::string text;
        rows.append_text(0, c, text);
        EXPECT_EQ(text, expected[c]) << rows.columns()[c].name;
    }
}

TEST_F(Postgres, WhatTheServerRefusesIsOneSentence) {
    const auto expect_refused = [&](const std::string& sql, const std::string& sentence) {
        write_text(folder_.path() / "q.sql", sql);
        for (const unsigned ranks : {1U, 2U}) {
            const auto result = extract({"--source", server_->address(), "--sql", "q.sql"}, ranks);
            EXPECT_EQ(result.exit_code, 2) << result.err;
            EXPECT_NE(result.err.find(sentence), std::string::npos) << result.err;
            EXPECT_FALSE(fs::exists(folder_.path() / "out.csv"));
        }
    };
    expect_refused("SELECT 1;\nSELECT nothing\nFROM pg_class", "q.sql, line 2: column \"nothing\" does not exist");
    expect_refused("SELECT *\nFROM nowhere", "q.sql, line 2: relation \"nowhere\" does not exist");
    expect_refused("CREATE TABLE t (a int); SELECT 1 AS a", "cannot execute CREATE TABLE in a read-only transaction");
    expect_refused("SELECT 1 / (2000 - g) AS x FROM generate_series(1, 3000) g", "division by zero");
    expect_refused("SELECT ARRAY[1] AS list", "column \"list\" has a type that is no number, date or text");
}

}  // namespace
}  // namespace replica::test
