#include "tests/jobs/bif_text.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Json = nlohmann::json;

TEST(BifText, ParserIsStrict) {
    const std::string good =
        "network n {\n}\nvariable a {\n type discrete [ 2 ] { x, y };\n}\nvariable b {\n type discrete [ 1 ] { z "
        "};\n}\n"
        "probability ( b ) {\n table 1;\n}\nprobability ( a | b ) {\n (z) 0.5, 0.5;\n}\n";
    const auto network = parse_bif(good);
    EXPECT_EQ(network.tables.at("a").rows.at({"z"}), (std::vector<double>{0.5, 0.5}));
    const auto changed = [&](const std::string& from, const std::string& to) {
        return std::string(good).replace(good.find(from), from.size(), to);
    };
    EXPECT_THROW(parse_bif(changed("0.5, 0.5", "0.5")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed("[ 2 ]", "[ 3 ]")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed("{ x, y }", "{ x, x }")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed("{ x, y }", "{ x, 1y }")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed("(z)", "(q)")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed(" (z) 0.5, 0.5;\n", "")), std::runtime_error);
    EXPECT_THROW(parse_bif(changed("0.5, 0.5", "nan, 0.5")), std::runtime_error);
}

// A model of the made extract and one of columns whose names and values are hard to write.
class Inspect : public testing::Test {
protected:
    void describe_visits(const std::string& mode = "correlated") {
        make_extract(file("visits.csv"), 5'000);
        describe("visits.csv", mode);
    }

    void describe_odd_names() {
        std::string text = "\"a \"\"b\"\"\",a-b,a b,1st,Größe,\"line\nend\",back\\slash,<b>&amp;\n";
        for (int row = 0; row < 200; ++row) {
            const std::string value = row % 3 == 0 ? "1" : row % 3 == 1 ? "-1" : "1.0";
            text += "x" + std::to_string(row % 2) + ',' + value + ",\"q\"\"" + std::to_string(row % 2) + "\"," +
                    (row % 5 == 0 ? "" : "é") + ',' + (row % 7 == 0 ? "ü" : "ö") + ',' + std::to_string(row % 2 * 100) +
                    ",\"\n" + std::to_string(row % 3) + "\"," + (row % 2 == 0 ? "missing" : "") + '\n';
        }
        write_text(file("odd.csv"), text);
        describe("odd.csv", "correlated");
    }

    void describe(const std::string& input, const std::string& mode) {
        const auto result = run({"describe", input, "--epsilon", "none", "--mode", mode, "--model", "m.h5", "--force"});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] CommandResult run(const std::vector<std::string>& arguments) const {
        return run_replica(arguments, {.directory = folder_.path()});
    }

    [[nodiscard]] std::string view(const std::string& form) const {
        const auto result = run({"inspect", "m.h5", form});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.err, "");
        return result.out;
    }

    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    void expect_sound_bif() const {
        const BifNetwork network = parse_bif(view("--bif"));
        const Json json = Json::parse(view("--json"));
        ASSERT_EQ(network.tables.size(), json["network"].size());
        std::multiset<std::size_t> expected;
        std::multiset<std::size_t> found;
        for (const auto& column : json["columns"]) {
            const std::size_t codes = column["codes"];
            if (codes > 1 && column["role"] != "drop") expected.insert(codes);
        }
        for (const auto& [name, states] : network.states) found.insert(states.size());
        EXPECT_EQ(found, expected);
        for (const auto& [child, table] : network.tables) {
            for (const auto& [states, probabilities] : table.rows) {
                EXPECT_NEAR(std::accumulate(probabilities.begin(), probabilities.end(), 0.0), 1, 1e-6) << child;
            }
        }
    }

    void expect_drawable() const {
        write_text(file("network.dot"), view("--dot"));
        const auto result =
            run_command({"dot", "-Tsvg", "network.dot", "-o", "network.svg"}, {.directory = folder_.path()});
        if (result.exit_code == 127) GTEST_SKIP() << "needs dot, of the package graphviz";
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.err, "");
        const std::string svg = read_text(file("network.svg"));
        const Json network = Json::parse(view("--json"))["network"];
        std::size_t parents = 0;
        for (const auto& family : network) parents += family["parents"].size();
        EXPECT_EQ(occurrences(svg, "class=\"node\""), network.size());
        EXPECT_EQ(occurrences(svg, "class=\"edge\""), parents);
    }

    static std::size_t occurrences(const std::string& text, const std::string& part) {
        std::size_t count = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
        return count;
    }

    TemporaryDirectory folder_;
};

// Parents besides the latent column that says whether a group of columns is missing.
std::size_t parents_of_data(const Json& family) {
    std::size_t parents = 0;
    for (const std::string parent : family["parents"]) parents += parent.starts_with("missing: ") ? 0U : 1U;
    return parents;
}

