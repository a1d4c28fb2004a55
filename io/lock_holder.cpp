#include "io/lock_holder.hpp"

#include "io/control_groups.hpp"
#include "io/shard_writer.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <sstream>
#include <vector>

#include <sys/random.h>
#include <unistd.h>

namespace replica {

namespace fs = std::filesystem;

namespace {

std::string value_of(const std::string& contents, const std::string& key) {
    std::istringstream in(contents);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key + "=")) return line.substr(key.size() + 1);
    return {};
}

/// A process as proc(5) tells it; empty where it is gone.
struct ProcessLife {
    std::string state;  ///< field 3 of /proc/PID/stat
    std::string start;  ///< field 22
};

// The second field, the command in parentheses, may hold anything.
ProcessLife life_of(const std::string& process) {
    const auto lines = lines_of(fs::path("/proc") / process / "stat");
    if (lines.empty()) return {};
    const std::size_t command_end = lines.front().rfind(')');
    if (command_end == std::string::npos) return {};
    const auto words = words_of(lines.front().substr(command_end + 1));
    return words.size() > 19 ? ProcessLife{words[0], words[19]} : ProcessLife{};
}

std::string boot() {
    const auto lines = lines_of("/proc/sys/kernel/random/boot_id");
    return lines.empty() ? "" : lines.front();
}

std::string container() {
    std::error_code error;
    return fs::read_symlink("/proc/self/ns/pid", error).string();
}

std::string variable(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? "" : text;
}

}  // namespace

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::string random_word() {
    std::uint64_t random = 0;
    if (::getrandom(&random, sizeof random, 0) != sizeof random)
        random = static_cast<std::uint64_t>(std::time(nullptr)) * 1'000'003U + static_cast<std::uint64_t>(::getpid());
    return hash_text(random);
}

std::string describe_this_process() {
    const std::string process = std::to_string(::getpid());
    return "host=" + host_name() + "\npid=" + process + "\nstart=" + life_of(process).start + "\nboot=" + boot() +
           "\ncontainer=" + container() + "\njob=" + variable("SLURM_JOB_ID") +
           "\nuser=" + std::to_string(::geteuid()) + "\nword=" + random_word() + "\n";
}

std::string name_holder(const std::string& contents) {
    const std::string process = value_of(contents, "pid");
    if (process.empty()) return "an unknown process";
    const std::string job = value_of(contents, "job");
    return "process " + process + " on " + value_of(contents, "host") + (job.empty() ? "" : ", SLURM job " + job);
}

bool is_dead(const std::string& contents) {
    const std::string here = boot();
    const bool same_machine = !here.empty() && value_of(contents, "boot") == here &&
                              value_of(contents, "host") == host_name() &&
                              value_of(contents, "container") == container();
    const auto process = whole_number(value_of(contents, "pid"));
    const std::string start = value_of(contents, "start");
    if (!same_machine || !process || *process == 0 || start.empty()) return false;
    if (::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH) return true;
    const ProcessLife now = life_of(std::to_string(*process));
    // A killed process keeps its number until its parent asks for its end, which in a container may be never. One that
    // started at another time was given the number.
    return now.state == "Z" || now.state == "X" || (!now.start.empty() && now.start != start);
}

}  // namespace replica
