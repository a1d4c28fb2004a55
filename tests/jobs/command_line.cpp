#include "tests/jobs/command_line.hpp"

#include "tests/jobs/started_command.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace replica::test {

CommandResult run_command(const std::vector<std::string>& command, const RunOptions& options) {
    const TemporaryDirectory streams;
    const std::string err = streams.path() / "err";
    RunOptions redirected = options;
    if (options.standard_output.empty()) redirected.standard_output = streams.path() / "out";
    CommandResult result = StartedCommand(command, redirected, err).wait();
    if (options.standard_output.empty()) result.out = read_text(redirected.standard_output);
    result.err = read_text(err);
    return result;
}

std::vector<std::string> replica_command(const std::vector<std::string>& arguments, const RunOptions& options) {
    std::vector<std::string> command = options.wrapper;
    if (options.ranks > 1) {
        for (const auto& word : {std::string(REPLICA_MPIRUN), std::string("-n"), std::to_string(options.ranks)})
            command.push_back(word);
    }
    command.emplace_back(REPLICA_EXECUTABLE);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

CommandResult run_replica(const std::vector<std::string>& arguments, const RunOptions& options) {
    return run_command(replica_command(arguments, options), options);
}

std::filesystem::path program() { return REPLICA_EXECUTABLE; }

std::filesystem::path specification(const std::string& name) { return std::filesystem::path(REPLICA_SPECS) / name; }

void make_extract(const std::filesystem::path& file, unsigned rows, unsigned seed) {
    // Each person has a visit at least.
    const TemporaryDirectory folder;
    const auto result =
        run_replica({"simulate", specification("hospital_visits.toml"), "--persons", std::to_string(rows), "--seed",
                     std::to_string(seed), "--out", folder.path() / "made", "--threads", "1"});
    if (result.exit_code != 0) throw std::runtime_error("simulate failed: " + result.err);
    std::ifstream in(folder.path() / "made" / "visits.csv");
    std::ofstream out(file);
    std::string line;
    for (unsigned written = 0; written <= rows && std::getline(in, line); ++written) out << line << '\n';
}

std::optional<std::filesystem::path> shared_data() {
    const char* folder = std::getenv("REPLICA_SHARED_DATA");
    if (folder == nullptr || !std::filesystem::is_directory(folder)) return std::nullopt;
    return std::filesystem::path(folder);
}

}  // namespace replica::test
