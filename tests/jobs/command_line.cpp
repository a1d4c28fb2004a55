#include "tests/jobs/command_line.hpp"

#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace replica::test {

namespace {

using Clock = std::chrono::steady_clock;

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

void set_environment(const RunOptions& options) {
    const std::string threads = std::to_string(options.threads);
    ::setenv("OMP_NUM_THREADS", threads.c_str(), 1);
    // As root, with more ranks than cores, and without binding two commands that run at once to one core.
    for (const char* name : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "OMPI_MCA_mpi_yield_when_idle",
                             "OMPI_MCA_rmaps_base_oversubscribe"}) {
        ::setenv(name, "1", 1);
    }
    ::setenv("HWLOC_HIDE_ERRORS", "2", 1);  // a container may hide /sys
    ::setenv("OMPI_MCA_hwloc_base_binding_policy", "none", 1);
    for (const std::string& entry : options.environment) {
        const auto equals = entry.find('=');
        ::setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
    }
}

void redirect(int descriptor, const std::string& file, int flags) {
    const int opened = ::open(file.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
}

[[noreturn]] void become(const std::vector<std::string>& command, const RunOptions& options, const std::string& out,
                         const std::string& err) {
    ::setpgid(0, 0);
    redirect(STDIN_FILENO, options.standard_input, O_RDONLY);
    redirect(STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC);
    redirect(STDERR_FILENO, err, O_WRONLY | O_CREAT | O_TRUNC);
    set_environment(options);
    if (::chdir(options.directory.c_str()) != 0) ::_exit(126);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words.front(), words.data());
    ::_exit(127);
}

/// Waits until the process ends; from the timeout on asks it to stop, five seconds later forces it and its group.
struct Ending {
    int status = 0;
    rusage usage{};
    bool timed_out = false;
};
Ending wait_for(pid_t process, std::chrono::seconds timeout) {
    Ending ending;
    const auto deadline = Clock::now() + timeout;
    const auto patience = deadline + std::chrono::seconds(5);
    while (::wait4(process, &ending.status, WNOHANG, &ending.usage) == 0) {
        const auto now = Clock::now();
        if (now > deadline) {
            if (!ending.timed_out) ::kill(process, SIGTERM);
            ending.timed_out = true;
        }
        if (now > patience) ::kill(-process, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return ending;
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& command, const RunOptions& options) {
    const TemporaryDirectory streams;
    const std::string out =
        options.standard_output.empty() ? (streams.path() / "out").string() : options.standard_output;
    const std::string err = streams.path() / "err";
    const auto start = Clock::now();
    const pid_t process = ::fork();
    if (process < 0) throw std::runtime_error("fork failed");
    if (process == 0) become(command, options, out, err);
    const Ending ending = wait_for(process, options.timeout);

    CommandResult result;
    result.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    result.cpu_seconds = seconds(ending.usage.ru_utime) + seconds(ending.usage.ru_stime);
    result.peak_kib = ending.usage.ru_maxrss;
    result.timed_out = ending.timed_out;
    result.exit_code = WIFEXITED(ending.status) ? WEXITSTATUS(ending.status) : 128 + WTERMSIG(ending.status);
    if (options.standard_output.empty()) result.out = read_text(out);
    result.err = read_text(err);
    return result;
}

CommandResult run_replica(const std::vector<std::string>& arguments, const RunOptions& options) {
    std::vector<std::string> command = options.wrapper;
    if (options.ranks > 1) {
        for (const auto& word : {std::string(REPLICA_MPIRUN), std::string("-n"), std::to_string(options.ranks)})
            command.push_back(word);
    }
    command.emplace_back(REPLICA_EXECUTABLE);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_command(command, options);
}

void make_extract(const std::filesystem::path& file, unsigned rows, unsigned seed) {
    const auto result = run_command(
        {REPLICA_MAKE_EXTRACT, "--rows", std::to_string(rows), "--seed", std::to_string(seed), "--out", file});
    if (result.exit_code != 0) throw std::runtime_error("make_extract failed: " + result.err);
}

std::optional<std::filesystem::path> shared_data() {
    const char* folder = std::getenv("REPLICA_SHARED_DATA");
    if (folder == nullptr || !std::filesystem::is_directory(folder)) return std::nullopt;
    return std::filesystem::path(folder);
}

}  // namespace replica::test
