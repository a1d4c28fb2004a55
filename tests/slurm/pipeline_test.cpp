// The chain of batch jobs on a real SLURM, and what it does where a step can't succeed.
#include "tests/jobs/another_build.hpp"
#include "tests/slurm/on_slurm.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Pipeline : public OnSlurm {
protected:
    /// Ids of the three jobs, in order.
    [[nodiscard]] std::vector<std::string> submit_pipeline(const std::string& words) const {
        const auto submitted = cluster().run("bash " REPLICA_SLURM "/pipeline.sh " + words);
        EXPECT_EQ(submitted.exit_code, 0) << submitted.err;
        std::istringstream in(submitted.out);
        std::vector<std::string> ids;
        for (std::string step, id; in >> step >> id;) ids.push_back(id);
        return ids;
    }
};

/// The columns of a table whose names hold a word.
std::string columns_of(const std::string& table, const std::string& word) {
    std::istringstream lines(table);
    std::vector<std::size_t> wanted;
    std::string found;
    bool is_header = true;
    for (std::string line; std::getline(lines, line); is_header = false) {
        std::istringstream fields(line);
        std::size_t index = 0;
        for (std::string field; std::getline(fields, field, ','); ++index) {
            if (is_header && field.find(word) != std::string::npos) wanted.push_back(index);
            if (std::find(wanted.begin(), wanted.end(), index) != wanted.end()) found += field + " ";
        }
        found += "\n";
    }
    return wanted.empty() ? "" : found;
}

TEST_F(Pipeline, WritesWhatARunByHandWrites) {
    make_extract(at("extract.csv"), 3000);
    const auto ids =
        submit_pipeline(std::string(two_nodes) +
                        "--out run extract.csv --epsilon none --degree 2 -- --rows 20000 --shard-rows 3000 -- --plots");
    ASSERT_EQ(ids.size(), 3U);
    for (const std::string& id : ids) {
        const BatchJob job = cluster().wait(id);
        EXPECT_EQ(job.state, "COMPLETED") << id;
        EXPECT_EQ(job.exit_code, 0);
    }
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--degree", "2", "--model", "m.h5"});
    expect_done({"generate", "m.h5", "--rows", "20000", "--shard-rows", "3000", "--out", "replica"});
    EXPECT_TRUE(read_text(at("run/model.h5")) == read_text(at("m.h5")));
    EXPECT_TRUE(files_of("run/replica") == files_of("replica"));
    EXPECT_TRUE(fs::exists(at("run/report/report.html")));
    EXPECT_FALSE(fs::is_empty(at("run/report/plots")));

    const fs::path record = at("run/replica.run") / ids[1];
    EXPECT_NE(read_text(record / "command").find("generate run/model.h5"), std::string::npos);
    EXPECT_NE(read_text(record / "options.toml").find("shard-rows=3000"), std::string::npos);
    EXPECT_NE(read_text(record / "versions").find("replica 0"), std::string::npos);
    EXPECT_EQ(read_text(record / "hosts"), "start 0: 2 nodes x 1 ranks x 2 threads, srun\nn1\nn2\n");
    EXPECT_NE(read_text(record / "timings").find("start 0: exit code 0 after "), std::string::npos);
    EXPECT_NE(read_text(record / "events-0.json").find("\"phase\":\"generate\""), std::string::npos);
    for (const char* node : {"n1", "n2"}) EXPECT_TRUE(fs::is_empty(cluster().state() / "tmp" / node)) << node;
}

TEST_F(Pipeline, MpirunIsAChoice) {
    make_extract(at("extract.csv"), 1000);
    write_text(at("site.env"), ". " REPLICA_SLURM "/site.env\nLAUNCHER=mpirun\nRANKS_PER_NODE=2\n");
    const auto submitted = cluster().run("REPLICA_SITE=$PWD/site.env bash " REPLICA_SLURM "/submit.sh " +
                                         std::string(two_nodes) + "describe extract.csv --epsilon none --model m.h5");
    ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
    const std::string id = submitted.out.substr(0, submitted.out.find('\n'));
    EXPECT_EQ(cluster().wait(id).state, "COMPLETED");
    EXPECT_EQ(read_text(at("m.h5.run") / id / "hosts"), "start 0: 2 nodes x 2 ranks x 1 threads, mpirun\nn1\nn2\n");
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "hand.h5"});
    EXPECT_TRUE(read_text(at("m.h5")) == read_text(at("hand.h5")));
}

