// Rows of a specification: what a user writes and what he gets.
#include "io/sql/sql_engine.hpp"
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Simulate : public CommandFixture {
protected:
    /// All files of a folder and of those in it.
    [[nodiscard]] std::map<std::string, std::string> files(const std::string& name) const {
        std::map<std::string, std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(at(name)))
            if (entry.is_regular_file()) found[fs::relative(entry.path(), at(name))] = read_text(entry.path());
        return found;
    }
    [[nodiscard]] CsvTable simulated(const std::string& spec, const std::string& rows = "1000") const {
        write_text(at("s.toml"), spec);
        expect_done({"simulate", "s.toml", "--rows", rows, "--out", "out", "--force", "--quiet"});
        return read_csv(at("out"));
    }
    [[nodiscard]] std::string refusal(const std::string& spec, unsigned ranks = 1) const {
        write_text(at("s.toml"), spec);
        const auto result = run({"simulate", "s.toml", "--out", "refused"}, ranks);
        EXPECT_EQ(result.exit_code, 2) << spec << result.err;
        EXPECT_FALSE(fs::exists(at("refused")) && !fs::is_empty(at("refused")));
        return refusal_of(result, ranks);
    }
};

double number(const std::string& text) { return std::stod(text); }

TEST_F(Simulate, TheBytesAreTheSameOnAnyRanksAndThreads) {
    const std::string spec = specification("outpatient_clinic.toml");
    expect_done({"simulate", spec, "--rows", "20000", "--shard-rows", "6000", "--out", "one"});
    const auto one = files("one");
    EXPECT_EQ(one.size(), 5U);  // four parts and the manifest
    for (const unsigned ranks : {2U, 3U, 4U}) {
        const std::string out = "ranks" + std::to_string(ranks);
        expect_done({"simulate", spec, "--rows", "20000", "--shard-rows", "6000", "--out", out}, ranks, 2);
        EXPECT_EQ(files(out), one);
    }
    expect_done({"simulate", spec, "--rows", "20000", "--shard-rows", "6000", "--seed", "1", "--out", "other"});
    EXPECT_NE(files("other").at("part-00000.csv"), one.at("part-00000.csv"));
    // Shards cut the same rows.
    expect_done({"simulate", spec, "--rows", "20000", "--out", "whole"});
    EXPECT_EQ(read_csv(at("whole")).columns, read_csv(at("one")).columns);
    const auto manifest = nlohmann::json::parse(one.at("manifest.json"));
    EXPECT_EQ(manifest["rows"], 20'000);
    EXPECT_EQ(manifest["parts"][3]["rows"], 2'000);
    EXPECT_EQ(manifest["columns"][0], "appointment_id");
}

TEST_F(Simulate, TheClinicIsAsItsSpecificationSays) {
    expect_done({"simulate", specification("outpatient_clinic.toml"), "--rows", "100000", "--out", "out"});
    const CsvTable table = read_csv(at("out"));
    const auto& provider = table.column("provider");
    const auto& chronic = table.column("chronic_conditions");
    const auto& missed = table.column("no_show");
    std::map<std::string, double> providers;
    std::map<bool, std::pair<double, double>> no_shows;  // by whether there are chronic conditions
    double ages = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        providers[provider[row]] += 1e-5;
        const double age = number(table.column("age")[row]);
        EXPECT_TRUE(age >= 18 && age <= 95);
        ages += age <= 36 ? 1e-5 : 0;
        EXPECT_TRUE(number(chronic[row]) <= 3 || table.column("high_visit_risk")[row] == "yes");
        EXPECT_EQ(missed[row].empty(), table.column("cancelled")[row] == "yes");
        EXPECT_TRUE(provider[row] != "Imaging" || table.column("bmi")[row].empty());
        if (missed[row].empty()) continue;
        auto& [seen, all] = no_shows[number(chronic[row]) > 1];
        seen += missed[row] == "yes" ? 1 : 0;
        all += 1;
    }
    EXPECT_NEAR(providers["Primary care"], .55, .01);
    EXPECT_NEAR(providers["Imaging"], .1, .01);
    EXPECT_NEAR(ages, .5, .03);
    const double all_missed =
        (no_shows[false].first + no_shows[true].first) / (no_shows[false].second + no_shows[true].second);
    EXPECT_NEAR(all_missed, 1. / 6, .01);
    EXPECT_GT(no_shows[true].first / no_shows[true].second, no_shows[false].first / no_shows[false].second + .02);
    EXPECT_EQ(
        std::set<std::string>(table.column("appointment_id").begin(), table.column("appointment_id").end()).size(),
        table.rows());
}

TEST_F(Simulate, ACommunityHospitalPassesTheChecksOfOmop) {
    if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
    const std::string spec = specification("omop_community_hospital.toml");
    expect_done({"simulate", spec, "--persons", "4000", "--cdm", "5.4", "--out", "omop"});
    expect_done({"simulate", spec, "--persons", "4000", "--shard-rows", "1000", "--out", "parts"}, 3);
    expect_done({"simulate", spec, "--persons", "4000", "--format", "parquet", "--out", "parquet"}, 2, 2);
    for (const char* folder : {"omop", "parts", "parquet"}) {
        const auto checked = run({"check", folder, "--strict", "--quiet"});
        EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
        EXPECT_NE(checked.out.find(" 0 errors"), std::string::npos) << checked.out;
        expect_done({"extract", "--source", folder, "--cohort", "visits", "--out", std::string(folder) + ".csv"});
    }
    EXPECT_GT(read_csv(at("omop.csv")).rows(), 8'000U);
    EXPECT_EQ(read_text(at("parts.csv")), read_text(at("omop.csv")));
    EXPECT_EQ(read_text(at("parquet.csv")), read_text(at("omop.csv")));
    // An older output of other files is replaced whole.
    expect_done({"simulate", spec, "--persons", "10", "--out", "parts", "--force"});
    EXPECT_FALSE(fs::exists(at("parts") / "person"));
    EXPECT_TRUE(fs::exists(at("parts") / "person.csv"));
}

TEST_F(Simulate, ParquetHasTheValuesOfCsv) {
    if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
    const std::string spec = specification("outpatient_clinic.toml");
    expect_done({"simulate", spec, "--rows", "5000", "--out", "csv"});
    expect_done({"simulate", spec, "--rows", "5000", "--format", "parquet", "--out", "parquet"});
    SqlEngine engine{SqlLimits{}};
    const std::string from = "read_parquet(" + sql_literal(at("parquet/part-00000.parquet").string()) + ")";
    engine.run("COPY (SELECT * FROM " + from + ") TO " + sql_literal(at("again.csv").string()) +
               " (HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')");
    const CsvTable csv = read_csv(at("csv"));
    const CsvTable parquet = read_csv(at("again.csv"));
    ASSERT_EQ(csv.names, parquet.names);
    for (const std::string& name : csv.names) {
        for (std::size_t row = 0; row < csv.rows(); ++row) {
            const std::string& a = csv.column(name)[row];
            const std::string& b = parquet.column(name)[row];
            ASSERT_TRUE(a == b || number(a) == number(b)) << name << a << b;  // 21.0 and 21
        }
    }
}

TEST_F(Simulate, KindsOfColumns) {
    const CsvTable table = simulated(R"toml(
[parameters]
limit = 5
unit = "mg"
[column.id]
distribution = "sequence"
start = 10000000000
step = 3
[column.code]
distribution = "pattern"
pattern = "X-@@##-{row:4}"
[column.fixed]
distribution = "constant"
value = "a, \"b\""
[column.mixed]
distribution = "mixture"
components = [{ weight = 1, distribution = "constant", value = 0 }, { weight = 1, distribution = "uniform", low = 1, high = 2 }]
[column.kernel]
distribution = "kernel_density"
points = [1, 2, 3]
bandwidth = 0.1
round = 3
[column.empty]
value = "id > limit ? NA : 1"
[column.infinite]
value = "kernel > 2 ? 1 / 0 : 1"
[column.far]
value = "1e300"
type = "date"
[column.truth]
value = "kernel > 2"
[column.text]
value = "kernel > 2 ? unit : ''"
[column.day]
value = "date(2024, 2, 28) + fmod(id - 10000000000, 9)"
type = "date"
[column.moment]
value = "date(2024, 2, 28) + 0.75 + 1 / 86400"
type = "datetime"
[column.size]
lookup = "text"
map = { mg = 7, "" = 8 }
)toml");
    EXPECT_EQ(table.column("id")[2], "10000000006");
    const std::string& code = table.column("code")[6];
    EXPECT_EQ(code.substr(0, 2) + code.substr(6), "X--0007");
    EXPECT_TRUE(std::isupper(code[2]) && std::isupper(code[3]) && std::isdigit(code[4]) && std::isdigit(code[5]))
        << code;
    EXPECT_EQ(table.column("fixed")[0], "a, \"b\"");
    EXPECT_EQ(table.column("empty")[0], "");
    EXPECT_EQ(table.column("day")[1], "2024-03-02");
    EXPECT_EQ(table.column("moment")[0], "2024-02-28 18:00:01");
    const auto zeros = std::count(table.column("mixed").begin(), table.column("mixed").end(), "0");
    EXPECT_NEAR(static_cast<double>(zeros), 500, 80);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const bool above = number(table.column("kernel")[row]) > 2;
        EXPECT_EQ(table.column("truth")[row], above ? "true" : "false");
        EXPECT_EQ(table.column("infinite")[row], above ? "" : "1");
        EXPECT_EQ(table.column("far")[row], "9999-12-31");
        EXPECT_EQ(table.column("text")[row], above ? "mg" : "");
        EXPECT_EQ(table.column("size")[row], above ? "7" : "8");
    }
}

TEST_F(Simulate, WhatIsWrongIsToldWithFileLineAndKey) {
    const std::string column = "[column.a]\ndistribution = \"normal\"\nmean = 0\nsd = 1\n";
    std::string hours_of_23 = "1";
    for (int hour = 1; hour < 23; ++hour) hours_of_23 += ", 1";
    const std::vector<std::pair<std::string, std::string>> cases{
        {column + "[column.b]\nvalue = \"c + 1\"\n",
         "s.toml, line 6: column \"b\": value: there is no column or parameter \"c\"; it stands at character 1 of \"c "
         "+ 1\""},
        {column + "[column.b]\nvalue = \"sinus(a)\"\n",
         "s.toml, line 6: column \"b\": value: there is no function \"sinus\"; it stands at character 1 of "
         "\"sinus(a)\""},
        {"[column.a]\ndistribution = \"bernoulli\"\nprobability = 1.2\n",
         "s.toml, line 3: column \"a\": probability must lie between 0 and 1"},
        {"[column.a]\nvalue = \"bernoulli(1.2)\"\n",
         "s.toml, line 2: column \"a\": value: probability of bernoulli must lie between 0 and 1; at character 1 of "
         "\"bernoulli(1.2)\""},
        {column + "[column.b]\nvalue = \"bernoulli(a)\"\n", "in row "},
        {"[column.a]\ndistribution = \"categorical\"\nvalues = [\"x\", \"y\"]\nprobabilities = [0.5, 1.5]\n",
         "s.toml, line 4: column \"a\": probabilities must lie between 0 and 1, each"},
        {"[column.a]\ndistribution = \"categorical\"\nvalues = [\"x\", \"y\"]\nprobabilities = [0.5, 0.4]\n",
         "s.toml, line 4: column \"a\": probabilities must add up to 1"},
        {"[column.a]\ndistribution = \"categorical\"\nvalues = [\"x\", \"y\"]\nweights = [1]\n",
         "s.toml, line 4: column \"a\": weights has 1 entries for 2 values"},
        {column + "missing = 1.5\n", "s.toml, line 5: column \"a\": missing must be a rate from 0 to 1"},
        {column + "skew = 2\n", "s.toml, line 5: column \"a\": \"skew\" is no key here"},
        {"[column.a]\ndistribution = \"nomal\"\n",
         "s.toml, line 2: column \"a\": distribution \"nomal\" is unknown; it may be normal,"},
        {"[column.a]\ndistribution = \"normal\"\nmean = 0\nsd = -1\n",
         "s.toml, line 4: column \"a\": sd must be above 0"},
        {"[column.a]\ndistribution = \"normal\"\nmean = 0\n",
         "s.toml, line 1: column \"a\": sd is missing; normal needs it"},
        {"[calendar.c]\nfrom = 2024-01-01\nto = 2024-12-31\nhourly = [" + hours_of_23 + "]\n" + column,
         "s.toml, line 4: calendar \"c\": hourly has 23 values; a day takes 24, one an hour"},
        {"[column.a]\ndistribution = \"arrivals\"\ncalendar = \"c\"\n",
         "s.toml, line 1: column \"a\": there is no calendar \"c\""},
        {"[calendar.c]\nfrom = 2024-01-01\nto = 2023-12-31\n" + column,
         "s.toml, line 3: calendar \"c\": to is before from"},
        {"rules = [\"if a > 1 then b = 2\"]\n" + column, "s.toml, line 1: rules: there is no column \"b\""},
        {"rules = [\"when a > 1 then a = 2\"]\n" + column, "is no rule; write if CONDITION then COLUMN = VALUE"},
        {"rules = [\"if a > then a = 2\"]\n" + column, "s.toml, line 1: rules: a value is missing at character"},
        {column + "[[correlation]]\ncolumns = [\"a\", \"z\"]\nspearman = 0.5\n",
         "s.toml, line 7: spearman: there is no column \"z\""},
        {column + "[[correlation]]\ncolumns = [\"a\", \"a2\"]\nspearman = 1.5\n",
         "s.toml, line 7: \"spearman\" must lie between -1 and 1"},
        {"[column.a]\nvalue = \"b\"\n[column.b]\nvalue = \"a\"\n",
         "s.toml, line 1: column \"a\": the expressions go in a circle: a needs b, b needs a"},
        {"[curve.s]\nof = \"when\"\nover = \"year\"\n" + column,
         "s.toml, line 2: curve \"s\": of: there is no column \"when\""},
        {"[column.a]\ndistribution = \"pattern\"\npattern = \"{row:99}\"\n",
         "s.toml, line 3: column \"a\": pattern has no {row} or {row:8} at character 1"},
        {"[column.\"\"]\nvalue = 1\n", "s.toml, line 1: a column has no name"},
        {"[table.\"../x\"]\n[table.\"../x\".column.a]\nvalue = 1\n",
         "s.toml, line 1: table \"../x\": a table's name, which is a file's,"},
        {"title = 3\n", "s.toml, line 1: title must be a text in quotes"},
        {"x = [\n", "this isn't TOML"},
        {"", "s.toml: column is missing: there must be tables such as [column.age]"},
    };
    for (const auto& [spec, sentence] : cases) {
        const std::string told = refusal(spec);
        EXPECT_NE(told.find(sentence), std::string::npos) << told << "\nnot: " << sentence;
    }
    EXPECT_NE(refusal(cases[0].first, 3).find(cases[0].second), std::string::npos);
    EXPECT_NE(refusal(cases[4].first, 3).find("in row "), std::string::npos);
}

TEST_F(Simulate, TablesThatAreNoneOfOmopAreToldBeforeAnythingIsWritten) {
    const std::string person =
        "cdm = \"5.4\"\n[table.person]\n[table.person.column.person_id]\ndistribution = \"sequence\"\n";
    EXPECT_NE(
        refusal(person).find("column gender_concept_id is missing, which the OMOP Common Data Model 5.4 requires"),
        std::string::npos);
    EXPECT_NE(refusal("cdm = \"5.4\"\n[table.people]\n[table.people.column.a]\nvalue = 1\n")
                  .find("s.toml, line 2: table \"people\": the OMOP Common Data Model 5.4 has no such table"),
              std::string::npos);
    EXPECT_NE(refusal("[table.a]\n[table.a.column.x]\nvalue = 1\n[table.b]\n[table.b.column.x]\nvalue = 1\n")
                  .find("needs per ="),
              std::string::npos);
    EXPECT_NE(
        refusal("[table.a]\n[table.a.column.x]\nvalue = 1\n[table.b]\nper = \"c\"\n[table.b.column.x]\nvalue = 1\n")
            .find("no such table before it"),
        std::string::npos);
}

TEST_F(Simulate, NothingIsLostWhereItFails) {
    write_text(at("s.toml"), "[column.a]\ndistribution = \"sequence\"\n[column.b]\nvalue = \"bernoulli(a / 30000)\"\n");
    expect_done({"simulate", "s.toml", "--rows", "1000", "--out", "out"});
    const auto before = files("out");
    for (const unsigned ranks : {1U, 3U}) {
        const auto result =
            run({"simulate", "s.toml", "--rows", "50000", "--shard-rows", "9000", "--out", "out", "--force"}, ranks);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_NE(result.err.find("in row 30001 bernoulli gets probability 1.0000333333333333"), std::string::npos)
            << result.err;
        EXPECT_EQ(files("out"), before);
    }
    const auto refused = run({"simulate", "s.toml", "--out", "out"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find("--force overwrites it"), std::string::npos);
}

}  // namespace
}  // namespace replica::test