TEST_F(Inspect, JsonAgreesWithTheExtract) {
    describe_visits();
    const CsvTable table = read_csv(file("visits.csv"));
    const Json json = Json::parse(view("--json"));
    EXPECT_EQ(json["rows"], 5'000);
    EXPECT_EQ(json["mode"], "correlated");
    EXPECT_EQ(json["degree"], 2);
    EXPECT_TRUE(json["sensitive"]);
    // Behind the extract's columns there may be latent ones.
    ASSERT_GE(json["columns"].size(), table.names.size());
    for (std::size_t c = table.names.size(); c < json["columns"].size(); ++c)
        EXPECT_EQ(json["columns"][c]["role"], "latent");
    for (std::size_t c = 0; c < table.names.size(); ++c) {
        const Json& column = json["columns"][c];
        const auto& cells = table.columns[c];
        EXPECT_EQ(column["name"], table.names[c]);
        EXPECT_EQ(column["missing"], std::count(cells.begin(), cells.end(), "") > 0) << table.names[c];
        if (!column.contains("values")) continue;
        std::map<std::string, int> rows;
        for (const std::string& cell : cells) ++rows[cell];
        for (const std::string value : column["values"]) EXPECT_GE(rows[value], 5) << table.names[c];
        const std::size_t codes = column["values"].size() + column["pools"].size() + (column["pooled"] ? 1U : 0U) +
                                  (column["missing"] ? 1U : 0U);
        EXPECT_EQ(column["codes"], codes) << table.names[c];
    }
    std::set<std::string> placed;
    for (const auto& family : json["network"]) {
        EXPECT_LE(parents_of_data(family), 2U);
        for (const std::string parent : family["parents"]) EXPECT_TRUE(placed.contains(parent)) << parent;
        EXPECT_TRUE(placed.insert(family["child"]).second);
    }
    EXPECT_EQ(placed.size(), json["columns"].size() - 1) << "all but person_id";
}

TEST_F(Inspect, BifHoldsTheFrequenciesOfTheExtract) {
    describe_visits();
    expect_sound_bif();
    const CsvTable table = read_csv(file("visits.csv"));
    const BifNetwork network = parse_bif(view("--bif"));
    const BifTable& type = network.tables.at("visit_type");
    ASSERT_EQ(type.parents, std::vector<std::string>{"visit_concept_id"}) << "a visit's type follows from its concept";
    const auto& states = network.states.at("visit_type");
    for (const auto& [parent, probabilities] : type.rows) {
        const std::string concept_id = parent.front().substr(1);
        std::map<std::string, double> rows;
        double all = 0;
        for (std::size_t r = 0; r < table.rows(); ++r) {
            if (table.column("visit_concept_id")[r] != concept_id) continue;
            std::string word = table.column("visit_type")[r];
            std::replace(word.begin(), word.end(), ' ', '_');
            rows[word] += 1;
            all += 1;
        }
        ASSERT_GT(all, 0) << concept_id;
        for (std::size_t i = 0; i < states.size(); ++i) EXPECT_NEAR(probabilities[i], rows[states[i]] / all, 1e-6);
    }
}

TEST_F(Inspect, ModesWithoutNetwork) {
    describe_visits("independent");
    expect_sound_bif();
    const Json json = Json::parse(view("--json"));
    for (const auto& family : json["network"]) EXPECT_EQ(parents_of_data(family), 0U);
    describe_visits("random");
    EXPECT_TRUE(parse_bif(view("--bif")).states.empty());
    EXPECT_TRUE(Json::parse(view("--json"))["network"].empty());
}

TEST_F(Inspect, OddNamesAndValues) {
    describe_odd_names();
    expect_sound_bif();
    const Json json = Json::parse(view("--json"));
    EXPECT_EQ(json["columns"][0]["name"], "a \"b\"");
    EXPECT_EQ(json["columns"][5]["name"], "line\nend");
    EXPECT_EQ(json["columns"][7]["name"], "<b>&amp;");
}

TEST_F(Inspect, GraphvizDrawsTheNetwork) {
    describe_visits();
    expect_drawable();
}

TEST_F(Inspect, GraphvizDrawsOddNames) {
    describe_odd_names();
    expect_drawable();
}

TEST_F(Inspect, TextNamesEveryColumn) {
    describe_visits();
    const auto result = run({"inspect", "m.h5"});
    EXPECT_EQ(result.exit_code, 0);
    for (const std::string& name : read_csv(file("visits.csv")).names) {
        EXPECT_NE(result.out.find("\n" + name + " "), std::string::npos) << name;
    }
    EXPECT_NE(result.out.find("sensitive"), std::string::npos);
}

}  // namespace
}  // namespace replica::test
