// A chain of jobs from a file: what is unchanged is skipped, what isn't is done again.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/started_command.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Run : public CommandFixture {
protected:
    void write_job(const std::string& degree, const std::string& rows = "2000") const {
        write_text(at("job.toml"), "[describe]\nin = \"extract.csv\"\nepsilon = \"none\"\ndegree = " + degree +
                                       "\nmodel = \"m.h5\"\n[generate]\nmodel = \"m.h5\"\nrows = " + rows +
                                       "\nout = \"replica\"\n[report]\njob = \"evaluate\"\nreal = [\"extract.csv\"]\n"
                                       "synthetic = \"replica\"\nplots = true\nout = \"report\"\n");
    }

    /// The steps that are done, in order, with "-" before those that are skipped.
    [[nodiscard]] std::string steps(unsigned ranks = 1, const Words& more = {}) const {
        Words words{"run", "job.toml"};
        words.insert(words.end(), more.begin(), more.end());
        const auto result = run(words, ranks);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        std::istringstream in(result.err);
        std::string done;
        for (std::string line; std::getline(in, line);) {
            if (!line.starts_with("step ")) continue;
            const bool skipped = line.find("skipped") != std::string::npos;
            done += (skipped ? " -" : " ") + line.substr(5, line.find(':') - 5);
        }
        return done;
    }

    void expect_refused(const std::string& job, const std::string& sentence) const {
        write_text(at("job.toml"), job);
        for (const unsigned ranks : {1U, 3U}) {
            const auto result = run({"run", "job.toml"}, ranks);
            EXPECT_EQ(result.exit_code, 2) << job;
            EXPECT_NE(result.err.find("replica: job.toml" + sentence), std::string::npos) << result.err;
        }
    }
};

TEST_F(Run, OnlyWhatChangedIsDoneAgain) {
    make_extract(at("extract.csv"), 500);
    write_job("2");
    EXPECT_EQ(steps(2), " describe generate report");
    EXPECT_TRUE(fs::exists(at("report") / "plots"));
    EXPECT_EQ(steps(), " -describe -generate -report");
    write_job("2", "3000");
    EXPECT_EQ(steps(3), " -describe generate report");
    write_job("1", "3000");
    EXPECT_EQ(steps(), " describe generate report");
    // The bytes are those of the jobs by hand.
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--degree", "1", "--model", "hand.h5"});
    EXPECT_TRUE(read_text(at("m.h5")) == read_text(at("hand.h5")));
    make_extract(at("extract.csv"), 600);
    EXPECT_EQ(steps(), " describe generate report");
    fs::remove(at("replica") / "manifest.json");
    fs::remove(at("replica") / "part-00000.csv");
    EXPECT_EQ(steps(), " -describe generate report") << "an output that is gone is made again";
    EXPECT_EQ(steps(1, {"--force"}), " -describe -generate -report") << "it is no reason to do things again";
}

TEST_F(Run, WhatItHasNotWrittenStays) {
    make_extract(at("extract.csv"), 500);
    write_job("1");
    write_text(at("m.h5"), "somebody else's");
    const auto result = run({"run", "job.toml"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("m.h5 exists; --force overwrites it"), std::string::npos) << result.err;
    EXPECT_EQ(read_text(at("m.h5")), "somebody else's");
    fs::remove(at("m.h5"));
    EXPECT_EQ(steps(), " describe generate report");
    // Changed by hand since: not to be overwritten unasked.
    write_text(at("m.h5"), "somebody else's");
    EXPECT_EQ(run({"run", "job.toml"}).exit_code, 2);
    EXPECT_EQ(read_text(at("m.h5")), "somebody else's");
}

// The second time over, too, when what it had written is there.
TEST_F(Run, AStepThatWasStoppedGoesOn) {
    make_extract(at("extract.csv"), 3000);
    write_job("1");
    EXPECT_EQ(steps(), " describe generate report");
    write_text(at("job.toml"), "[generate]\nmodel = \"m.h5\"\nrows = 1500000\nshard-rows = 30000\nout = \"replica\"\n");
    RunOptions options;
    options.directory = at(".");
    StartedCommand started(replica_command({"run", "job.toml"}, options), options, at("errors"));
    const auto waits = [&] {
        std::error_code gone;
        const auto parts = fs::directory_iterator(at("replica"), gone);
        return std::count_if(begin(parts), end(parts),
                             [](const auto& entry) { return entry.path().filename().string().starts_with(".part-"); });
    };
    while (!started.has_ended() && waits() < 5) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    started.signal(SIGUSR1);
    EXPECT_EQ(started.wait().exit_code, 75) << read_text(at("errors"));
    const auto went_on = run({"run", "job.toml"});
    EXPECT_EQ(went_on.exit_code, 0) << went_on.err;
    EXPECT_NE(went_on.err.find("went on where an earlier run was stopped"), std::string::npos) << went_on.err;
    EXPECT_EQ(steps(), " -generate");
}

TEST_F(Run, AFailingStepEndsTheChain) {
    write_text(at("extract.csv"), "a,b\n1,2\n3\n");
    write_job("1");
    const auto result = run({"run", "job.toml"}, 2);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("step describe"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("step generate"), std::string::npos) << result.err;
    EXPECT_FALSE(fs::exists(at("replica")));
}

TEST_F(Run, AfterAFailureWhatWasWrittenBeforeIsStillItsOwn) {
    make_extract(at("extract.csv"), 500);
    write_job("1");
    EXPECT_EQ(steps(), " describe generate report");
    const std::string good = read_text(at("extract.csv"));
    write_text(at("extract.csv"), "a,b\n1,2\n3\n");
    EXPECT_EQ(run({"run", "job.toml"}).exit_code, 2);
    write_text(at("extract.csv"), good);
    EXPECT_EQ(steps(2), " describe generate report") << "mended, it goes on over its own model";
}

TEST_F(Run, AllOfTheFileIsCheckedFirst) {
    make_extract(at("extract.csv"), 100);
    const std::string good = "[describe]\nin = \"extract.csv\"\nepsilon = \"none\"\nmodel = \"m.h5\"\n";
    expect_refused("", " has no step");
    expect_refused(good + "[draw]\n", ", line 5: step \"draw\": \"draw\" is no job of a chain");
    expect_refused(good + "[generate]\nmodle = \"m.h5\"\n",
                   ", line 6: step \"generate\": modle is no option of generate");
    expect_refused(good + "[generate]\nmodel = \"m.h5\"\n", ": step generate: --out is required");
    expect_refused(good + "[generate]\nmodel = \"m.h5\"\nout = true\n",
                   ", line 7: step \"generate\": out takes a value");
    expect_refused(good + "[generate]\nmodel = \"m.h5\"\nout = \"o\"\nseed = -1\n",
                   ": step generate: --seed: -1 is no whole");
    expect_refused("describe = 1\n", ", line 1: step \"describe\": is no table");
    expect_refused(good + "[generate\n", "");
    expect_refused(good + "[generate]\nMODEL = \"m.h5\"\n", ", line 6: step \"generate\": MODEL is no option");
    expect_refused(good + "[generate]\nhelp = true\n", ", line 6: step \"generate\": help is no option");
    expect_refused(good + "[generate]\nforce = \"yes\"\n", ", line 6: step \"generate\": force is true or false");
    EXPECT_FALSE(fs::exists(at("m.h5"))) << "nothing is run before all is right";
    EXPECT_FALSE(fs::exists(at("job.toml.done")));
}

}  // namespace
}  // namespace replica::test
