#include "tests/jobs/started_command.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace replica::test {

namespace {

namespace fs = std::filesystem;

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds glance{2};

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
    // Ranks of one machine: a network would be looked for in vain, for a fifth of a second each time.
    if (options.ranks > 1) {
        ::setenv("OMPI_MCA_pml", "ob1", 1);
        ::setenv("OMPI_MCA_btl", "self,vader", 1);
    }
    for (const std::string& entry : options.environment) {
        const auto equals = entry.find('=');
        ::setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
    }
}

void redirect(int descriptor, const std::string& file, int flags) {
    const int opened = ::open(file.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
}

[[noreturn]] void become(const std::vector<std::string>& command, const RunOptions& options, const std::string& err) {
    ::setpgid(0, 0);
    const std::string out = options.standard_output.empty() ? "/dev/null" : options.standard_output;
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

/// State and parent of a process, proc(5); state 0 where it is gone.
struct Kinship {
    char state = 0;
    pid_t parent = 0;
};
Kinship kinship_of(pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(in, line);
    const auto command_end = line.rfind(") ");
    if (command_end == std::string::npos) return {};
    return {line[command_end + 2], static_cast<pid_t>(std::atol(line.c_str() + command_end + 4))};
}

bool is_gone(pid_t process) {
    const char state = kinship_of(process).state;
    return state == 0 || state == 'Z' || state == 'X';
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> all;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const pid_t process = static_cast<pid_t>(std::atol(entry.path().filename().c_str()));
        if (process > 0) all.push_back(process);
    }
    return all;
}

}  // namespace

StartedCommand::StartedCommand(const std::vector<std::string>& command, const RunOptions& options,
                               const std::string& errors)
    : options_(options), start_(Clock::now()), process_(::fork()) {
    if (process_ < 0) throw std::runtime_error("fork failed");
    if (process_ == 0) become(command, options, errors);
}

StartedCommand::~StartedCommand() {
    if (!ended_) kill();
}

// Collects the command's end, if there is one.
void StartedCommand::take(int options) {
    int status = 0;
    rusage usage{};
    if (ended_ || ::wait4(process_, &status, options, &usage) != process_) return;
    ended_ = true;
    result_.wall_seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    result_.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    result_.peak_kib = usage.ru_maxrss;
    result_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool StartedCommand::has_ended() {
    take(WNOHANG);
    return ended_;
}

CommandResult StartedCommand::wait() {
    const auto deadline = Clock::now() + options_.timeout;
    const auto patience = deadline + std::chrono::seconds(5);
    while (!has_ended()) {
        const auto now = Clock::now();
        if (now > deadline) {
            if (!result_.timed_out) ::kill(process_, SIGTERM);
            result_.timed_out = true;
        }
        if (now > patience) ::kill(-process_, SIGKILL);
        std::this_thread::sleep_for(glance);
    }
    return result_;
}

// mpirun gives every rank a process group of its own, so that they are found by their parents alone.
std::vector<pid_t> StartedCommand::processes() const {
    std::vector<pid_t> found{process_};
    std::vector<pid_t> others = all_processes();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto children = std::partition(others.begin(), others.end(),
                                             [&](pid_t other) { return kinship_of(other).parent != found[i]; });
        found.insert(found.end(), children, others.end());
        others.erase(children, others.end());
    }
    return found;
}

void StartedCommand::signal(int number) {
    if (has_ended()) return;
    for (const pid_t process : processes()) ::kill(process, number);
}

void StartedCommand::kill() {
    if (has_ended()) return;
    const std::vector<pid_t> all = processes();
    for (const pid_t process : all) ::kill(process, SIGKILL);
    take(0);
    while (!std::all_of(all.begin(), all.end(), is_gone)) std::this_thread::sleep_for(glance);
}

}  // namespace replica::test
