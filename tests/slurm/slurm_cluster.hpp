#pragma once

#include "tests/jobs/command_line.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace replica::test {

/// How a batch job ended, or stands.
struct BatchJob {
    std::string state;  ///< COMPLETED, FAILED, CANCELLED, RUNNING, PENDING, ...
    int exit_code = -1;
    int restarts = 0;

    [[nodiscard]] bool has_ended() const;
};

/// A SLURM of four virtual nodes (cluster.sh) with all of its state below a folder; its end stops it.
class SlurmCluster {
public:
    /// Throws std::runtime_error where it doesn't come up.
    explicit SlurmCluster(const std::filesystem::path& folder);
    ~SlurmCluster();
    SlurmCluster(const SlurmCluster&) = delete;
    SlurmCluster& operator=(const SlurmCluster&) = delete;

    /// Why there can be none here; empty where there can.
    static std::string what_is_missing();

    /// Runs a bash script as a user of the cluster does, in the folder of the tests' files.
    CommandResult run(const std::string& script) const;

    /// The id that submit.sh prints for `words`, the nodes' number and ranks among them; throws std::runtime_error with
    /// what it says where it refuses.
    [[nodiscard]] std::string submit(const std::string& words) const;

    [[nodiscard]] BatchJob look(const std::string& job) const;
    /// Waits until the job has ended, at most that long; what it is like then.
    BatchJob wait(const std::string& job, std::chrono::seconds most = std::chrono::seconds(90)) const;

    /// Processes of the program on a node.
    [[nodiscard]] std::vector<pid_t> programs_on(const std::string& node) const;
    /// kill -9 of all of a node, and tells SLURM that it is down.
    void cut(const std::string& node) const;

    /// All that jobs have printed.
    [[nodiscard]] std::string printed() const;

    /// The folder that jobs run in.
    [[nodiscard]] std::filesystem::path files() const { return folder_ / "files"; }
    [[nodiscard]] std::filesystem::path state() const { return folder_ / "cluster"; }

private:
    std::filesystem::path folder_;
};

/// Waits until `condition` holds, at most that long; whether it does.
bool wait_until(const std::function<bool()>& condition, std::chrono::seconds most = std::chrono::seconds(60));

}  // namespace replica::test
