// evaluate from the command line: what copies, noise and bad input score, on any ranks.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Evaluate : public CommandFixture {
protected:
    /// Rows of a table in which columns hang together, some are missing, and one says when.
    void simulate(const std::string& out, const std::string& rows, const std::string& seed) const {
        write_text(at("s.toml"), R"toml(
[column.age]
distribution = "normal"
mean = 50
sd = 15
clip = [0, 100]
round = 0
[column.pressure]
value = "round(100 + age / 2 + normal(0, 6))"
missing = 0.1
[column.weight]
distribution = "lognormal"
median = 70
sigma = 0.2
round = 1
[column.sex]
value = "bernoulli(0.5) == 1 ? 'F' : 'M'"
[column.ward]
value = "pressure > 135 ? 'north' : weight > 75 ? 'east' : 'west'"
[column.died]
value = "bernoulli(1 / (1 + exp(6 - age / 12))) == 1 ? 'yes' : 'no'"
[column.admitted]
value = "date(2020, 1, 1) + floor(age * 3.6)"
type = "date"
)toml");
        expect_done({"simulate", "s.toml", "--rows", rows, "--seed", seed, "--out", out, "--quiet"});
    }

    [[nodiscard]] Json metrics(const std::string& folder) const {
        return Json::parse(read_text(at(folder) / "metrics.json"));
    }

    void evaluate(const Words& more, const std::string& out, unsigned ranks = 1, unsigned threads = 1) const {
        Words words{"evaluate", "--out", out, "--quiet"};
        words.insert(words.end(), more.begin(), more.end());
        expect_done(words, ranks, threads);
    }

    void expect_refused(const Words& words, const std::string& part, unsigned ranks = 1) const {
        const auto result = run(words, ranks);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_NE(refusal_of(result, ranks).find(part), std::string::npos) << result.err;
    }

    void write_csv(const std::string& name, const CsvTable& table) const { write_text(at(name), format_csv(table)); }
};

const Json& attack_named(const Json& metrics, const std::string& name) {
    for (const Json& attack : metrics["privacy"]["attacks"])
        if (attack["name"] == name && attack["detail"] == "") return attack;
    throw std::runtime_error("no attack " + name);
}

TEST_F(Evaluate, FindsACopyOutByEveryPrivacyMeasureWithAHoldout) {
    simulate("real", "4000", "1");
    simulate("holdout", "4000", "2");
    evaluate({"--real", "real", "--synthetic", "real", "--holdout", "holdout"}, "out");
    const Json found = metrics("out");
    const Json& privacy = found["privacy"];
    EXPECT_EQ(privacy["holdout"], "given");
    EXPECT_EQ(privacy["copies"]["copied"], privacy["copies"]["unique_real"]);
    EXPECT_GT(privacy["copies"]["unique_real"], 3900);
    EXPECT_LT(privacy["copies"]["copied_holdout"], 200);
    EXPECT_GT(privacy["closest"]["synthetic"]["share_zero"], 0.99);
    EXPECT_GT(privacy["membership"]["low"], 0.9);
    for (const char* name : {"singling out", "linkability", "attribute inference"})
        EXPECT_GT(attack_named(found, name)["won"]["low"], 0.02) << name;
    EXPECT_EQ(found["marginals"][2]["tvd"]["value"], 0);
    EXPECT_EQ(found["pairs"]["spearman"]["value"], 0);
    EXPECT_EQ(found["use"]["real"]["auc"], found["use"]["synthetic"]["auc"]);
}

TEST_F(Evaluate, FindsACopyOutByEveryPrivacyMeasureWithoutAHoldout) {
    simulate("real", "4000", "1");
    evaluate({"--real", "real", "--synthetic", "real"}, "out");
    const Json found = metrics("out");
    const Json& privacy = found["privacy"];
    EXPECT_EQ(privacy["holdout"], "split");
    EXPECT_GT(privacy["closest"]["synthetic"]["share_zero"], 0.4);
    EXPECT_GT(privacy["membership"]["low"], 0.6);
    for (const char* name : {"singling out", "linkability", "attribute inference"})
        EXPECT_GT(attack_named(found, name)["won"]["low"], 0.02) << name;
}

TEST_F(Evaluate, FindsNothingWonFromASecondSample) {
    simulate("real", "4000", "1");
    simulate("holdout", "4000", "2");
    simulate("second", "4000", "3");
    for (const Words& more : {Words{"--holdout", "holdout"}, Words{}}) {
        Words words{"--real", "real", "--synthetic", "second", "--force"};
        words.insert(words.end(), more.begin(), more.end());
        evaluate(words, "out");
        const Json found = metrics("out");
        EXPECT_NEAR(found["privacy"]["membership"]["auc"], 0.5, 0.03);
        for (const char* name : {"singling out", "linkability", "attribute inference"})
            EXPECT_LT(attack_named(found, name)["won"]["low"], 0.02) << name;
        for (const Json& marginal : found["marginals"]) {
            const double ratio =
                marginal["tvd"]["value"].get<double>() / marginal["tvd"]["second_sample"].get<double>();
            // Both are samples here, so the distance is about root 2 times that to the real rows as they are.
            EXPECT_NEAR(ratio, std::sqrt(2.0), 0.35);
        }
        EXPECT_NEAR(found["propensity"]["auc"], 0.5, 0.05);
        EXPECT_GT(found["use"]["coefficients_overlap"], 0.6);
    }
}

