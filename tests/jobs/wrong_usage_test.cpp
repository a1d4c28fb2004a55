#include "tests/jobs/command_line.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

class WrongUsage : public testing::Test {
protected:
    void SetUp() override { write_text(folder_.path() / "good.csv", "a,b\n1,x\n2,y\n3,x\n"); }

    [[nodiscard]] CommandResult run(const Words& arguments, unsigned ranks = 1) const {
        return run_replica(arguments,
                           {.ranks = ranks, .timeout = std::chrono::seconds(60), .directory = folder_.path()});
    }

    // The sentence, the same on 1 and on 4 ranks, with exit code 2 and no file written.
    [[nodiscard]] std::string refusal(const Words& arguments) const {
        const auto before = read_folder(folder_.path());
        const auto alone = run(arguments);
        const auto four = run(arguments, 4);
        EXPECT_EQ(alone.exit_code, 2) << alone.err;
        EXPECT_EQ(four.exit_code, 2) << four.err;
        EXPECT_EQ(alone.out + four.out, "");
        EXPECT_EQ(refusal_of(four, 4), refusal_of(alone, 1));
        EXPECT_TRUE(read_folder(folder_.path()) == before) << "files were written or changed";
        EXPECT_LT(refusal_of(alone, 1).size(), 250U) << "a sentence is short";
        return refusal_of(alone, 1);
    }

