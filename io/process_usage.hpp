#pragma once

#include <cstdint>
#include <filesystem>

namespace replica {

/// User and system seconds that this process has used on all its threads.
double processor_seconds();

/// What a peak of memory is of.
enum class PeakSince : std::uint8_t { reset, process_start };

/// Makes the peak of resident memory begin anew (Linux 4.0, Documentation/filesystems/proc.rst, clear_refs). Where the
/// system doesn't let it, it stays that of the process so far.
PeakSince reset_peak_memory(const std::filesystem::path& process = "/proc/self");

/// Most bytes that this process had resident at a time since; 0 where the system doesn't tell.
std::uint64_t peak_memory(const std::filesystem::path& process = "/proc/self");

}  // namespace replica
