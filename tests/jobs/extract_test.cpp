// From OMOP tables to a flat extract, whatever form the tables have.
#include "io/sql/sql_engine.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/omop_tables.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Extract : public testing::Test {
protected:
    void SetUp() override {
        if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
        write_omop_tables(folder_.path() / "omop");
    }

    [[nodiscard]] CommandResult run(std::vector<std::string> words, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        words.insert(words.begin(), "extract");
        return run_replica(words, options);
    }

    [[nodiscard]] std::string cohort_of(const std::string& source, const std::string& cohort) const {
        const auto result = run({"--source", source, "--cohort", cohort, "--out", "out.csv", "--force"});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return result.exit_code == 0 ? read_text(folder_.path() / "out.csv") : "";
    }

    void write_query(const std::string& sql) const { write_text(folder_.path() / "q.sql", sql); }

    void expect_refused(const std::vector<std::string>& words, const std::string& sentence) const {
        for (const unsigned ranks : {1U, 3U}) {
            const auto result = run(words, ranks);
            EXPECT_EQ(result.exit_code, 2) << result.err;
            EXPECT_NE(result.err.find(sentence), std::string::npos) << result.err;
            EXPECT_FALSE(fs::exists(folder_.path() / "new.csv"));
        }
    }

    /// The tables again as Parquet, by the program itself.
    void write_parquet_tables() const {
        fs::create_directories(folder_.path() / "parquet");
        for (const auto& entry : fs::directory_iterator(folder_.path() / "omop")) {
            const std::string table = entry.path().stem().string();
            write_query("SELECT * FROM " + table);
            std::string name = table;
            for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            const auto result = run({"--source", "omop", "--sql", "q.sql", "--out", "parquet/" + name + ".parquet"});
            ASSERT_EQ(result.exit_code, 0) << result.err;
        }
    }

    /// The tables again in a DuckDB file, in a schema of their own, with other types than the CDM's.
    void write_database() const {
        SqlEngine engine{SqlLimits{}};
        engine.run("ATTACH " + sql_literal((folder_.path() / "omop.duckdb").string()) + " AS d; CREATE SCHEMA d.cdm");
        for (const auto& entry : fs::directory_iterator(folder_.path() / "parquet"))
            engine.run("CREATE TABLE d.cdm." + sql_name(entry.path().stem().string()) + " AS SELECT * FROM " +
                       sql_literal(entry.path().string()));
        engine.run("DETACH d");
    }

    TemporaryDirectory folder_;
};

TEST_F(Extract, RowsAreTheSameFromEveryFormOfSource) {
    write_parquet_tables();
    write_database();
    for (const std::string source : {"omop", "parquet", "omop.duckdb"}) {
        EXPECT_EQ(cohort_of(source, "persons"), persons_of_omop_tables) << source;
        EXPECT_EQ(cohort_of(source, "covid19"), covid19_of_omop_tables) << source;
    }
}

TEST_F(Extract, OtherCohortsOfCovid) {
    EXPECT_EQ(cohort_of("omop", "covid19_hospitalisation"),
              "person_id,start_date,hospitalised,days_to_admission,days_in_hospital\n"
              "5000000000001,2020-04-01,true,4,7\n"
              "5000000000002,2020-04-20,false,,\n");
    EXPECT_EQ(cohort_of("omop", "covid19_deaths"),
              "person_id,start_date,died,death_date,days_to_death\n"
              "5000000000001,2020-04-01,false,,\n"
              "5000000000002,2020-04-20,true,2020-05-05,15\n");
    EXPECT_EQ(cohort_of("omop", "covid19_conditions"),
              "person_id,condition_concept_id,condition_name,condition_start_date,days_from_test\n"
              "5000000000001,37311061,,2020-04-02,1\n"
              "5000000000001,257011,Acute upper respiratory infection,2020-04-06,5\n");
}