TEST_F(Pipeline, AFailingFirstStepLeavesNothingPending) {
    write_text(at("extract.csv"), "a,b\n1,2\n3\n");
    const auto ids = submit_pipeline(std::string(two_nodes) + "--out run extract.csv --epsilon none");
    ASSERT_EQ(ids.size(), 3U);
    const BatchJob first = cluster().wait(ids[0]);
    EXPECT_EQ(first.state, "FAILED");
    EXPECT_EQ(first.exit_code, 2);
    for (const std::size_t step : {1U, 2U}) EXPECT_EQ(cluster().wait(ids[step]).state, "CANCELLED");
    EXPECT_EQ(cluster().run("squeue --noheader").out, "");
    EXPECT_NE(cluster().printed().find("replica: extract.csv"), std::string::npos) << "a sentence of the program";
    EXPECT_FALSE(fs::exists(at("run/model.h5")));
}

// A job that SLURM puts back overwrites nothing that was there before it.
TEST_F(Pipeline, WhatWasThereStays) {
    make_extract(at("extract.csv"), 100);
    write_text(at("precious.h5"), "precious");
    const std::string job =
        cluster().submit(std::string(two_nodes) + "describe extract.csv --epsilon none --model precious.h5");
    EXPECT_EQ(cluster().wait(job).exit_code, 2);
    cluster().run("scontrol requeue " + job);
    EXPECT_TRUE(wait_until([&] { return cluster().look(job).restarts == 1; }));
    EXPECT_EQ(cluster().wait(job).exit_code, 2);
    EXPECT_EQ(read_text(at("precious.h5")), "precious");
    const auto is_its_owners_alone = [](const fs::path& path) {
        return (fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none;
    };
    EXPECT_TRUE(is_its_owners_alone(at("precious.h5.run")));
    for (const auto& entry : fs::directory_iterator(at("."))) {
        if (entry.path().extension() != ".out") continue;
        EXPECT_TRUE(is_its_owners_alone(entry.path()));
    }
}

TEST_F(Pipeline, APartitionThatIsNoneIsToldAtOnce) {
    make_extract(at("extract.csv"), 100);
    write_text(at("site.env"), ". " REPLICA_SLURM "/site.env\nPARTITION=gpu\n");
    const auto refused = cluster().run("REPLICA_SITE=$PWD/site.env bash " REPLICA_SLURM
                                       "/pipeline.sh --out run extract.csv --epsilon none");
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refused.err,
              "submit.sh: site.env names partition gpu, which this cluster doesn't have; it has: low main\n");
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(cluster().run("squeue --noheader").out, "");
    EXPECT_FALSE(fs::exists(at("run")) && !fs::is_empty(at("run")));
}

/// Nodes that aren't alike.
class Nodes : public Pipeline {
protected:
    void make_model() const {
        make_extract(at("extract.csv"), 2000);
        expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5"});
    }
    /// A scratch folder that isn't there yet, for site.env.
    [[nodiscard]] fs::path scratch_of(const std::string& node) const {
        return cluster().state() / "tmp" / node / "job";
    }
    /// Runs `words` on two nodes, with such scratch folders; how it ended.
    [[nodiscard]] BatchJob run_job(const std::string& words) const {
        write_text(at("site.env"), ". " REPLICA_SLURM "/site.env\nSCRATCH='" + (cluster().state() / "tmp").string() +
                                       "/$SLURMD_NODENAME/job'\n");
        const auto submitted =
            cluster().run("REPLICA_SITE=$PWD/site.env bash " REPLICA_SLURM "/submit.sh " + (two_nodes + words));
        EXPECT_EQ(submitted.exit_code, 0) << submitted.err;
        return cluster().wait(submitted.out.substr(0, submitted.out.find('\n')));
    }
    /// Mounts something that only processes of the node see.
    void mount_on(const std::string& node, const std::string& words) const {
        const std::string first = "$(cat $(cat " + (cluster().state() / "run" / (node + ".pid")).string() +
                                  " | sed 's|.*|/proc/&/task/&/children|'))";
        const auto mounted = cluster().run("nsenter --mount --target " + first + " mount " + words);
        ASSERT_EQ(mounted.exit_code, 0) << mounted.err;
    }
    void expect_nothing_left() const {
        EXPECT_TRUE(!fs::exists(at("replica")) || fs::is_empty(at("replica")));
        for (const char* node : {"n1", "n2"}) {
            EXPECT_TRUE(!fs::exists(scratch_of(node)) || fs::is_empty(scratch_of(node))) << node;
        }
    }
};

