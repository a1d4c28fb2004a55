// What a launcher has told its processes is what they must be.
#include "tests/jobs/another_build.hpp"
#include "tests/jobs/command_fixture.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

class Launch : public CommandFixture {
protected:
    [[nodiscard]] CommandResult run_in(const std::vector<std::string>& environment, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = at(".");
        options.environment = environment;
        options.ranks = ranks;
        return run_replica({"inspect", "none.h5"}, options);
    }
};

TEST_F(Launch, SingleRanksWhereSeveralWereMeantAreRefusedOnce) {
    const std::vector<std::string> step = {"SLURM_STEP_ID=0", "SLURM_STEP_NUM_TASKS=4"};
    auto result = run_in({step[0], step[1], "SLURM_PROCID=0"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("srun started 4 tasks, which run as 1 each by itself"), std::string::npos) << result.err;
    result = run_in({step[0], step[1], "SLURM_PROCID=3"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "") << "one sentence is enough";
    result = run_in({"PMI_SIZE=2", "PMI_RANK=0"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("the mpirun of the MPI"), std::string::npos) << result.err;
}

TEST_F(Launch, BatchScriptsAndMpirunInAnAllocationAreFine) {
    for (const unsigned ranks : {1U, 2U}) {
        const auto result = run_in({"SLURM_JOB_ID=1", "SLURM_NTASKS=4"}, ranks);
        EXPECT_NE(result.err.find("none.h5"), std::string::npos) << result.err;
        EXPECT_EQ(result.err.find("srun"), std::string::npos) << result.err;
    }
    // mpirun's daemons are a step of their own, a task a node.
    const auto result = run_in({"SLURM_STEP_ID=0", "SLURM_STEP_NUM_TASKS=1", "SLURM_PROCID=0"}, 3);
    EXPECT_NE(result.err.find("none.h5"), std::string::npos) << result.err;
}

TEST_F(Launch, DifferentBuildsAreRefused) {
    RunOptions options;
    options.directory = at(".");
    options.ranks = 2;
    std::vector<std::string> command = replica_command({"inspect", "none.h5"}, options);
    const auto program = std::find_if(command.begin(), command.end(),
                                      [](const std::string& word) { return word.ends_with("/replica"); });
    ASSERT_NE(program, command.end());
    copy_as_another_build(*program, at("replica"));
    const auto run_both = [&](const std::string& one, const std::string& other) {
        std::vector<std::string> words(command.begin(), program);
        const auto count = std::find(words.begin(), words.end(), "-n");
        *(count + 1) = "1";
        words.insert(words.end(), {one, "inspect", "none.h5", ":", "-n", "1", other, "inspect", "none.h5"});
        return run_command(words, options);
    };
    const auto result = run_both(*program, at("replica"));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("runs another build of replica than node "), std::string::npos) << result.err;
    EXPECT_EQ(run_both(*program, *program).err.find("another build"), std::string::npos);
}

}  // namespace
}  // namespace replica::test