TEST_F(Extract, ParametersAreTextsOrNumbers) {
    write_query(
        "-- parameter year = 1985: of birth\n"
        "SELECT person_id, '$year' AS text, $name AS name FROM person WHERE year_of_birth = $year -- not $this\n");
    const auto result = run({"--source", "omop", "--sql", "q.sql", "--param", "name=O'Brien; --", "--out", "out.csv"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_text(folder_.path() / "out.csv"), "person_id,text,name\n5000000000002,$year,O'Brien; --\n");
    expect_refused({"--source", "omop", "--sql", "q.sql", "--out", "new.csv"}, "q.sql needs --param name=VALUE");
    expect_refused({"--source", "omop", "--sql", "q.sql", "--param", "nme=x", "--out", "new.csv"},
                   "--param nme: q.sql has no such parameter; it has year, name");
}

TEST_F(Extract, ValuesThatLookMissingAreQuoted) {
    write_query("SELECT 'NA' AS a, '' AS b, NULL AS c, 'x\"y' AS d, 0.10 AS e, 1e20::DOUBLE AS f, true AS g");
    const auto result = run({"--source", "omop", "--sql", "q.sql", "--out", "out.csv"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_text(folder_.path() / "out.csv"), "a,b,c,d,e,f,g\n\"NA\",\"\",,\"x\"\"y\",0.1,1e+20,true\n");
}

TEST_F(Extract, HeaderlessTablesHaveTheColumnsOfTheVersion) {
    fs::create_directories(folder_.path() / "tsv");
    write_text(folder_.path() / "tsv" / "DEATH.tsv", "5000000000009\t20200131\t\t38003569\t\t\t\n");
    write_text(folder_.path() / "tsv" / "PERSON.TXT",
               "9\t8507\t1950\t\t\t\t8527\t38003564\t\t\t\tsays \"hi\"\t\t\t\t\t\t\n");
    write_query("SELECT p.person_source_value, d.death_date, d.person_id AS dead FROM person p, death d");
    const auto result = run({"--source", "tsv", "--sql", "q.sql", "--out", "out.csv"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_text(folder_.path() / "out.csv"),
              "person_source_value,death_date,dead\n\"says \"\"hi\"\"\",2020-01-31,5000000000009\n");
    write_text(folder_.path() / "tsv" / "DEATH.tsv", "1\t20200131\n");
    expect_refused({"--source", "tsv", "--sql", "q.sql", "--out", "new.csv"},
                   "2 fields in its first line where table death has 7");
}

TEST_F(Extract, BadInputIsOneSentenceOnAnyRanks) {
    const std::vector<std::string> query{"--source", "omop", "--sql", "q.sql", "--out", "new.csv"};
    write_query("SELECT person_id,\n  nothing FROM person");
    expect_refused(query, "q.sql, line 2: Binder Error: Referenced column \"nothing\" not found");
    write_query("SELECT *\nFROM procedure_occurrence");
    expect_refused(query, "q.sql, line 2: Catalog Error: Table with name procedure_occurrence does not exist");
    write_query("SELECT * FORM person");
    expect_refused(query, "q.sql, line 1: Parser Error");
    write_query("-- nothing\n");
    expect_refused(query, "q.sql: there is no statement in it");
    write_query("SELECT 1 AS a, 2 AS a");
    expect_refused(query, "two columns named a");
    write_query("SELECT [1, 2] AS list FROM person");
    expect_refused(query, "column \"list\" has a type that is no number, date or text");
    write_query("SELECT sum(year_of_birth) AS s FROM person");
    write_text(folder_.path() / "omop" / "person.csv", "person_id,year_of_birth\n1,1950\n2,about 1960\n");
    expect_refused(query, "Could not convert string 'about 1960' to INT64");
    expect_refused({"--source", "nowhere", "--cohort", "persons", "--out", "new.csv"}, "nowhere doesn't exist");
    expect_refused({"--source", "omop", "--cohort", "nobody", "--out", "new.csv"}, "there is no ready cohort nobody");
    expect_refused({"--source", "omop", "--cohort", "persons", "--cdm", "6.0", "--out", "new.csv"},
                   "replica knows 5.3 and 5.4");
    expect_refused({"--source", "omop", "--out", "new.csv"}, "--sql FILE or --cohort NAME");
    expect_refused({"--source", "postgresql://u:secret@127.0.0.1:1/x", "--cohort", "persons", "--out", "new.csv"},
                   "postgresql://u@127.0.0.1:1/x can't be reached");
    write_text(folder_.path() / "omop" / "cdm_source.csv", "cdm_version\nv6.0\n");
    expect_refused({"--source", "omop", "--cohort", "persons", "--out", "new.csv"}, "tables of version v6.0");
    write_text(folder_.path() / "omop" / "person.parquet", "PAR1 cut off");
    expect_refused({"--source", "omop", "--cohort", "persons", "--out", "new.csv"}, "are both a table person");
    fs::remove(folder_.path() / "omop" / "person.csv");
    expect_refused({"--source", "omop", "--cohort", "persons", "--cdm", "5.3", "--out", "new.csv"},
                   "omop/person.parquet can't be read as Parquet");
}

TEST_F(Extract, AQueryThatFailsLateLeavesNothing) {
    write_query("SELECT CASE WHEN i < 4000000 THEN i ELSE CAST('x' || i AS BIGINT) END AS n FROM range(4000001) r(i)");
    const auto result = run({"--source", "omop", "--sql", "q.sql", "--out", "new.csv"});
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_NE(result.err.find("'x4000000'"), std::string::npos) << result.err;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
        EXPECT_TRUE(entry.path().filename() == "omop" || entry.path().filename() == "q.sql") << entry.path();
}

TEST_F(Extract, RealTablesGiveTheSameRowsFromCsvAndParquet) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const fs::path nj = *data / "omop-synthea27nj-5.4";
    const std::string persons = cohort_of(nj.string(), "persons");
    EXPECT_EQ(std::count(persons.begin(), persons.end(), '\n'), 29);
    EXPECT_EQ(persons, cohort_of((nj / "parquet").string(), "persons"));
    const std::string covid = cohort_of(nj.string(), "covid19");
    EXPECT_EQ(std::count(covid.begin(), covid.end(), '\n'), 4);
    EXPECT_EQ(covid, cohort_of((nj / "parquet").string(), "covid19"));
    const std::string gibleed = cohort_of((*data / "omop-gibleed-5.3").string(), "persons");
    EXPECT_EQ(std::count(gibleed.begin(), gibleed.end(), '\n'), 2695);
}

}  // namespace
}  // namespace replica::test