TEST_F(Nodes, WithoutScratchIsTold) {
    make_model();
    fs::create_directories(scratch_of("n1"));
    const BatchJob job = run_job("generate m.h5 --rows 20000 --shard-rows 500 --out replica");
    EXPECT_EQ(job.state, "FAILED");
    EXPECT_EQ(job.exit_code, 2);
    EXPECT_NE(cluster().printed().find("replica: --scratch " + scratch_of("n2").string() + " on n2 is not a folder"),
              std::string::npos);
    expect_nothing_left();
    EXPECT_FALSE(fs::exists(at("replica")));
}

TEST_F(Nodes, WithAFullScratchIsTold) {
    make_model();
    for (const char* node : {"n1", "n2"}) fs::create_directories(scratch_of(node));
    mount_on("n2", "-t tmpfs -o size=64k full " + scratch_of("n2").string());
    const BatchJob job = run_job("generate m.h5 --rows 200000 --shard-rows 10000 --out replica");
    EXPECT_EQ(job.state, "FAILED");
    EXPECT_EQ(job.exit_code, 1);
    EXPECT_NE(cluster().printed().find("No space left on device; free some space and run again (on node n2"),
              std::string::npos);
    expect_nothing_left();
}

TEST_F(Nodes, WithAnotherBuildIsTold) {
    make_model();
    for (const char* node : {"n1", "n2"}) fs::create_directories(scratch_of(node));
    copy_as_another_build(program(), at("other"));
    mount_on("n2", "--bind " + at("other").string() + " " + program().string());
    const BatchJob job = run_job("generate m.h5 --rows 20000 --out replica");
    EXPECT_EQ(job.state, "FAILED");
    EXPECT_EQ(job.exit_code, 2);
    EXPECT_NE(cluster().printed().find("replica: node n2 runs another build of replica than node n1"),
              std::string::npos);
    expect_nothing_left();
}

// An array of three elements, two at a time: what the last one gathers is what one job makes, but for time and memory.
TEST_F(Pipeline, AnArrayOfASweepGathersAtItsEnd) {
    make_extract(at("extract.csv"), 600);
    write_text(at("sweep.toml"),
               "[[extracts]]\nname = \"visits\"\npath = \"extract.csv\"\n[axes]\n"
               "degree = [1, 2, 3]\nmissing = [\"source\", \"none\"]\n");
    const std::string array =
        cluster().submit("--array=1-3%2 --nodes=1 --cpus-per-task=2 sweep sweep.toml --out swept");
    EXPECT_TRUE(wait_until([&] { return cluster().run("squeue --noheader").out.empty(); }, std::chrono::seconds(90)));
    for (const char* element : {"_1", "_2", "_3"}) EXPECT_EQ(cluster().wait(array + element).state, "COMPLETED");
    expect_done({"sweep", "sweep.toml", "--out", "alone"});
    const std::string table = read_text(at("swept/sweep.csv"));
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 7);
    EXPECT_TRUE(fs::exists(at("swept/sweep.html")));
    EXPECT_EQ(columns_of(table, "tvd"), columns_of(read_text(at("alone/sweep.csv")), "tvd"));
    EXPECT_NE(columns_of(table, "tvd"), "");
}

}  // namespace
}  // namespace replica::test
