// A job that is asked to stop, or killed, goes on by the same command, and ends with the same bytes.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/described_extract.hpp"
#include "tests/jobs/started_command.hpp"
#include "tests/jobs/text_file.hpp"

#include <csignal>
#include <functional>
#include <map>
#include <thread>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

constexpr int exit_stopped = 75;

std::map<std::string, std::string> files_of(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files[fs::relative(entry.path(), folder)] = read_text(entry.path());
    return files;
}

std::size_t count_files(const fs::path& folder, const std::string& begin) {
    std::size_t count = 0;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent))
        if (entry.path().filename().string().starts_with(begin)) ++count;
    return count;
}

class Stop : public CommandFixture {
protected:
    struct Ended {
        CommandResult result;
        std::string err;
        double seconds = 0;  ///< from the signal on
    };

    /// Starts a job and sends it a signal as soon as `ready` holds; SIGKILL waits until all of it is gone.
    Ended stopped(const Words& words, unsigned ranks, int number, const std::function<bool()>& ready) const {
        RunOptions options;
        options.directory = at(".");
        options.ranks = ranks;
        options.environment = {"TMPDIR=" + at(".").string(),
                               "OMPI_MCA_btl_vader_backing_directory=" + at(".").string()};
        StartedCommand run(replica_command(words, options), options, at("errors"));
        while (!run.has_ended() && !ready()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const auto begin = std::chrono::steady_clock::now();
        if (number == SIGKILL) {
            run.kill();
        } else {
            run.signal(number);
        }
        Ended ended{run.wait(), read_text(at("errors")), 0};
        ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return ended;
    }

    void make_model() const {
        make_extract(at("extract.csv"), 4000);
        expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    }

    [[nodiscard]] static Words generation(const std::string& out) {
        return {"generate", "m.h5", "--rows", "1500000", "--shard-rows", "30000", "--out", out};
    }

    [[nodiscard]] std::size_t parts_waiting(const std::string& out) const { return count_files(at(out), ".part-"); }
};

TEST_F(Stop, GenerateGoesOnOnOtherRanks) {
    make_model();
    expect_done(generation("whole"), 2);
    const auto expected = files_of(at("whole"));
    for (const auto& [number, ranks, other] :
         {std::tuple{SIGTERM, 1U, 3U}, std::tuple{SIGUSR1, 3U, 2U}, std::tuple{SIGKILL, 2U, 1U}}) {
        const auto ended = stopped(generation("out"), ranks, number, [&] { return parts_waiting("out") > 8; });
        if (number != SIGKILL) {
            EXPECT_EQ(ended.result.exit_code, exit_stopped) << ended.err;
            EXPECT_NE(ended.err.find("the same command goes on"), std::string::npos) << ended.err;
            EXPECT_LT(ended.seconds, 10);
        }
        EXPECT_FALSE(fs::exists(at("out") / "manifest.json"));
        const auto went_on = run(generation("out"), other);
        ASSERT_EQ(went_on.exit_code, 0) << went_on.err;
        EXPECT_NE(went_on.err.find("went on where an earlier run was stopped: "), std::string::npos) << went_on.err;
        EXPECT_TRUE(files_of(at("out")) == expected) << number;
        fs::remove_all(at("out"));
    }
}

TEST_F(Stop, WhatIsDamagedOrOfAnotherRunIsMadeAnew) {
    make_model();
    expect_done(generation("whole"));
    stopped(generation("out"), 1, SIGUSR1, [&] { return parts_waiting("out") > 8; });
    const std::size_t waiting = parts_waiting("out");
    ASSERT_GT(waiting, 3U);
    const fs::path first = at("out") / ".part-00000.csv.replica-partial";
    std::string text = read_text(first);
    text[text.size() / 2] ^= 1;
    write_text(first, text);
    fs::resize_file(at("out") / ".part-00001.csv.replica-partial", 100);
    auto went_on = run(generation("out"));
    EXPECT_NE(went_on.err.find(": " + std::to_string(waiting - 2) + " of 50 files"), std::string::npos) << went_on.err;
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));

    stopped(generation("other"), 1, SIGUSR1, [&] { return parts_waiting("other") > 3; });
    Words words = generation("other");
    words.insert(words.end(), {"--seed", "1"});
    went_on = run(words);
    EXPECT_EQ(went_on.exit_code, 0);
    EXPECT_EQ(went_on.err.find("went on"), std::string::npos) << went_on.err;
    EXPECT_EQ(count_files(at("other"), "."), 0U) << "the other run's parts are gone";
}

