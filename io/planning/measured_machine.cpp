#include "io/planning/measured_machine.hpp"

#include "io/machine_resources.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <numeric>
#include <spawn.h>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace replica {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Fields behind the name, which may hold anything; proc(5): starttime is the 22nd of all.
double start_ticks(const std::string& stat) {
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream fields(stat.substr(name_end + 1));
    std::string field;
    constexpr int behind_name = 20;
    for (int i = 0; i < behind_name; ++i) fields >> field;
    return std::strtod(field.c_str(), nullptr);
}

std::string first_line(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// This process's variables but those by which a launcher, or MPI itself, tells a process which rank it is.
std::vector<char*> environment_of_lone_process() {
    std::vector<char*> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        const bool of_rank = text.starts_with("PMIX_") || text.starts_with("PMI_") || text.starts_with("OMPI_") ||
                             text.starts_with("SLURM_STEP_");
        if (!of_rank) variables.push_back(*variable);
    }
    variables.push_back(nullptr);
    return variables;
}

/// Runs `program --version` in silence; false where it can't be run.
bool run_once(const char* program) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    std::array<char*, 3> words{const_cast<char*>(program), const_cast<char*>("--version"), nullptr};
    std::vector<char*> variables = environment_of_lone_process();
    pid_t child = 0;
    const bool started = ::posix_spawn(&child, program, &actions, nullptr, words.data(), variables.data()) == 0;
    posix_spawn_file_actions_destroy(&actions);
    int status = 1;
    return started && ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

std::string machine_name(const std::filesystem::path& cpuinfo) {
    std::ifstream file(cpuinfo);
    std::string name = "unknown processor";
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (!line.starts_with("model name") || colon == std::string::npos) continue;
        name = line.substr(colon + 2);
        break;
    }
    const int cores = available_processors();
    return name + ", " + std::to_string(cores) + (cores == 1 ? " core" : " cores");
}

std::string date_today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 16> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
    return text.data();
}

double measure_start() {
    double least = std::numeric_limits<double>::max();
    constexpr int runs = 10;
    for (int run = 0; run < runs; ++run) {
        const auto begin = Clock::now();
        if (!run_once("/proc/self/exe")) return 0;
        least = std::min(least, seconds_since(begin));
    }
    return least;
}

double seconds_since_launch() {
    const double uptime = std::strtod(first_line("/proc/uptime").c_str(), nullptr);
    const double ticks = start_ticks(first_line("/proc/" + std::to_string(::getppid()) + "/stat"));
    return ticks > 0 ? std::max(0.0, uptime - ticks / static_cast<double>(::sysconf(_SC_CLK_TCK))) : 0;
}

double measure_memory_reading(int threads, std::uint64_t bytes_a_thread) {
    const std::size_t words = bytes_a_thread / sizeof(std::uint64_t);
    std::vector<std::vector<std::uint64_t>> buffers(static_cast<std::size_t>(threads));
    for (auto& buffer : buffers) buffer.assign(words, 1);
    std::atomic<std::uint64_t> sum = 0;
    const auto begin = Clock::now();
    std::vector<std::jthread> readers;
    for (const auto& buffer : buffers)
        readers.emplace_back([&] { sum += std::accumulate(buffer.begin(), buffer.end(), std::uint64_t{0}); });
    readers.clear();
    const double seconds = seconds_since(begin);
    return sum == 0 ? 0 : static_cast<double>(words * sizeof(std::uint64_t) * buffers.size()) / (seconds * 1e9);
}

double measure_disk_writing(const std::filesystem::path& folder, std::uint64_t bytes) {
    const std::vector<char> piece(std::size_t{1} << 20U, 'x');
    const auto begin = Clock::now();
    ShardWriter writer(folder / "written");
    for (std::uint64_t written = 0; written < bytes; written += piece.size()) writer.write(piece);
    writer.finish();
    const double seconds = seconds_since(begin);
    std::error_code ignored;
    std::filesystem::remove(partial_path(folder / "written"), ignored);
    return static_cast<double>(bytes) / (seconds * 1e9);
}

}  // namespace replica
