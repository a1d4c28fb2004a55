// plan: rates that are measured, and what they predict.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/text_file.hpp"

#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

class Plan : public CommandFixture {
protected:
    [[nodiscard]] nlohmann::json json_of(const Words& more, unsigned ranks = 1) const {
        Words words{"plan", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        const auto result = run(words, ranks);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return nlohmann::json::parse(result.out);
    }

    void expect_refused(const Words& words, const std::string& part) const {
        for (const unsigned ranks : {1U, 3U}) {
            const auto result = run(words, ranks);
            EXPECT_EQ(result.exit_code, 2) << result.err;
            EXPECT_EQ(result.out, "");
            EXPECT_NE(refusal_of(result, ranks).find(part), std::string::npos) << result.err;
        }
    }
};

TEST_F(Plan, PrintsWhatSbatchTakes) {
    const auto result = run({"plan", "--rows", "1000000000", "--columns", "200", "--nodes", "100", "--ranks", "2",
                             "--threads", "32", "--degree", "2"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const std::regex lines(
        "#SBATCH --nodes=100\n#SBATCH --ntasks-per-node=2\n#SBATCH --cpus-per-task=32\n#SBATCH --mem=[0-9]+M\n"
        "#SBATCH --time=([0-9]+-)?[0-9]{2}:[0-9]{2}:00\n");
    const auto begin = std::sregex_iterator(result.out.begin(), result.out.end(), lines);
    EXPECT_EQ(std::distance(begin, std::sregex_iterator()), 3) << result.out;
    for (const char* job : {"# slurm/describe.sbatch", "# slurm/generate.sbatch", "# slurm/evaluate.sbatch"})
        EXPECT_NE(result.out.find(job), std::string::npos) << result.out;
}

TEST_F(Plan, AsksForTenMinutesAtLeast) {
    const auto result = run({"plan", "--rows", "1000", "--columns", "4", "--threads", "1"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.out.find("#SBATCH --time=00:10:00\n"), std::string::npos) << result.out;
}

TEST_F(Plan, PrintsJson) {
    const auto json = json_of({"--rows", "100000", "--domains", "2,3,4,50", "--numbers", "1", "--degree", "3"});
    EXPECT_EQ(json["columns"], 4);
    EXPECT_EQ(json["synthetic_rows"], 100000);
    double sum = 0;
    for (const char* job : {"describe", "generate", "evaluate"}) sum += json["jobs"][job]["seconds"].get<double>();
    EXPECT_NEAR(json["seconds"].get<double>(), sum, 1e-9);
    EXPECT_GT(json["jobs"]["describe"]["node_memory"].get<double>(), 0);
    EXPECT_EQ(json["disk"]["extract"].get<double>(), 100000.0 * (3 * 3 + 6));
}

TEST_F(Plan, ReadsAnExtract) {
    make_extract(at("extract.csv"), 2000);
    const auto alone = json_of({"extract.csv", "--threads", "1", "--synthetic-rows", "500"});
    EXPECT_EQ(alone["rows"], 2000);
    EXPECT_EQ(alone["synthetic_rows"], 500);
    EXPECT_EQ(alone["disk"]["extract"].get<double>(),
              static_cast<double>(std::filesystem::file_size(at("extract.csv"))));
    EXPECT_EQ(alone, json_of({"extract.csv", "--threads", "1", "--synthetic-rows", "500"}, 2));
}

TEST_F(Plan, MeasuresAndTakesTheRates) {
    expect_done({"plan", "--calibrate", "--quick", "--quiet"});
    const std::string rates = read_text(at("plan-calibration.toml"));
    EXPECT_NE(rates.find("[counting]"), std::string::npos);
    const Words question{"--rows", "1000000", "--columns", "10", "--threads", "1"};
    Words by_file = question;
    by_file.insert(by_file.end(), {"--calibration", "plan-calibration.toml"});
    EXPECT_GT(json_of(by_file)["seconds"].get<double>(), 0);
    EXPECT_NE(json_of(by_file)["jobs"]["describe"], json_of(question)["jobs"]["describe"]);
    expect_refused({"plan", "--calibrate", "--quick"}, "plan-calibration.toml is there already");

    // Several ranks add what they tell each other, and keep the rest.
    expect_done(
        {"plan", "--calibrate", "--quick", "--quiet", "--calibration", "plan-calibration.toml", "--out", "both.toml"},
        2);
    const std::string both = read_text(at("both.toml"));
    const auto table = [](const std::string& text, const std::string& name) {
        const std::size_t begin = text.find("[" + name + "]");
        return text.substr(begin, text.find("\n[", begin) - begin);
    };
    EXPECT_EQ(table(both, "profile"), table(rates, "profile"));
    EXPECT_NE(table(both, "bandwidth"), table(rates, "bandwidth"));
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(at("."))) ++files;
    EXPECT_EQ(files, 2U) << "measuring leaves nothing else";
}

TEST_F(Plan, RefusesWhatMakesNoPlan) {
    expect_refused({"plan"}, "name an extract, or give --rows and --columns");
    expect_refused({"plan", "--rows", "10"}, "give --columns, or a domain for each column in --domains");
    expect_refused({"plan", "--rows", "10", "--columns", "3", "--domains", "2,2"}, "--domains has 2 of them");
    expect_refused({"plan", "--rows", "10", "--columns", "3", "--numbers", "4"}, "more than the 3 columns");
    expect_refused({"plan", "none.csv"}, "none.csv");
    expect_refused({"plan", "none.csv", "--rows", "10"}, "an extract has its own rows and columns");
    expect_refused({"plan", "--calibrate", "--rows", "10"}, "--calibrate measures this machine");
    expect_refused({"plan", "--quick", "--rows", "10", "--columns", "3"}, "--quick goes with --calibrate");
    expect_refused({"plan", "--rows", "10", "--columns", "3", "--calibration", "none.toml"}, "none.toml");
    expect_refused({"plan", "--rows", "10", "--columns", "3", "--memory-a-node", "much"}, "much");
    expect_refused({"plan", "--rows", "10000000", "--columns", "60", "--degree", "4", "--memory-a-node", "64M"},
                   "of memory on each node");
    write_text(at("rates.toml"), "machine = \"x\"\n");
    expect_refused({"plan", "--rows", "10", "--columns", "3", "--calibration", "rates.toml"}, "plan --calibrate");
}

}  // namespace
}  // namespace replica::test