    [[nodiscard]] std::string describe_refusal(const Words& more) const {
        Words arguments{"describe", "good.csv", "--epsilon", "none", "--model", "m.h5"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return refusal(arguments);
    }

    [[nodiscard]] std::string generate_refusal(const Words& more) const {
        Words arguments{"generate", "good.h5", "--out", "out"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return refusal(arguments);
    }

    TemporaryDirectory folder_;
};

#define EXPECT_BEGINS(text, beginning) EXPECT_EQ((text).substr(0, std::string(beginning).size()), beginning)

TEST_F(WrongUsage, Jobs) {
    EXPECT_BEGINS(
        refusal({}),
        "name a job: check, extract, deidentify, describe, generate, evaluate, compare, sweep, run, plan, simulate, "
        "profile, inspect, schema or import");
    EXPECT_BEGINS(
        refusal({"describ"}),
        "name a job: check, extract, deidentify, describe, generate, evaluate, compare, sweep, run, plan, simulate, "
        "profile, inspect, schema or import");
    EXPECT_BEGINS(refusal({"describe"}), "IN is required");
    EXPECT_BEGINS(refusal({"generate", "good.h5"}), "--out is required");
    EXPECT_BEGINS(refusal({"inspect"}), "MODEL is required");
    EXPECT_BEGINS(refusal({"schema", "none.csv"}), "none.csv doesn't exist");
}

TEST_F(WrongUsage, Epsilon) {
    EXPECT_BEGINS(refusal({"describe", "good.csv", "--model", "m.h5"}),
                  "describe needs --epsilon, which has no default since whoever releases decides: a number");
    for (const std::string epsilon : {"0", "1001", "inf", "nan", "None", "-1", "1x"}) {
        EXPECT_BEGINS(refusal({"describe", "good.csv", "--model", "m.h5", "--epsilon=" + epsilon}),
                      "--epsilon " + epsilon + " is neither none nor a number above 0, at most 1000");
    }
    EXPECT_BEGINS(
        refusal({"describe", "good.csv", "--model", "m.h5", "--epsilon", "1"}),
        "with --epsilon nothing is read off the data for free, and the schema doesn't say what these columns");
}

TEST_F(WrongUsage, OptionsOfDescribe) {
    EXPECT_BEGINS(describe_refusal({"--colour"}), "The following argument was not expected: --colour");
    EXPECT_BEGINS(describe_refusal({"--degree", "9"}), "--degree: Value 9 not in range 0 to 8");
    EXPECT_BEGINS(describe_refusal({"--degree", "two"}), "--degree: Value two not in range 0 to 8");
    EXPECT_BEGINS(describe_refusal({"--mode", "magic"}), "--mode: magic not in {random,independent,correlated,copula}");
    EXPECT_BEGINS(describe_refusal({"--score", "bic"}), "--score: bic not in {corrected,mi}");
    EXPECT_BEGINS(describe_refusal({"--threads", "-1"}), "--threads: Value -1 not in range 0 to 1024");
    EXPECT_BEGINS(describe_refusal({"--bins", "0"}), "--bins: Value 0 not in range 1 to 1000");
    EXPECT_BEGINS(describe_refusal({"--sep", "::"}), "--sep :: is no separator");
}

TEST_F(WrongUsage, OptionsOfGenerateAndInspect) {
    ASSERT_EQ(run({"describe", "good.csv", "--epsilon", "none", "--model", "good.h5"}).exit_code, 0);
    for (const std::string rows : {"many", "-1", "10.5", "5..6", "200%..100%", "-5%", "%", "nan%", "1e30%"}) {
        EXPECT_BEGINS(generate_refusal({"--rows=" + rows}), "--rows " + rows) << rows;
    }
    EXPECT_BEGINS(generate_refusal({"--shard-rows", "0"}), "--shard-rows: Value 0 not in range 1 to ");
    EXPECT_BEGINS(generate_refusal({"--format", "arrow"}), "--format: arrow not in {csv,parquet}");
    EXPECT_BEGINS(refusal({"inspect", "good.h5", "--json", "--dot"}), "Requires at most 1 options be given");
}

// What a job prints by --dump-config it reads by --config, and the command line goes first.
TEST_F(WrongUsage, ConfigurationFiles) {
    const Words given{"describe", "good.csv", "--epsilon", "none",    "--model", "m.h5", "--degree", "3",
                      "--mode",   "random",   "--null",    "unknown", "--null",  "x y",  "--bins",   "7"};
    Words dumping = given;
    dumping.emplace_back("--dump-config");
    const auto dumped = run(dumping);
    ASSERT_EQ(dumped.exit_code, 0) << dumped.err;
    write_text(folder_.path() / "job.toml", dumped.out);
    const auto again = run({"describe", "--config", "job.toml", "--dump-config"});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(again.out, dumped.out);
    const auto changed = run({"describe", "--config", "job.toml", "--bins", "9", "--dump-config"});
    EXPECT_NE(changed.out.find("bins=9"), std::string::npos) << changed.out;
    EXPECT_NE(changed.out.find("degree=3"), std::string::npos) << changed.out;
    ASSERT_EQ(run({"describe", "--config", "job.toml"}, 2).exit_code, 0);
    const auto model = run({"inspect", "m.h5", "--json"});
    EXPECT_NE(model.out.find("\"mode\": \"random\""), std::string::npos) << model.out;
}

TEST_F(WrongUsage, ConfigurationFilesThatAreWrong) {
    EXPECT_NE(describe_refusal({"--config", "none.toml"}).find("none.toml"), std::string::npos);
    write_text(folder_.path() / "job.toml", "[describe]\ncolour = 3\n");
    EXPECT_NE(describe_refusal({"--config", "job.toml"}).find("colour"), std::string::npos);
    write_text(folder_.path() / "job.toml", "[describe]\ndegree = 9\n");
    EXPECT_BEGINS(describe_refusal({"--config", "job.toml"}), "--degree: Value 9 not in range 0 to 8");
}

TEST_F(WrongUsage, HelpAndVersionAreNoErrors) {
    for (const Words& words : {Words{"--help"}, Words{"describe", "--help"}, Words{"--version"}}) {
        for (const unsigned ranks : {1U, 4U}) {
            const auto result = run(words, ranks);
            EXPECT_EQ(result.exit_code, 0);
            EXPECT_EQ(result.err, "");
            EXPECT_NE(result.out, "");
            EXPECT_EQ(result.out, run(words).out) << "one rank tells";
        }
    }
}

}  // namespace
}  // namespace replica::test