TEST_F(Stop, AKillWhileAnOlderReplicaIsReplacedMixesNothing) {
    make_model();
    const auto words = [](const std::string& rows, const std::string& out) {
        return Words{"generate", "m.h5", "--rows", "20000", "--shard-rows", rows, "--out", out, "--force"};
    };
    expect_done(words("10000", "whole"));
    // Two thousand old parts take a while to remove. Whenever the kill comes, the same command mends it.
    for (int attempt = 0; attempt < 3; ++attempt) {
        expect_done(words("10", "out"));
        stopped(words("10000", "out"), 1, SIGKILL, [&] { return !fs::exists(at("out") / "manifest.json"); });
        expect_done(words("10000", "out"));
        EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
    }
    // Half of the old parts gone, and none of the new ones there.
    expect_done(words("1000", "out"));
    fs::rename(at("out") / "manifest.json", at("out") / ".manifest-old.replica-partial");
    for (int part = 0; part < 10; ++part) fs::remove(at("out") / ("part-0000" + std::to_string(part) + ".csv"));
    Words unforced = words("10000", "out");
    unforced.pop_back();
    EXPECT_EQ(run(unforced).exit_code, 2);
    expect_done(words("10000", "out"));
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
}

TEST_F(Stop, TwoRunsDontWriteToOneFolder) {
    make_model();
    expect_done(generation("whole"));
    RunOptions options;
    options.directory = at(".");
    StartedCommand first(replica_command(generation("out"), options), options, at("errors"));
    while (!first.has_ended() && parts_waiting("out") < 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Words words = generation("out");
    words.insert(words.end(), {"--seed", "5", "--force"});
    const auto second = run(words);
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_NE(second.err.find("out is being written by another run"), std::string::npos) << second.err;
    EXPECT_EQ(first.wait().exit_code, 0);
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
}

TEST_F(Stop, ScratchHoldsPartsUntilTheyAreMoved) {
    make_model();
    expect_done(generation("whole"));
    fs::create_directory(at("scratch"));
    Words words = generation("out");
    words.insert(words.end(), {"--scratch", "scratch"});
    std::size_t seen = 0;
    stopped(words, 2, SIGKILL, [&] {
        seen = std::max(seen, count_files(at("scratch"), "replica."));
        return parts_waiting("out") > 8;
    });
    EXPECT_EQ(seen, 2U) << "a folder a rank";
    for (const auto& entry : fs::directory_iterator(at("scratch")))
        EXPECT_EQ(fs::status(entry).permissions(), fs::perms::owner_all);
    fs::remove_all(at("scratch"));
    EXPECT_EQ(run(words).exit_code, 2) << "there is no scratch";
    fs::create_directory(at("scratch"));
    const auto went_on = run(words, 3);
    EXPECT_NE(went_on.err.find("went on"), std::string::npos) << went_on.err;
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
    EXPECT_TRUE(fs::is_empty(at("scratch")));
}

TEST_F(Stop, AFullScratchLeavesNothing) {
    make_model();
    fs::create_directory(at("scratch"));
    RunOptions options;
    options.directory = at(".");
    options.wrapper = {"bash", "-c", "ulimit -f 20000; exec \"$@\"", "-"};  // KiB of any file: a part has 32 MB
    const auto result = run_replica(
        {"generate", "m.h5", "--rows", "600000", "--shard-rows", "300000", "--out", "out", "--scratch", "scratch"},
        options);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.err.find("(on node "), std::string::npos) << result.err;
    EXPECT_TRUE(fs::is_empty(at("scratch")));
    EXPECT_TRUE(!fs::exists(at("out")) || fs::is_empty(at("out")));
}