/// Values drawn evenly from those of each column, independently of all else.
CsvTable noise_like(const CsvTable& table) {
    CsvTable noise = table;
    std::uint64_t state = 12345;
    for (auto& column : noise.columns) {
        std::vector<std::string> values = column;
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        for (std::string& value : column) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            value = values[(state >> 33U) % values.size()];
        }
    }
    return noise;
}

TEST_F(Evaluate, FindsIndependentNoiseUselessByEveryFidelityMeasure) {
    simulate("real", "4000", "1");
    write_csv("noise.csv", noise_like(read_csv(at("real"))));
    evaluate({"--real", "real", "--synthetic", "noise.csv"}, "out");
    const Json found = metrics("out");
    const auto is_useless = [](const Json& figure, const char* what) {
        const double value = figure["value"];
        const double best = figure["second_sample"];
        const double worst = figure["useless"];
        EXPECT_GT((value - best) / (worst - best), 0.5) << what;
    };
    for (const Json& marginal : found["marginals"]) is_useless(marginal["tvd"], "marginal");
    is_useless(found["pairs"]["mutual_information"], "mutual information");
    is_useless(found["pairs"]["spearman"], "Spearman");
    EXPECT_GT(found["propensity"]["auc"], 0.8);
    EXPECT_NEAR(found["use"]["synthetic"]["auc"], 0.5, 0.15);
    EXPECT_GT(found["use"]["real"]["auc"], 0.75);
    for (const char* name : {"linkability", "attribute inference"})
        EXPECT_LT(attack_named(found, name)["won"]["low"], 0.02) << name;
}

