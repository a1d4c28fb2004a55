// compare: two replicas' metrics side by side.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/text_file.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

class Compare : public CommandFixture {
protected:
    /// Metrics with a two-way distance, an attack and two columns.
    void write_metrics(const std::string& name, const std::string& tvd, const std::string& won,
                       const std::string& real = "extract.csv") const {
        write_text(at(name), R"({"format": "replica metrics 1", "version": "0.1.0",
            "synthetic": {"name": ")" +
                                 name + R"(", "rows": 12345}, "real": {"name": ")" + real + R"(", "rows": 99},
            "marginals": [{"ways": 2, "tables": 3, "tvd": {"value": )" +
                                 tvd + R"(, "second_sample": 0.01, "useless": 1}}],
            "pairs": {"spearman": {"value": null}},
            "columns": [{"name": "age", "tvd": {"value": )" +
                                 tvd + R"(}}, {"name": "sex", "tvd": {"value": 0.25}}],
            "privacy": {"attacks": [{"name": "linkability", "detail": "", "won": )" +
                                 won + R"(}]}})");
    }

    void expect_refused(const Words& words, const std::string& part) const {
        const auto result = run(words, 2);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_NE(refusal_of(result, 2).find(part), std::string::npos) << result.err;
    }
};

// The words of the line that begins with `name`.
std::vector<std::string> line_of(const std::string& text, const std::string& name) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name)) continue;
        std::istringstream words(line.substr(name.size()));
        std::vector<std::string> found;
        for (std::string word; words >> word;) found.push_back(word);
        return found;
    }
    return {};
}

TEST_F(Compare, TellsWhichReplicaIsBetterByWhat) {
    write_metrics("a.json", "0.02", R"({"value": 0.30, "low": 0.28, "high": 0.32})");
    write_metrics("b.json", "0.05", R"({"value": 0.01, "low": -0.01, "high": 0.03})");
    const auto result = run({"compare", "a.json", "b.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(line_of(result.out, "2-way TVD"), (std::vector<std::string>{"0.0200", "0.0500", "A"}));
    EXPECT_EQ(line_of(result.out, "linkability, won").back(), "B");
    EXPECT_EQ(line_of(result.out, "TVD of age").back(), "A");
    EXPECT_EQ(line_of(result.out, "TVD of sex").back(), "same");
    EXPECT_TRUE(line_of(result.out, "Spearman").empty());
    EXPECT_NE(result.out.find("a.json, 12,345 rows"), std::string::npos);
    EXPECT_EQ(result.err, "");
}

TEST_F(Compare, CallsTheSameWhatIntervalsDoNotTellApart) {
    write_metrics("a.json", "0.0500", R"({"value": 0.02, "low": -0.02, "high": 0.06})");
    write_metrics("b.json", "0.0501", R"({"value": 0.05, "low": 0.01, "high": 0.09})");
    const auto result = run({"compare", "a.json", "b.json"}, 2);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(line_of(result.out, "2-way TVD").back(), "same");
    EXPECT_EQ(line_of(result.out, "linkability, won").back(), "same");
}

TEST_F(Compare, CallsNothingWonNothingHoweverFarBelow) {
    write_metrics("a.json", "0.02", R"({"value": -0.02, "low": -0.03, "high": -0.01})");
    write_metrics("b.json", "0.02", R"({"value": -0.40, "low": -0.41, "high": -0.39})");
    EXPECT_EQ(line_of(run({"compare", "a.json", "b.json"}).out, "linkability, won").back(), "same");
}

TEST_F(Compare, WarnsOfDifferentRealTables) {
    write_metrics("a.json", "0.02", "null");
    write_metrics("b.json", "0.02", "null", "other.csv");
    const auto result = run({"compare", "a.json", "b.json"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_NE(result.err.find("different real tables"), std::string::npos) << result.err;
}

TEST_F(Compare, RefusesWhatAreNoMetrics) {
    write_metrics("a.json", "0.02", "null");
    write_text(at("broken.json"), "{\"format\": ");
    write_text(at("other.json"), "{\"format\": \"something else\"}");
    write_text(at("list.json"), "[1, 2]");
    write_text(at("odd.json"), R"({"format": 7})");
    expect_refused({"compare", "a.json", "absent.json"}, "absent.json");
    for (const char* name : {"broken.json", "other.json", "list.json", "odd.json"})
        expect_refused({"compare", name, "a.json"}, name);
    for (const char* rest : {R"("columns": 3, "synthetic": {"name": "x", "rows": 1})", R"("columns": [])",
                             R"("synthetic": "x")", R"("synthetic": {"rows": 1})", R"("synthetic": {"name": "x"})",
                             R"("synthetic": {"name": "x", "rows": 1}, "columns": [{"tvd": {"value": 1}}])",
                             R"("synthetic": {"name": "x", "rows": 1}, "model": {"epsilon": 1, "delta": 0.1})"}) {
        write_text(at("hollow.json"), std::string(R"({"format": "replica metrics 1", )") + rest + "}");
        const auto result = run({"compare", "hollow.json", "hollow.json"});
        EXPECT_EQ(result.exit_code, 2) << rest << result.err;
        EXPECT_NE(result.err.find("hollow.json holds what evaluate doesn't write"), std::string::npos) << result.err;
    }
}

TEST_F(Compare, GivesNoVerdictOnWhatTellsOfTheRealTable) {
    write_text(at("a.json"), R"({"format": "replica metrics 1", "synthetic": {"name": "a", "rows": 1},
        "marginals": [{"ways": 1, "tvd": {"value": 0.02, "second_sample": 0.01}}],
        "use": {"real": {"auc": 0.8}, "synthetic": {"auc": 0.7}}})");
    write_text(at("b.json"), R"({"format": "replica metrics 1", "synthetic": {"name": "b", "rows": 1},
        "marginals": [{"ways": 1, "tvd": {"value": 0.02, "second_sample": 0.02}}],
        "use": {"real": {"auc": 0.9}, "synthetic": {"auc": 0.6}}})");
    const auto result = run({"compare", "a.json", "b.json"});
    EXPECT_EQ(line_of(result.out, "  of a second sample"), (std::vector<std::string>{"0.0100", "0.0200"}));
    EXPECT_EQ(line_of(result.out, "use, AUC trained on real"), (std::vector<std::string>{"0.800", "0.900"}));
    EXPECT_EQ(line_of(result.out, "use, AUC trained on synthetic").back(), "A");
}

TEST_F(Compare, SaysWhereABudgetKeepsNothing) {
    const std::string start = R"({"format": "replica metrics 1", "synthetic": {"name": "x", "rows": 1}, "model": )";
    write_text(at("a.json"), start + R"({"epsilon": 1.0, "delta": 1e-6, "is_private": false}})");
    write_text(at("b.json"), start + R"({"epsilon": 1.0, "delta": 1e-6, "is_private": true}})");
    write_text(at("c.json"), start + R"({"mode": "independent"}})");
    const Words budget{"1.000,", "delta", "1e-06"};
    Words both{"1.000,", "delta", "1e-06,", "but", "not", "private"};
    both.insert(both.end(), budget.begin(), budget.end());
    EXPECT_EQ(line_of(run({"compare", "a.json", "b.json"}).out, "epsilon"), both);
    Words other = budget;
    other.emplace_back("none");
    EXPECT_EQ(line_of(run({"compare", "b.json", "c.json"}).out, "epsilon"), other);
}

// Column names come from extracts: a terminal would obey some of their characters.
TEST_F(Compare, ShowsHostileNamesInLine) {
    write_text(at("a.json"), R"({"format": "replica metrics 1", "synthetic": {"name": "\u001b[2J", "rows": -5},
        "columns": [{"name": "\u001b[31mred\n\u009b", "tvd": {"value": 1}},
                    {"name": "gr\u00f6\u00dfe", "tvd": {"value": 0.5}}, {"name": "plain", "tvd": {"value": 0.5}}]})");
    const auto result = run({"compare", "a.json", "a.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos);
    EXPECT_EQ(result.out.find("\xc2\x9b"), std::string::npos);
    EXPECT_EQ(result.out.find(" rows"), std::string::npos);
    const std::string bad = "\xef\xbf\xbd";
    EXPECT_NE(result.out.find("\nTVD of " + bad + "[31mred" + bad + bad + "  1.000"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("\nTVD of gr\xc3\xb6\xc3\x9f"
                              "e       0.500"),
              std::string::npos)
        << result.out;
    EXPECT_NE(result.out.find("\nTVD of plain       0.500"), std::string::npos) << result.out;
}

// What evaluate writes is what compare reads: a figure under another name would be left out without a word.
TEST_F(Compare, HasALineForEachFigureOfAReport) {
    make_extract(at("extract.csv"), 3000);
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--out", "replica", "--quiet"});
    expect_done(
        {"evaluate", "--real", "extract.csv", "--synthetic", "replica", "--model", "m.h5", "--out", "out", "--quiet"});
    const auto result = run({"compare", "out/metrics.json", "out/metrics.json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    for (const char* name :
         {"1-way TVD", "2-way TVD", "3-way TVD", "mutual information, |difference|", "Spearman, |difference|",
          "missing together, TVD", "pMSE ratio", "telling apart, AUC", "use, AUC trained on synthetic",
          "use, overlap of intervals", "singling out, won", "linkability, won", "attribute inference, won",
          "membership, AUC", "closest record at distance 0, share", "unique real rows copied", "TVD of "}) {
        const auto words = line_of(result.out, name);
        ASSERT_FALSE(words.empty()) << name << " is missing in:\n" << result.out;
        EXPECT_EQ(words.back(), "same") << name;
    }
    for (const char* name : {"  of a second sample", "use, AUC trained on real"})
        EXPECT_FALSE(line_of(result.out, name).empty()) << name;
}

}  // namespace
}  // namespace replica::test