TEST_F(Stop, SimulateGoesOn) {
    const Words words = {
        "simulate", specification("omop_community_hospital.toml").string(), "--persons", "20000", "--shard-rows", "500",
        "--out"};
    const auto to = [&](const std::string& out) {
        Words all = words;
        all.push_back(out);
        return all;
    };
    expect_done(to("whole"), 2);
    const auto waiting = [&] { return count_files(at("out") / "person", ".part-") > 5; };
    EXPECT_EQ(stopped(to("out"), 2, SIGUSR1, waiting).result.exit_code, exit_stopped);
    EXPECT_FALSE(fs::exists(at("out") / "manifest.json"));
    const auto went_on = run(to("out"), 3);
    ASSERT_EQ(went_on.exit_code, 0) << went_on.err;
    EXPECT_NE(went_on.err.find("went on"), std::string::npos) << went_on.err;
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
}

TEST_F(Stop, DescribeKeepsWhatItCounted) {
    write_text(at("extract.csv"), dependent_extract(32, 100'000));
    const auto words = [](const std::string& model, const std::string& work) {
        return Words{
            "describe", "extract.csv",          "--epsilon", "none",      "--degree", "4", "--model", model, "--work",
            work,       "--checkpoint-seconds", "60",        "--threads", "1"};
    };
    expect_done(words("whole.h5", "w"), 2);
    for (const unsigned ranks : {1U, 3U}) {
        // Nothing is written before the first minute, but the lock tells that counting begins.
        const auto ended = stopped(words("m.h5", "work"), ranks, SIGUSR1, [&] {
            if (!fs::exists(at("work") / "histograms.lock")) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            return true;
        });
        ASSERT_EQ(ended.result.exit_code, exit_stopped) << ended.err;
        EXPECT_LT(ended.seconds, 10);
        EXPECT_FALSE(fs::exists(at("m.h5")));
        EXPECT_FALSE(fs::exists(at("work") / "histograms.lock"));
        const auto went_on = run(words("m.h5", "work"), 4 - ranks);
        ASSERT_EQ(went_on.exit_code, 0) << went_on.err;
        EXPECT_GT(remembered_sets(went_on.err), 0U) << went_on.err;
        EXPECT_TRUE(read_text(at("m.h5")) == read_text(at("whole.h5")));
        fs::remove(at("m.h5"));
        fs::remove_all(at("work"));
    }
}

TEST_F(Stop, EvaluateBeginsAgain) {
    make_extract(at("extract.csv"), 20'000);
    make_extract(at("synthetic.csv"), 20'000, 2);
    const Words words = {"evaluate", "--real", "extract.csv", "--synthetic", "synthetic.csv", "--out"};
    const auto to = [&](const std::string& out) {
        Words all = words;
        all.push_back(out);
        return all;
    };
    expect_done(to("whole"));
    Words logged = to("out");
    logged.insert(logged.end(), {"--log-json", "events.json"});
    // As soon as the first phase is over.
    const auto ended = stopped(logged, 2, SIGUSR1, [&] {
        return fs::exists(at("events.json")) && read_text(at("events.json")).find("profile") != std::string::npos;
    });
    EXPECT_EQ(ended.result.exit_code, exit_stopped) << ended.err;
    EXPECT_FALSE(fs::exists(at("out")));
    expect_done(to("out"), 2);
    EXPECT_TRUE(files_of(at("out")) == files_of(at("whole")));
}

}  // namespace
}  // namespace replica::test
