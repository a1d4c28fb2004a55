// Batch jobs that are stopped, preempted, or lose a node or a rank, on a real SLURM: they start again by themselves, go
// on where they were, and end with the bytes of an undisturbed run.
#include "tests/jobs/described_extract.hpp"
#include "tests/slurm/on_slurm.hpp"

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Interrupted : public OnSlurm {
protected:
    void make_model() const {
        make_extract(at("extract.csv"), 3000);
        expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5"});
    }

    // Some five seconds on two cores, in parts of a tenth of a second.
    [[nodiscard]] static std::string generation(const std::string& out) {
        return "generate m.h5 --rows 6000000 --shard-rows 60000 --out " + out;
    }
    void make_replica() const {
        expect_done({"generate", "m.h5", "--rows", "6000000", "--shard-rows", "60000", "--out", "whole"});
    }
    void wait_for_parts(const std::string& out) const {
        EXPECT_TRUE(wait_until([&] { return parts_waiting(out) > 10; }));
    }

    // Some ten seconds of counting on two cores.
    void make_wide_extract() const { write_text(at("wide.csv"), dependent_extract(42, 50'000)); }
    [[nodiscard]] static std::string description(const std::string& model) {
        return "describe wide.csv --epsilon none --degree 4 --checkpoint-seconds 1 --model " + model;
    }
    void expect_described(const std::string& model) const {
        expect_done({"describe", "wide.csv", "--epsilon", "none", "--degree", "4", "--model", "whole.h5"});
        EXPECT_TRUE(read_text(at(model)) == read_text(at("whole.h5")));
        EXPECT_NE(cluster().printed().find(" remembers "), std::string::npos) << "it went on";
    }
    void wait_for_counts(const std::string& model) const {
        EXPECT_TRUE(wait_until([&] { return fs::exists(at(model + ".work") / "histograms.h5"); }));
    }

    void expect_gone_on(const std::string& job, int restarts) const {
        const BatchJob ended = cluster().wait(job);
        EXPECT_EQ(ended.state, "COMPLETED");
        EXPECT_EQ(ended.exit_code, 0);
        EXPECT_EQ(ended.restarts, restarts);
    }
    void expect_generated(const std::string& out, const std::string& lost = "") const {
        EXPECT_TRUE(files_of(out) == files_of("whole"));
        EXPECT_NE(cluster().printed().find("went on where an earlier run was stopped"), std::string::npos);
        for (const std::string node : {"n1", "n2", "n3", "n4"}) {
            if (node == lost) continue;
            for (const auto& entry : fs::directory_iterator(cluster().state() / "tmp" / node))
                EXPECT_FALSE(entry.path().filename().string().starts_with("replica.")) << "scratch of " << node;
        }
    }
};

TEST_F(Interrupted, AskedToStopTheyStartAgain) {
    make_model();
    make_replica();
    make_wide_extract();
    const std::string describing = cluster().submit(two_nodes + description("wide.h5"));
    wait_for_counts("wide.h5");
    cluster().run("scancel --batch --signal=USR1 " + describing);
    const std::string generating = cluster().submit(two_nodes + generation("replica"));
    wait_for_parts("replica");
    cluster().run("scancel --batch --signal=USR1 " + generating);
    expect_gone_on(describing, 1);
    expect_gone_on(generating, 1);
    expect_described("wide.h5");
    expect_generated("replica");
    EXPECT_NE(cluster().printed().find("exit code 75 after"), std::string::npos);
    EXPECT_EQ(read_text(at("replica.run") / generating / "hosts").find("start 1: 2 nodes"),
              read_text(at("replica.run") / generating / "hosts").find("start 1"));
}

TEST_F(Interrupted, NoMoreOftenThanAllowed) {
    make_wide_extract();
    write_text(at("site.env"), ". " REPLICA_SLURM "/site.env\nMAX_RESTARTS=0\n");
    const auto submitted = cluster().run("REPLICA_SITE=$PWD/site.env bash " REPLICA_SLURM "/submit.sh " +
                                         (two_nodes + description("wide.h5")));
    const std::string job = submitted.out.substr(0, submitted.out.find('\n'));
    wait_for_counts("wide.h5");
    cluster().run("scancel --batch --signal=USR1 " + job);
    const BatchJob ended = cluster().wait(job);
    EXPECT_EQ(ended.state, "FAILED");
    EXPECT_EQ(ended.exit_code, 75);
    EXPECT_NE(cluster().printed().find("stopped again after 0 restarts"), std::string::npos);
}

TEST_F(Interrupted, PreemptedTheyGiveWay) {
    make_model();
    make_replica();
    const std::string low =
        cluster().submit("--partition=low --nodes=4 --ntasks-per-node=1 --cpus-per-task=2 " + generation("replica"));
    wait_for_parts("replica");
    const std::string urgent = cluster().submit(
        "--partition=main --nodes=4 --ntasks-per-node=1 --cpus-per-task=2 "
        "describe extract.csv --epsilon none --model urgent.h5");
    EXPECT_EQ(cluster().wait(urgent).state, "COMPLETED");
    expect_gone_on(low, 1);
    expect_generated("replica");
}

// However fast the machine is: the program stands still until SLURM has asked it to stop.
TEST_F(Interrupted, ATimeLimitIsNoEnd) {
    make_wide_extract();
    const std::string job =
        cluster().submit(std::string(two_nodes) + "--time=1 --signal=B:USR1@40 " + description("wide.h5"));
    wait_for_counts("wide.h5");
    const auto send = [&](int signal) {
        for (const char* node : {"n1", "n2"})
            for (const pid_t process : cluster().programs_on(node)) ::kill(process, signal);
    };
    send(SIGSTOP);
    const bool asked =
        wait_until([&] { return cluster().printed().find("asking the job to stop") != std::string::npos; },
                   std::chrono::seconds(90));
    send(SIGCONT);
    EXPECT_TRUE(asked);
    const BatchJob ended = cluster().wait(job, std::chrono::seconds(120));
    EXPECT_EQ(ended.state, "COMPLETED");
    EXPECT_GE(ended.restarts, 1);
    expect_described("wide.h5");
}

// scancel means it, and leaves what a later job goes on from.
TEST_F(Interrupted, CancelledTheyStayAway) {
    make_model();
    make_replica();
    const std::string job = cluster().submit(two_nodes + generation("replica"));
    wait_for_parts("replica");
    cluster().run("scancel " + job);
    EXPECT_EQ(cluster().wait(job).state, "CANCELLED");
    EXPECT_TRUE(wait_until([&] { return cluster().run("squeue --noheader").out.empty(); }));
    expect_gone_on(cluster().submit(two_nodes + generation("replica")), 0);
    expect_generated("replica");
}

TEST_F(Interrupted, ALostNodesPartsAreMadeByOthers) {
    make_model();
    make_replica();
    const std::string job = cluster().submit(two_nodes + generation("replica"));
    wait_for_parts("replica");
    cluster().cut("n2");
    expect_gone_on(job, 1);
    expect_generated("replica", "n2");
    EXPECT_NE(read_text(at("replica.run") / job / "hosts").find("n3"), std::string::npos);
}

TEST_F(Interrupted, ALostNodesCountsAreKept) {
    make_wide_extract();
    const std::string job = cluster().submit(two_nodes + description("wide.h5"));
    wait_for_counts("wide.h5");
    cluster().cut("n2");
    expect_gone_on(job, 1);
    expect_described("wide.h5");
}

TEST_F(Interrupted, AKilledRankEndsTheJob) {
    make_model();
    make_replica();
    const std::string job = cluster().submit(two_nodes + generation("replica"));
    wait_for_parts("replica");
    const auto programs = cluster().programs_on("n2");
    ASSERT_FALSE(programs.empty());
    const auto begin = std::chrono::steady_clock::now();
    for (const pid_t process : programs) ::kill(process, SIGKILL);
    const BatchJob ended = cluster().wait(job);
    EXPECT_EQ(ended.state, "FAILED");
    EXPECT_EQ(ended.exit_code, 137);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    EXPECT_TRUE(cluster().programs_on("n1").empty());
    expect_gone_on(cluster().submit(two_nodes + generation("replica")), 0);
    expect_generated("replica");
}

}  // namespace
}  // namespace replica::test
