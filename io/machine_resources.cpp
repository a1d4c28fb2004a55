#include "io/machine_resources.hpp"

#include "engine/error.hpp"
#include "io/control_groups.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <sched.h>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace replica {

namespace fs = std::filesystem;

namespace {

constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;

std::uint64_t times(std::uint64_t value, std::uint64_t factor) {
    return factor != 0 && value > no_limit / factor ? no_limit : value * factor;
}

std::optional<std::uint64_t> number_in(const fs::path& file) {
    const auto lines = lines_of(file);
    return lines.empty() ? std::nullopt : whole_number(lines.front());
}

// The number after `name` in a file of lines "name number ...".
std::optional<std::uint64_t> entry_of(const fs::path& file, std::string_view name) {
    for (const std::string& line : lines_of(file)) {
        const auto words = words_of(line);
        if (words.size() >= 2 && words[0] == name) return whole_number(words[1]);
    }
    return std::nullopt;
}

struct MemoryFiles {
    const char* limit;
    const char* usage;
    const char* cached_files;  ///< entry of memory.stat, of the group and all below it
};

constexpr MemoryFiles memory_files(GroupVersion version) {
    if (version == GroupVersion::v2) return {"memory.max", "memory.current", "inactive_file"};
    return {"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
}

std::uint64_t room_in_group(const fs::path& group, const MemoryFiles& files) {
    const auto limit = number_in(group / files.limit);
    if (!limit) return no_limit;
    const std::uint64_t usage = number_in(group / files.usage).value_or(0);
    const std::uint64_t cached = entry_of(group / "memory.stat", files.cached_files).value_or(0);
    const std::uint64_t used = usage - std::min(usage, cached);
    return *limit - std::min(*limit, used);
}

std::uint64_t machine_memory(const fs::path& root) {
    if (const auto kibibytes = entry_of(root / "proc/meminfo", "MemAvailable:")) return times(*kibibytes, 1024);
    const long pages = ::sysconf(_SC_AVPHYS_PAGES);
    const long bytes = ::sysconf(_SC_PAGESIZE);
    return pages <= 0 || bytes <= 0 ? no_limit
                                    : times(static_cast<std::uint64_t>(pages), static_cast<std::uint64_t>(bytes));
}

std::optional<std::uint64_t> variable(const MachineView& machine, const char* name) {
    const char* text = machine.environment(name);
    const auto number = text == nullptr ? std::nullopt : whole_number(text);
    return number == std::uint64_t{0} ? std::nullopt : number;  // SLURM's 0 means all
}

std::uint64_t slurm_memory(const MachineView& machine) {
    std::uint64_t least = no_limit;
    if (const auto of_node = variable(machine, "SLURM_MEM_PER_NODE")) least = times(*of_node, mebibyte);
    const auto of_processor = variable(machine, "SLURM_MEM_PER_CPU");
    const auto processors = variable(machine, "SLURM_CPUS_ON_NODE");
    if (of_processor && processors) least = std::min(least, times(times(*of_processor, *processors), mebibyte));
    return least;
}

std::uint64_t whole_processors(std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
    return quota && period && *period > 0 ? *quota / *period : no_limit;
}

std::uint64_t quota_of_group(const fs::path& group, GroupVersion version) {
    if (version == GroupVersion::v1)
        return whole_processors(number_in(group / "cpu.cfs_quota_us"), number_in(group / "cpu.cfs_period_us"));
    const auto lines = lines_of(group / "cpu.max");
    const auto words = lines.empty() ? std::vector<std::string>{} : words_of(lines.front());
    return words.size() < 2 ? no_limit : whole_processors(whole_number(words[0]), whole_number(words[1]));
}

[[noreturn]] void refuse(const std::string& text) {
    throw InputError("'" + text +
                     "' is no amount of memory; give a number of bytes, or one followed by K, M, G or T, " +
                     "such as 8G");
}

}  // namespace

int bound_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
    return static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));  // more processors than the set holds
}

std::uint64_t available_memory(const MachineView& machine) {
    std::uint64_t least = std::min(machine_memory(machine.root), slurm_memory(machine));
    for (const GroupVersion version : {GroupVersion::v1, GroupVersion::v2}) {
        for (const fs::path& group : control_groups(machine.root, version, "memory"))
            least = std::min(least, room_in_group(group, memory_files(version)));
    }
    return least;
}

int available_processors(const MachineView& machine) {
    auto least = static_cast<std::uint64_t>(std::max(1, machine.processors));
    least = std::min(least, variable(machine, "SLURM_CPUS_PER_TASK").value_or(no_limit));
    for (const GroupVersion version : {GroupVersion::v1, GroupVersion::v2}) {
        for (const fs::path& group : control_groups(machine.root, version, "cpu"))
            least = std::min(least, quota_of_group(group, version));
    }
    return static_cast<int>(std::max<std::uint64_t>(1, least));
}

std::uint64_t parse_memory(const std::string& text) {
    constexpr std::string_view units = "KMGT";
    double value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (parsed.ec != std::errc() || text[0] < '0' || text[0] > '9' || end - parsed.ptr > 1) refuse(text);
    if (parsed.ptr != end) {
        const std::size_t power = units.find(*parsed.ptr);
        if (power == std::string_view::npos) refuse(text);
        for (std::size_t i = 0; i <= power; ++i) value *= 1024;
    }
    if (value < 1 || value > 0x1p63) refuse(text);
    return static_cast<std::uint64_t>(value);
}

}  // namespace replica
