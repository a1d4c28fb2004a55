#include "io/sweep/sweep_toml.hpp"

#include "engine/error.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

class SweepToml : public testing::Test {
protected:
    [[nodiscard]] SweepSpec read(const std::string& text) const {
        write_text(folder_.path() / "sweep.toml", text);
        return read_sweep(folder_.path() / "sweep.toml");
    }

    [[nodiscard]] std::string refusal(const std::string& text) const {
        try {
            static_cast<void>(read(text));
        } catch (const InputError& error) {
            std::string sentence = error.what();
            const std::string path = (folder_.path() / "sweep.toml").string();
            EXPECT_TRUE(sentence.starts_with(path)) << sentence;
            return sentence.substr(path.size());
        }
        return "nothing";
    }

    TemporaryDirectory folder_;
};

const std::string one_extract = "[[extracts]]\npath = \"a.csv\"\n";

TEST_F(SweepToml, ReadsAllThereIs) {
    const SweepSpec sweep = read(R"(
seed = 7
synthetic-rows = "50%"
[[extracts]]
name = "whole"
path = ["a.csv", "/data/b.csv"]
null = ["?"]
sep = "tab"
quoting = "none"
escapes = "backslash"
schema = "s.toml"
[[extracts]]
spec = "spec.toml"
[axes]
degree = [1, 2]
rows = [10, 20]
missing = ["source", "none", "20%"]
epsilon = ["none", 1, "0.5"]
ranks = [1, 2]
threads = [1, 4]
store = ["warm", "cold"]
[privacy]
budget = "b.json"
total-epsilon = 10
unit = "person_id"
max-rows-per-unit = 8
)");
    EXPECT_EQ(sweep.seed, 7U);
    EXPECT_EQ(sweep.synthetic_rows, "50%");
    ASSERT_EQ(sweep.extracts.size(), 2U);
    EXPECT_EQ(sweep.extracts[0].paths, (std::vector<std::string>{(folder_.path() / "a.csv").string(), "/data/b.csv"}));
    EXPECT_EQ(sweep.extracts[0].schema, (folder_.path() / "s.toml").string());
    EXPECT_EQ(sweep.extracts[0].missing_tokens, std::vector<std::string>{"?"});
    EXPECT_EQ(sweep.extracts[1].name, "extract 2");
    EXPECT_EQ(sweep.extracts[1].spec, (folder_.path() / "spec.toml").string());
    EXPECT_EQ(sweep.axes.epsilon, (std::vector<std::string>{"none", "1", "0.5"}));
    EXPECT_EQ(sweep.axes.store, (std::vector<StoreState>{StoreState::cold, StoreState::warm}));
    EXPECT_EQ(sweep.privacy.total_epsilon, 10);
    EXPECT_EQ(sweep.privacy.max_rows, 8U);
    // 2 extracts x 2 rows x 3 missing x 2 ranks x 2 threads x 2 degrees, each with two stores and two epsilons.
    EXPECT_EQ(points_of(sweep.grid()).size(), 96U * 4);
}

TEST_F(SweepToml, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(refusal("seed = 1\n"),
              ": extracts is needed: a table [[extracts]] with a path or a spec for each source");
    EXPECT_EQ(
        refusal("[[extracts]]\nname = \"x\"\n"),
        ", line 1: extract \"1\": path or spec is needed, one of them: files to learn from, or a specification to "
        "simulate");
    EXPECT_EQ(
        refusal(one_extract + "colour = 3\n"),
        ", line 3: extract \"1\": \"colour\" is no key here; there are escapes, name, null, path, quoting, schema, "
        "sep, spec.");
    EXPECT_EQ(refusal(one_extract + "[axes]\ndegree = [1, 9]\n"),
              ", line 4: table \"axes\": degree must be an array of whole numbers from 1 to 8");
    EXPECT_EQ(refusal(one_extract + "[axes]\ndegree = 2\n"),
              ", line 4: table \"axes\": degree must be an array of whole numbers from 1 to 8");
    EXPECT_EQ(refusal(one_extract + "[axes]\nrows = [10, 10]\n"),
              ", line 4: table \"axes\": rows has a value twice; leave one out");
    EXPECT_EQ(refusal(one_extract + "[axes]\nrows = []\n"),
              ", line 4: table \"axes\": rows has no values; give some, or leave the axis out");
    EXPECT_EQ(refusal(one_extract + "[axes]\nstore = [\"hot\"]\n"),
              ", line 4: table \"axes\": store must be \"cold\" or \"warm\", and not \"hot\"");
    EXPECT_EQ(refusal(one_extract + "[axes]\nmissing = [\"some\"]\n"),
              ", line 4: table \"axes\": missing must be source, none or a rate such as \"20%\", and not \"some\"");
    EXPECT_EQ(refusal(one_extract + "[axes]\nepsilon = [\"-1\"]\n"),
              ", line 4: table \"axes\": epsilon must be \"none\" or numbers above 0, at most 1000, and not \"-1\"");
    EXPECT_EQ(refusal(one_extract + "[axes]\nepsilon = [1]\n"),
              ": privacy needs budget and total-epsilon, since each point with an epsilon spends of them");
    EXPECT_EQ(refusal(one_extract + "schema = \"s.toml\"\n[axes]\ncolumns = [3]\n"),
              ", line 4: axes can't vary columns where an extract has a schema, which names them all");
    EXPECT_EQ(refusal(one_extract + one_extract + "name = \"extract 1\"\n"),
              ", line 1: extracts has two of the name extract 1; give each its own");
    EXPECT_EQ(refusal("x ="),
              ", line 1: this isn't TOML: Error while parsing key-value pair: encountered end-of-file.");
}

TEST_F(SweepToml, KnowsASweepAgainByItsFiles) {
    write_text(folder_.path() / "a.csv", "a,b\n1,2\n");
    const std::string first = sweep_identity(read(one_extract), "1");
    EXPECT_EQ(sweep_identity(read(one_extract), "1"), first);
    EXPECT_NE(sweep_identity(read(one_extract), "2"), first);
    EXPECT_NE(sweep_identity(read(one_extract + "[axes]\ndegree = [1]\n"), "1"), first);
    write_text(folder_.path() / "a.csv", "a,b\n1,2\n3,4\n");
    EXPECT_NE(sweep_identity(read(one_extract), "1"), first);
}

std::string without_missing(std::string text) {
    text.erase(0, text.find("rows ="));
    const std::string line = "missing = 0.1\n";
    for (auto at = text.find(line); at != std::string::npos; at = text.find(line)) text.erase(at, line.size());
    return text;
}

// The ready sweep varies what it says, and its two sources differ in nothing else.
TEST_F(SweepToml, ReadsTheReadySweep) {
    const SweepSpec sweep = read_sweep(specification("../sweeps/degrees.toml"));
    EXPECT_EQ(points_of(sweep.grid()).size(), 12U);
    ASSERT_EQ(sweep.extracts.size(), 2U);
    EXPECT_EQ(without_missing(read_text(sweep.extracts[0].spec)), without_missing(read_text(sweep.extracts[1].spec)));
}

}  // namespace
}  // namespace replica::test
