#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;
using Json = nlohmann::json;

class Deidentify : public testing::Test {
protected:
    CommandResult run(const Words& arguments, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        return run_replica(arguments, options);
    }

    CommandResult deidentify(const std::string& rules, const Words& more = {}, unsigned ranks = 1) const {
        write_text(folder_.path() / "rules.toml", rules);
        Words words{"deidentify", "in.csv", "--rules", "rules.toml", "--out", "out.csv", "--force", "--key", "k.key"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words, ranks);
    }

    [[nodiscard]] Json record() const { return Json::parse(read_text(folder_.path() / "out.csv.record.json")); }

    // 300 stays of 100 patients, in chunks of several ranks.
    void write_stays() const {
        std::ostringstream text;
        text << "patient,email,age,zip,admitted,discharged,code\n";
        for (int row = 0; row < 300; ++row)
            text << "p" << row % 100 << ",p" << row % 100 << "@x.org," << row % 100 << ",0" << 2100 + row % 3 * 1500
                 << ",2020-0" << 1 + row % 9 << "-10,2020-0" << 1 + row % 9 << "-1" << row % 9 << ",E1" << row % 4
                 << ".1\n";
        write_text(folder_.path() / "in.csv", text.str());
    }

    TemporaryDirectory folder_;
};

constexpr const char* all_rules = R"(
[[rule]]
column = "email"
treatment = "drop"
[[rule]]
columns = ["admitted", "discharged"]
treatment = "shift"
person = "patient"
days = 100
[[rule]]
column = "patient"
treatment = "pseudonym"
[[rule]]
column = "age"
treatment = "brackets"
lower = [0, 18, 65]
as = "age_group"
[[rule]]
column = "zip"
treatment = "zip3"
[[rule]]
column = "code"
treatment = "generalise"
hierarchy = "icd10"
)";

TEST_F(Deidentify, TreatsAllColumnsTheSameOnAnyRanks) {
    write_stays();
    ASSERT_EQ(deidentify(all_rules).exit_code, 0);
    const std::string one = read_text(folder_.path() / "out.csv");
    for (const unsigned ranks : {2U, 3U, 4U}) {
        ASSERT_EQ(deidentify(all_rules, {"--threads", "2"}, ranks).exit_code, 0);
        EXPECT_EQ(read_text(folder_.path() / "out.csv"), one);
    }
    const CsvTable in = read_csv(folder_.path() / "in.csv");
    const CsvTable out = parse_csv(one);
    EXPECT_EQ(out.names, (Words{"patient", "zip", "admitted", "discharged", "code", "age_group"}));
    std::map<std::string, std::string> pseudonyms;
    for (std::size_t row = 0; row < out.rows(); ++row) {
        const auto [at, fresh] = pseudonyms.emplace(in.column("patient")[row], out.column("patient")[row]);
        EXPECT_TRUE(fresh || at->second == out.column("patient")[row]);
        EXPECT_EQ(out.column("patient")[row].size(), 32U);
        EXPECT_NE(out.column("admitted")[row], in.column("admitted")[row]);
        EXPECT_EQ(out.column("code")[row], in.column("code")[row].substr(0, 3));
        const int age = std::stoi(in.column("age")[row]);
        EXPECT_EQ(out.column("age_group")[row], age < 18 ? "0-17" : age < 65 ? "18-64" : "65-");
    }
    EXPECT_EQ(pseudonyms.size(), 100U);
    const Json json = record();
    EXPECT_EQ(json["rows_written"], 300);
    EXPECT_EQ(json["rules"][1]["values_changed"], 600);
    EXPECT_TRUE(json["warnings"].empty());
    EXPECT_NE(read_text(folder_.path() / "out.csv.record.txt").find("not enough for Safe Harbor"), std::string::npos);
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
        EXPECT_NE(entry.path().extension(), ".part") << entry.path();
}

TEST_F(Deidentify, SmallCellsAreLeftOutOrBlanked) {
    std::ostringstream text;
    text << "ward,sex,n\n";
    for (int row = 0; row < 100; ++row)
        text << (row < 7 ? "icu" : "medicine") << ',' << (row % 2 == 0 ? "F" : "M") << ",1\n";
    write_text(folder_.path() / "in.csv", text.str());
    const std::string rule = "[[rule]]\ncolumns = [\"ward\", \"sex\"]\ntreatment = \"small-cells\"\nk = 5\n";
    for (const unsigned ranks : {1U, 3U}) {
        ASSERT_EQ(deidentify(rule, {}, ranks).exit_code, 0);
        EXPECT_EQ(read_csv(folder_.path() / "out.csv").rows(), 93U);  // 4 F and 3 M in intensive care
        EXPECT_EQ(record()["rules"][0]["rows_left_out"], 7);
        ASSERT_EQ(deidentify(rule + "action = \"blank\"\n", {}, ranks).exit_code, 0);
        const CsvTable out = read_csv(folder_.path() / "out.csv");
        EXPECT_EQ(out.rows(), 100U);
        EXPECT_EQ(std::count(out.column("ward").begin(), out.column("ward").end(), ""), 7);
        EXPECT_EQ(std::count(out.column("n").begin(), out.column("n").end(), "1"), 100);
    }
}

