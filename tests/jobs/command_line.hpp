#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace replica::test {

/// How to run a command.
struct RunOptions {
    unsigned ranks = 1;                         ///< under mpirun where more than one
    unsigned threads = 1;                       ///< OMP_NUM_THREADS
    std::chrono::seconds timeout{120};          ///< then the command and its ranks are stopped
    std::filesystem::path directory = ".";      ///< working directory
    std::vector<std::string> environment = {};  ///< "NAME=value", on top of this process's
    std::string standard_input = "/dev/null";   ///< file to read
    std::string standard_output = {};           ///< file to write instead of CommandResult::out, such as /dev/full
    std::vector<std::string> wrapper = {};      ///< command and its arguments to run the program by
};

/// What a command did.
struct CommandResult {
    int exit_code = -1;  ///< 128 + the signal's number if a signal ended it
    bool timed_out = false;
    std::string out;  ///< standard output, all ranks
    std::string err;
    double wall_seconds = 0;
    double cpu_seconds = 0;  ///< user and system, of all ranks and of mpirun
    long peak_kib = 0;       ///< resident memory of the largest process
};

/// Runs the built program with `arguments`.
CommandResult run_replica(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// What run_replica() runs: the program with `arguments`, under mpirun and the wrapper where options say so.
std::vector<std::string> replica_command(const std::vector<std::string>& arguments, const RunOptions& options);

/// Runs any command, found on the PATH, on one rank.
CommandResult run_command(const std::vector<std::string>& command, const RunOptions& options = {});

/// The built program.
std::filesystem::path program();

/// A specification that ships with the program.
std::filesystem::path specification(const std::string& name);

/// Writes the first rows of the project's own extract (jobs/specs/hospital_visits.toml); throws std::runtime_error if
/// that fails.
void make_extract(const std::filesystem::path& file, unsigned rows, unsigned seed = 1);

/// The folder of real extracts that REPLICA_SHARED_DATA names, where it is set. Tests that need it begin with
///     const auto data = shared_data();
///     if (!data) GTEST_SKIP() << no_shared_data;
std::optional<std::filesystem::path> shared_data();
inline constexpr const char* no_shared_data = "needs the extracts in the folder that REPLICA_SHARED_DATA names";

}  // namespace replica::test
