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
    write_text(at("hollow.json"), R"({"format": "replica metrics 1", "columns": 3, "synthetic": "x"})");
    EXPECT_EQ(run({"compare", "hollow.json", "a.json"}).exit_code, 2);
}

}  // namespace
}  // namespace replica::test