TEST_F(Deidentify, NamesIdentifiersThatAreLeft) {
    write_stays();
    const auto result = deidentify("[[rule]]\ncolumn = \"age\"\ntreatment = \"top\"\nlimit = 89\nlabel = \"90+\"\n");
    ASSERT_EQ(result.exit_code, 0);
    EXPECT_NE(result.err.find("column email is treated by no rule and looks like e-mail addresses"), std::string::npos);
    EXPECT_EQ(record()["warnings"].size(), 1U);
}

TEST_F(Deidentify, BadRulesAreOneSentenceOnAnyRanks) {
    write_stays();
    const auto refusal = [&](const std::string& rules, unsigned ranks) {
        const auto result = deidentify(rules, {}, ranks);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out.csv"));
        return refusal_of(result, ranks);
    };
    for (const unsigned ranks : {1U, 3U}) {
        const std::vector<std::pair<std::string, std::string>> wrong{
            {"", "has no rules"},
            {"x = 1\n", "x is unknown"},
            {"[[rule]]\ncolumn = \"age\"\n", "a rule needs a treatment"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"burn\"\n", "\"burn\" is unknown; allowed are drop, keep"},
            {"[[rule]]\ntreatment = \"drop\"\n", "a rule needs a column"},
            {"[[rule]]\ncolumn = \"none\"\ntreatment = \"drop\"\n", "names the column none"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"brackets\"\nlower = [5, 1]\n", "ascending"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"brackets\"\n", "needs lower"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"truncate\"\n", "holds no dates"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"drop\"\nk = 3\n", "k is no key of the treatment drop"},
            {"[[rule]]\ncolumn = \"age\"\ntreatment = \"round\"\nto = 5\nas = \"zip\"\n", "two columns"},
            {"[[rule]]\ncolumns = [\"patient\", \"email\", \"age\", \"zip\", \"admitted\", \"discharged\", \"code\"]\n"
             "treatment = \"drop\"\n",
             "drop every column"}};
        for (const auto& [rules, sentence] : wrong)
            EXPECT_NE(refusal(rules, ranks).find(sentence), std::string::npos) << rules << refusal(rules, ranks);
    }
    EXPECT_EQ(run({"deidentify", "in.csv", "--out", "out.csv"}).exit_code, 2);
    EXPECT_NE(run({"deidentify", "in.csv", "--set", "tutorial", "--out", "out.csv"}).err.find("knows none of"),
              std::string::npos);
    EXPECT_NE(run({"deidentify", "in.csv", "--set", "limited-data-set", "--out", "out.csv"}).err.find("--key FILE"),
              std::string::npos);
    EXPECT_NE(
        run({"deidentify", "in.csv", "--rules", "rules.toml", "--out", "in.csv", "--force"}).err.find("is read by"),
        std::string::npos);
}

TEST_F(Deidentify, SafeHarborByNamesAndTypes) {
    write_text(folder_.path() / "in.csv",
               "person_id,last_name,city,zip,birth_date,age,glucose\n1,Smith,Berlin,02139,1930-05-06,92,5.1\n"
               "2,Lee,Paris,03601,1990-01-02,30,6.2\n");
    ASSERT_EQ(
        run({"deidentify", "in.csv", "--set", "hipaa-safe-harbor", "--key", "k.key", "--out", "out.csv"}).exit_code, 0);
    const CsvTable out = read_csv(folder_.path() / "out.csv");
    EXPECT_EQ(out.names, (Words{"person_id", "zip", "birth_date", "age", "glucose"}));
    EXPECT_EQ(out.column("zip"), (Words{"021", "000"}));
    EXPECT_EQ(out.column("birth_date"), (Words{"1930", "1990"}));
    EXPECT_EQ(out.column("age"), (Words{"90+", "30"}));
}

// The shipped table numbers persons anew row by row and puts someone aged exactly 65 into 45-64; the rest is the same.
TEST_F(Deidentify, TheTutorialsTable) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const auto folder = *data / "omop-synthea-harper-5.3.1";
    const auto result = run({"deidentify", (folder / "COVID19Patients.csv").string(), "--set", "tutorial", "--key",
                             "k.key", "--out", "out.csv"},
                            2);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const CsvTable in = read_csv(folder / "COVID19Patients.csv");
    const CsvTable shipped = read_csv(folder / "COVID19Patients_deidentify.csv");
    const CsvTable out = read_csv(folder_.path() / "out.csv");
    ASSERT_EQ(out.names, shipped.names);
    ASSERT_EQ(out.rows(), shipped.rows());
    std::size_t different = 0;
    for (std::size_t c = 1; c < out.names.size(); ++c)
        for (std::size_t row = 0; row < out.rows(); ++row) different += out.columns[c][row] != shipped.columns[c][row];
    EXPECT_EQ(different, 1U);
    EXPECT_EQ(record()["rules"].size(), 4U);
}

}  // namespace
}  // namespace replica::test
