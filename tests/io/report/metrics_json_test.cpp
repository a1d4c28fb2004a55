#include "io/report/metrics_json.hpp"

#include "io/report/plot_data.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica {
namespace {

Evaluation small_evaluation() {
    Evaluation evaluation;
    evaluation.version = "1.2.3";
    evaluation.synthetic = {"replica", 100};
    evaluation.real = EvaluatedTable{"extract.csv", 90};
    ColumnMeasures column;
    column.name = "a \"quoted\", name";
    column.tvd = {0.25, 0.1, 0.5};
    column.histogram = {{"low", 0, 1, 0.5, 0.25, false}, {"rare", 1, 2, 0, 0.75, true}};
    evaluation.columns = {column};
    evaluation.marginals = {{1, 1, {0.25, 0.1, 0.5}}};
    PairMeasures pairs;
    pairs.columns = {"a", "b"};
    pairs.mutual_information_real = {no_figure, 0.5, 0.5, no_figure};
    pairs.mutual_information_synthetic = pairs.spearman_real = pairs.spearman_synthetic = pairs.tvd =
        pairs.tvd_second_sample = pairs.tvd_useless = pairs.mutual_information_real;
    pairs.spearman = {};
    evaluation.pairs = pairs;
    evaluation.times = {{"day", "weekday", {"Mon", "Tue"}, {0.5, 0}, {0.25, 0.75}, {false, true}, {0.5, 0, 1}}};
    MissingMeasures missing;
    missing.patterns = {{{"a", "b"}, 0.25, 0.5, false}};
    evaluation.missing = missing;
    return evaluation;
}

TEST(MetricsJson, HoldsFiguresAndNoneWhereThereAreNone) {
    const auto json = nlohmann::json::parse(metrics_json(small_evaluation()));
    EXPECT_EQ(json["format"], metrics_format);
    EXPECT_EQ(json["version"], "1.2.3");
    EXPECT_EQ(json["real"]["rows"], 90);
    EXPECT_EQ(json["columns"][0]["name"], "a \"quoted\", name");
    EXPECT_EQ(json["columns"][0]["tvd"]["second_sample"], 0.1);
    EXPECT_TRUE(json["columns"][0]["ks"]["value"].is_null());
    EXPECT_EQ(json["marginals"][0]["k_marginal_score"], 750);
    EXPECT_TRUE(json["pairs"]["spearman"]["value"].is_null());
    EXPECT_FALSE(json.contains("privacy"));
    EXPECT_FALSE(json.contains("use"));
    EXPECT_FALSE(json.contains("model"));
}

TEST(MetricsJson, HoldsPrivacyAndTheModel) {
    Evaluation evaluation = small_evaluation();
    PrivacyMeasures privacy;
    privacy.holdout_origin = HoldoutOrigin::given;
    privacy.attacks = {{"linkability", "", {5, 10}, {1, 10}, {0.4, {0.1, 0.7}}}};
    privacy.copies.copied = 7;
    evaluation.privacy = privacy;
    ModelFacts model;
    model.mode = "copula";
    model.privacy.emplace();
    model.privacy->epsilon = 0.5;
    evaluation.model = model;
    const auto json = nlohmann::json::parse(metrics_json(evaluation));
    EXPECT_EQ(json["privacy"]["holdout"], "given");
    EXPECT_EQ(json["privacy"]["attacks"][0]["won"]["low"], 0.1);
    EXPECT_EQ(json["privacy"]["attacks"][0]["attack"]["hits"], 5);
    EXPECT_EQ(json["privacy"]["copies"]["copied"], 7);
    EXPECT_EQ(json["model"]["epsilon"], 0.5);
    EXPECT_EQ(json["model"]["is_private"], true);
}

TEST(MetricsJson, SurvivesBytesThatAreNoText) {
    Evaluation evaluation = small_evaluation();
    evaluation.columns[0].name = "\xff";
    EXPECT_TRUE(nlohmann::json::accept(metrics_json(evaluation)));
}

TEST(PlotData, LeavesHiddenFiguresEmpty) {
    const auto files = plot_data(small_evaluation());
    ASSERT_EQ(files.size(), 4U);
    EXPECT_EQ(files[0].name, "histograms.csv");
    EXPECT_EQ(files[0].text,
              "column,bar,low,high,real,synthetic\n"
              "\"a \"\"quoted\"\", name\",low,0,1,0.5,0.25\n"
              "\"a \"\"quoted\"\", name\",rare,1,2,,0.75\n");
    EXPECT_EQ(files[1].name, "pairs.csv");
    EXPECT_EQ(files[1].text.substr(files[1].text.find('\n') + 1), "a,b,0.5,0.5,0.5,0.5,0.5,0.5,0.5\n");
    EXPECT_EQ(files[2].text, "column,over,part,real,synthetic\nday,weekday,Mon,0.5,0.25\nday,weekday,Tue,,0.75\n");
    EXPECT_EQ(files[3].text, "missing_together,real,synthetic\na b,0.25,0.5\n");
}

}  // namespace
}  // namespace replica
