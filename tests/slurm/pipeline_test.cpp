// The chain of batch jobs on a real SLURM, and what it does where a step can't succeed.
#include "tests/slurm/on_slurm.hpp"

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

TEST_F(Pipeline, NodesMustBeAlike) {
    make_extract(at("extract.csv"), 2000);
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5"});
    const std::string scratch = cluster().state() / "tmp";
    fs::remove_all(fs::path(scratch) / "n2");
    write_text(at("site.env"), ". " REPLICA_SLURM "/site.env\nSCRATCH='" + scratch + "/$SLURMD_NODENAME/job'\n");
    const std::string submit = "REPLICA_SITE=$PWD/site.env bash " REPLICA_SLURM "/submit.sh " + std::string(two_nodes);
    // Scratch that is missing on one node.
    fs::create_directories(fs::path(scratch) / "n1" / "job");
    fs::create_directories(fs::path(scratch) / "n2");
    auto submitted = cluster().run(submit + "generate m.h5 --rows 20000 --shard-rows 500 --out replica");
    BatchJob job = cluster().wait(submitted.out.substr(0, submitted.out.find('\n')));
    EXPECT_EQ(job.state, "FAILED");
    EXPECT_EQ(job.exit_code, 2);
    EXPECT_NE(cluster().printed().find("replica: --scratch " + scratch + "/n2/job on n2 is not a folder"),
              std::string::npos);
    EXPECT_FALSE(fs::exists(at("replica")));
    // Scratch that is full on one node: a file system of 64 KiB, which only processes of n2 see.
    fs::create_directories(fs::path(scratch) / "n2" / "job");
    const std::string mounted = "nsenter -m -t $(cat " + (cluster().state() / "run" / "n2.pid").string() +
                                " | xargs -I P cat /proc/P/task/P/children) mount -t tmpfs -o size=64k full " +
                                scratch + "/n2/job";
    ASSERT_EQ(cluster().run(mounted).exit_code, 0);
    submitted = cluster().run(submit + "generate m.h5 --rows 200000 --shard-rows 10000 --out replica");
    job = cluster().wait(submitted.out.substr(0, submitted.out.find('\n')));
    EXPECT_EQ(job.state, "FAILED");
    EXPECT_EQ(job.exit_code, 1);
    EXPECT_NE(cluster().printed().find("No space left on device; free some space and run again (on node n2"),
              std::string::npos);
    EXPECT_TRUE(!fs::exists(at("replica")) || fs::is_empty(at("replica")));
    EXPECT_TRUE(fs::is_empty(fs::path(scratch) / "n1" / "job"));
}

}  // namespace
}  // namespace replica::test