TEST_F(Evaluate, PutsIndependentColumnsWhereItSaysUseless) {
    simulate("real", "6000", "1");
    expect_done({"describe", "real", "--mode", "independent", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--out", "independent", "--quiet"});
    evaluate({"--real", "real", "--synthetic", "independent"}, "out");
    const Json found = metrics("out");
    const auto ratio = [](const Json& figure) {
        return figure["value"].get<double>() / figure["useless"].get<double>();
    };
    EXPECT_NEAR(ratio(found["marginals"][1]["tvd"]), 1, 0.05);
    EXPECT_NEAR(ratio(found["marginals"][2]["tvd"]), 1, 0.05);
    EXPECT_NEAR(ratio(found["pairs"]["mutual_information"]), 1, 0.05);
    EXPECT_NEAR(ratio(found["pairs"]["spearman"]), 1, 0.05);
}

TEST_F(Evaluate, WritesTheSameBytesOnAnyRanksAndThreads) {
    simulate("real", "3000", "1");
    simulate("second", "2500", "3");
    evaluate({"--real", "real", "--synthetic", "second", "--plots"}, "one");
    for (const unsigned ranks : {2U, 3U, 4U}) {
        const std::string out = "ranks" + std::to_string(ranks);
        evaluate({"--real", "real", "--synthetic", "second", "--plots"}, out, ranks, 2);
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(at("one"))) {
            if (!entry.is_regular_file()) continue;
            ++files;
            const auto name = fs::relative(entry.path(), at("one"));
            EXPECT_EQ(read_text(entry.path()), read_text(at(out) / name)) << name << " on " << ranks << " ranks";
        }
        EXPECT_GT(files, 10U);
    }
}

TEST_F(Evaluate, ReportsTheRestWhereColumnsDiffer) {
    simulate("real", "2000", "1");
    const CsvTable real = read_csv(at("real"));
    CsvTable other = select_columns(real, {"sex", "age", "died", "ward"});
    other.names[0] = "gender";
    write_csv("other.csv", other);
    const auto result = run({"evaluate", "--real", "real", "--synthetic", "other.csv", "--out", "out"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("different columns"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("gender"), std::string::npos);
    const Json found = metrics("out");
    ASSERT_EQ(found["columns"].size(), 3U);
    EXPECT_EQ(found["columns"][0]["name"], "age");
    EXPECT_EQ(found["columns"][0]["tvd"]["value"], 0);
    write_csv("none.csv", select_columns(other, {"gender"}));
    expect_refused({"evaluate", "--real", "real", "--synthetic", "none.csv", "--out", "out2"}, "no column in common");
    EXPECT_FALSE(fs::exists(at("out2")));
}

TEST_F(Evaluate, ReportsTheRestWhereThereAreNoRowsOrOneClass) {
    simulate("real", "2000", "1");
    const CsvTable real = read_csv(at("real"));
    write_csv("empty.csv", select_rows(real, {}));
    auto result = run({"evaluate", "--real", "empty.csv", "--synthetic", "real", "--out", "alone"}, 2);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("no rows"), std::string::npos) << result.err;
    EXPECT_FALSE(metrics("alone").contains("real"));
    EXPECT_EQ(metrics("alone")["columns"].size(), 7U);
    expect_refused({"evaluate", "--real", "real", "--synthetic", "empty.csv", "--out", "out"}, "no rows", 2);

    CsvTable survivors = real;
    for (std::string& died : survivors.columns[5]) died = "no";
    write_csv("survivors.csv", survivors);
    result = run({"evaluate", "--real", "real", "--synthetic", "survivors.csv", "--target", "died", "--out", "out"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("died"), std::string::npos) << result.err;
    EXPECT_FALSE(metrics("out").contains("use"));
    EXPECT_TRUE(metrics("out").contains("privacy"));
    EXPECT_TRUE(metrics("out").contains("propensity"));
}

TEST_F(Evaluate, HidesCellsOfFewRealRows) {
    simulate("real", "2000", "1");
    CsvTable real = read_csv(at("real"));
    real.columns[4][0] = "quarantine";
    write_csv("real.csv", real);
    evaluate({"--real", "real.csv", "--synthetic", "real.csv"}, "out");
    for (const char* name : {"report.html", "metrics.json", "data/histograms.csv"})
        EXPECT_EQ(read_text(at("out") / name).find("quarantine"), std::string::npos) << name;
    evaluate({"--real", "real.csv", "--synthetic", "real.csv", "--min-count", "1"}, "all");
    EXPECT_NE(read_text(at("all") / "data/histograms.csv").find("quarantine"), std::string::npos);
}

TEST_F(Evaluate, HoldsAReplicaAgainstItsSpecification) {
    simulate("made", "5000", "1");
    evaluate({"--spec", "s.toml", "--synthetic", "made"}, "out");
    const Json found = metrics("out");
    EXPECT_EQ(found["real_is_specification"], true);
    EXPECT_EQ(found["real"]["name"], "s.toml");
    EXPECT_FALSE(found.contains("privacy"));
    for (const Json& marginal : found["marginals"])
        EXPECT_LT(marginal["tvd"]["value"].get<double>(), 1.3 * marginal["tvd"]["second_sample"].get<double>());
    EXPECT_FALSE(fs::exists(at("out") / ".specification-rows"));
    evaluate({"--synthetic", "made"}, "alone");
    EXPECT_FALSE(metrics("alone").contains("real"));
    EXPECT_EQ(metrics("alone")["columns"].size(), 7U);
}

TEST_F(Evaluate, TellsWhichRulesAndIdentifiersAreBroken) {
    write_text(at("real.csv"), "id,low,high\n1,1,5\n2,2,6\n3,3,7\n4,4,9\n5,1,8\n6,2,8\n");
    write_text(at("made.csv"), "id,low,high\n1,1,5\n1,2,6\n9,8,7\n4,4,19\n5,1,8\n6,2,8\n");
    write_text(
        at("schema.toml"),
        "rules = [\"low <= high\"]\n[columns.id]\nrole = \"key\"\n[columns.low]\n[columns.high]\nrange = [0, 10]\n");
    evaluate({"--real", "real.csv", "--synthetic", "made.csv", "--schema", "schema.toml"}, "out");
    const Json found = metrics("out");
    std::map<std::string, int> failing;
    for (const Json& check : found["validity"]) failing[check["what"]] = check["failing"];
    EXPECT_EQ(failing.at("id is unique"), 1);
    EXPECT_EQ(failing.at("low <= high"), 1);
    EXPECT_EQ(failing.at("high is in the schema's range"), 1);
}

TEST_F(Evaluate, RefusesWhatItCanNotDo) {
    simulate("real", "200", "1");
    expect_refused({"evaluate", "--synthetic", "real", "--real", "absent.csv", "--out", "out"}, "absent.csv");
    expect_refused({"evaluate", "--synthetic", "real", "--out", "real"}, "--out");
    expect_refused({"evaluate", "--synthetic", "real", "--model", "absent.h5", "--out", "out"}, "absent.h5");
    expect_refused({"evaluate", "--synthetic", "real", "--holdout", "real", "--out", "out"}, "--real");
    evaluate({"--synthetic", "real"}, "out");
    const std::string before = read_text(at("out") / "metrics.json");
    expect_refused({"evaluate", "--synthetic", "real", "--out", "out"}, "--force");
    EXPECT_EQ(read_text(at("out") / "metrics.json"), before);
}

TEST_F(Evaluate, ReadsParquetBesideText) {
    simulate("real", "2000", "1");
    expect_done({"simulate", "s.toml", "--rows", "2000", "--seed", "1", "--format", "parquet", "--out", "parquet"});
    evaluate({"--real", "real", "--synthetic", "parquet"}, "out");
    for (const Json& marginal : metrics("out")["marginals"]) EXPECT_EQ(marginal["tvd"]["value"], 0);
}

}  // namespace
}  // namespace replica::test
