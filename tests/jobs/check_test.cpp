// Faults that are planted in OMOP tables, and those that are known of real ones, are found.
#include "io/sql/sql_engine.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/omop_tables.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Check : public testing::Test {
protected:
    void SetUp() override {
        if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
        write_omop_tables(folder_.path() / "omop");
    }

    [[nodiscard]] CommandResult run(std::vector<std::string> words, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        words.insert(words.begin(), "check");
        return run_replica(words, options);
    }

    /// Failed rows by "check table.column" of everything that did not pass.
    [[nodiscard]] std::map<std::string, int> faults_of(const std::string& source) const {
        const auto result = run({source, "--json", "found.json", "--force"});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        std::map<std::string, int> faults;
        const Json found = Json::parse(read_text(folder_.path() / "found.json"));
        for (const Json& check : found["checks"]) {
            if (check["verdict"] == "passed") continue;
            const std::string column = check.contains("column") ? "." + check["column"].get<std::string>() : "";
            faults[check["check"].get<std::string>() + " " + check["table"].get<std::string>() + column] =
                check["failed"];
            EXPECT_NE(result.out.find(check["sentence"].get<std::string>()), std::string::npos);
        }
        return faults;
    }

    void replace(const std::string& file, const std::string& from, const std::string& to) const {
        std::string text = read_text(folder_.path() / "omop" / file);
        const std::size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write_text(folder_.path() / "omop" / file, text.replace(at, from.size(), to));
    }

    TemporaryDirectory folder_;
};

TEST_F(Check, PlantedFaultsAreFound) {
    const auto before = faults_of("omop");
    replace("person.csv", "5000000000004,8507,1940,2,29,1940-02-29", "5000000000002,,40,13,xx,1940-02-29");
    replace("person.csv", "person_source_value", "shoe_size");
    replace("observation_period.csv", "2,5000000000002,2020-01-31,20201231",
            "2,5000000000002,2020-01-31,20201231,44814724\n4,5000000000002,2020-12-31,20201230");
    replace("observation_period.csv", "3,5000000000004", "3,7");
    replace("visit_occurrence.csv", "9201,20200405,2020-04-12", "706158,20200405,1920-04-12");
    replace("measurement.csv", "2020-04-06,44818702,6.10", "2031-13-06,44818702,six");
    replace("measurement.csv", "20200420,44818702", "20200705,44818702");
    replace("condition_occurrence.csv", "257011,2020-04-06", "0,1959-04-06");
    auto after = faults_of("omop");
    for (const auto& [fault, rows] : before)
        if (after[fault] == rows) after.erase(fault);
    const std::map<std::string, int> expected{
        {"value-there person.gender_concept_id", 1},
        {"plausible person.year_of_birth", 1},
        {"plausible person.month_of_birth", 1},
        {"type person.day_of_birth", 1},
        {"primary-key person.person_id", 1},
        {"column-known person.shoe_size", 1},
        {"start-before-end observation_period.observation_period_start_date", 1},
        {"foreign-key observation_period.person_id", 1},
        {"no-overlap observation_period", 1},
        {"start-before-end visit_occurrence.visit_start_date", 1},
        {"plausible visit_occurrence.visit_end_date", 1},
        {"after-birth visit_occurrence.visit_end_date", 1},
        {"domain visit_occurrence.visit_concept_id", 1},
        {"type measurement.measurement_date", 1},
        {"type measurement.value_as_number", 1},
        {"before-death measurement.measurement_date", 1},
        {"mapped condition_occurrence.condition_concept_id", 1},
        {"after-birth condition_occurrence.condition_start_date", 1},
        {"foreign-key condition_occurrence.person_id", 1},
        {"before-death observation_period.observation_period_start_date", 1},
        {"before-death observation_period.observation_period_end_date", 2},
        // Of concepts that the small vocabulary never had, other rows are left.
        {"foreign-key observation_period.period_type_concept_id", 4},
        {"foreign-key person.gender_concept_id", 2},
        {"foreign-key visit_occurrence.visit_concept_id", 2},
    };
    for (const auto& [fault, rows] : expected) EXPECT_EQ(after[fault], rows) << fault;
    for (const auto& [fault, rows] : after) EXPECT_TRUE(rows == 0 || expected.contains(fault)) << fault << " " << rows;
}

TEST_F(Check, RequiredTablesAndColumnsAreMissed) {
    fs::remove(folder_.path() / "omop" / "observation_period.csv");
    replace("person.csv", "race_concept_id", "race");
    const auto faults = faults_of("omop");
    EXPECT_TRUE(faults.contains("table-there observation_period"));
    EXPECT_TRUE(faults.contains("column-there person.race_concept_id"));
    const auto result = run({"omop", "--strict"}, 2);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("errors; correct them"), std::string::npos) << result.err;
}

TEST_F(Check, BadInputIsOneSentence) {
    const auto expect_refused = [&](const std::vector<std::string>& words, const std::string& sentence) {
        for (const unsigned ranks : {1U, 2U}) {
            const auto result = run(words, ranks);
            EXPECT_EQ(result.exit_code, 2);
            EXPECT_NE(result.err.find(sentence), std::string::npos) << result.err;
            EXPECT_EQ(result.out, "");
        }
    };
    expect_refused({"nowhere"}, "nowhere doesn't exist");
    expect_refused({"omop", "--cdm", "4"}, "replica knows 5.3 and 5.4");
    write_text(folder_.path() / "found.json", "mine");
    expect_refused({"omop", "--json", "found.json"}, "found.json exists; --force overwrites it");
    expect_refused({"postgresql://127.0.0.1/x"}, "check reads folders and DuckDB files");
}

TEST_F(Check, KnownFaultsOfRealTables) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    auto gibleed = faults_of((*data / "omop-gibleed-5.3").string());
    EXPECT_EQ(gibleed["foreign-key observation_period.person_id"], 2649);
    EXPECT_EQ(gibleed["table-filled death"], 1);
    EXPECT_FALSE(gibleed.contains("table-filled measurement"));
    auto harper = faults_of((*data / "omop-synthea-harper-5.3.1").string());
    EXPECT_EQ(harper["column-known person.death_datetime"], 1);
    EXPECT_FALSE(harper.contains("foreign-key observation_period.person_id"));
    EXPECT_EQ(faults_of((*data / "omop-synthea27nj-5.4").string()),
              faults_of((*data / "omop-synthea27nj-5.4" / "parquet").string()));
}

}  // namespace
}  // namespace replica::test
