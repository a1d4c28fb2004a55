#include "tests/slurm/slurm_cluster.hpp"

#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <unistd.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

std::string value_of(const std::string& text, const std::string& key) {
    const std::size_t at = text.find(key + "=");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + key.size() + 1;
    return text.substr(begin, text.find_first_of(" \n", begin) - begin);
}

int number_of(const std::string& text) { return text.empty() ? -1 : std::stoi(text); }

std::string name_of(pid_t process) {
    std::string name;
    std::ifstream in("/proc/" + std::to_string(process) + "/comm");
    std::getline(in, name);
    return name;
}

std::vector<pid_t> children_of(pid_t process) {
    std::vector<pid_t> children;
    std::error_code gone;
    for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(process) + "/task", gone)) {
        std::ifstream in(thread.path() / "children");
        for (pid_t child = 0; in >> child;) children.push_back(child);
    }
    return children;
}

}  // namespace

bool BatchJob::has_ended() const {
    static const std::set<std::string> ends{"COMPLETED", "FAILED",    "CANCELLED",     "TIMEOUT",
                                            "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "DEADLINE"};
    return ends.contains(state);
}

bool wait_until(const std::function<bool()>& condition, std::chrono::seconds most) {
    const auto end = std::chrono::steady_clock::now() + most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return true;
}

std::string SlurmCluster::what_is_missing() {
    if (::geteuid() != 0) return "needs root: virtual nodes have namespaces of their own";
    const auto found =
        run_command({"bash", "-c", "PATH=$PATH:/usr/sbin; command -v slurmctld slurmd munged sbatch srun"});
    if (found.exit_code != 0) return "needs slurmctld, slurmd, slurm-client, slurm-wlm-basic-plugins and munge";
    const auto spaces = run_command({"unshare", "--uts", "--ipc", "--pid", "--mount-proc", "--fork", "true"});
    return spaces.exit_code == 0 ? "" : "needs namespaces, which this machine doesn't give: " + spaces.err;
}

// Ports below those that systems give to connections; where some are taken all the same, others are tried.
SlurmCluster::SlurmCluster(const fs::path& folder) : folder_(fs::absolute(folder)) {
    constexpr int attempts = 4;
    fs::permissions(folder_, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    fs::create_directories(files());
    std::string told;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const int port = 20'000 + (static_cast<int>(::getpid()) + 301 * attempt) % 1'200 * 10;
        const auto started =
            run("PORT=" + std::to_string(port) + " bash " REPLICA_CLUSTER " start " + state().string());
        if (started.exit_code == 0) return;
        told = started.out + started.err + run("tail -n 5 " + state().string() + "/log/*").out;
        run("bash " REPLICA_CLUSTER " stop " + state().string());
        fs::remove_all(state());
    }
    throw std::runtime_error("no cluster: " + told);
}

SlurmCluster::~SlurmCluster() { run("bash " REPLICA_CLUSTER " stop " + state().string()); }

CommandResult SlurmCluster::run(const std::string& script) const {
    RunOptions options;
    options.directory = files();
    options.environment = {"SLURM_CONF=" + (state() / "slurm.conf").string()};
    return run_command({"bash", "-c", script}, options);
}

std::string SlurmCluster::submit(const std::string& words) const {
    const auto submitted = run("bash " REPLICA_SLURM "/submit.sh " + words);
    if (submitted.exit_code != 0) throw std::runtime_error(submitted.err);
    return submitted.out.substr(0, submitted.out.find_first_of(";\n"));
}

BatchJob SlurmCluster::look(const std::string& job) const {
    const std::string told = run("scontrol show job --oneliner " + job).out;
    const std::string code = value_of(told, "ExitCode");
    return {value_of(told, "JobState"), number_of(code.substr(0, code.find(':'))),
            number_of(value_of(told, "Restarts"))};
}

BatchJob SlurmCluster::wait(const std::string& job, std::chrono::seconds most) const {
    BatchJob seen;
    wait_until(
        [&] {
            seen = look(job);
            return seen.has_ended();
        },
        most);
    return seen;
}

std::vector<pid_t> SlurmCluster::programs_on(const std::string& node) const {
    std::vector<pid_t> found;
    std::vector<pid_t> open{static_cast<pid_t>(std::stoi(read_text(state() / "run" / (node + ".pid"))))};
    while (!open.empty()) {
        const pid_t process = open.back();
        open.pop_back();
        if (name_of(process) == "replica") found.push_back(process);
        for (const pid_t child : children_of(process)) open.push_back(child);
    }
    return found;
}

void SlurmCluster::cut(const std::string& node) const {
    ::kill(std::stoi(read_text(state() / "run" / (node + ".pid"))), SIGKILL);
    run("scontrol update nodename=" + node + " state=down reason=cut");
}

std::string SlurmCluster::printed() const {
    std::string text;
    for (const auto& entry : fs::directory_iterator(files()))
        if (entry.path().extension() == ".out") text += read_text(entry.path());
    return text;
}

}  // namespace replica::test
