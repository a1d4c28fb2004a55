#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

namespace replica {

/// Processors that the kernel lets this process run on, at least 1.
int bound_processors();

/// Where the machine's state is read; tests give one of their own.
struct MachineView {
    std::filesystem::path root = "/";  ///< holds proc and what mountinfo names
    std::function<const char*(const char*)> environment = [](const char* name) { return std::getenv(name); };
    int processors = bound_processors();
};

/// Bytes that this process may still take: the least of the machine's available memory, the room left in its control
/// groups and their ancestors, version 1 and 2 (cached files count as room), and what SLURM gives the job on a node
/// (SLURM_MEM_PER_NODE, or SLURM_MEM_PER_CPU times SLURM_CPUS_ON_NODE, in MiB). What can't be read limits nothing;
/// without /proc the machine's free memory counts.
std::uint64_t available_memory(const MachineView& machine = {});

/// Threads that this process can run at once, at least 1: the least of the processors it is bound to, the quotas of its
/// control groups, rounded down, and SLURM_CPUS_PER_TASK.
int available_processors(const MachineView& machine = {});

/// Bytes of a text such as 8G, 512M, 1.5G or 2000000000; K, M, G and T are powers of 1024. Throws InputError for
/// anything else, for less than a byte and for more than 2^63.
std::uint64_t parse_memory(const std::string& text);

}  // namespace replica
