#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace replica {

/// The processor's name as the system tells it, and how many of them this process may use: "Intel Xeon, 2 cores".
std::string machine_name(const std::filesystem::path& cpuinfo = "/proc/cpuinfo");

/// "2026-11-28"
std::string date_today();

/// Seconds that this program takes to start and to end by itself, least of some runs; 0 where it can't be run.
double measure_start();

/// Seconds since the process that started this one began: for a rank its launcher, where both are on one node.
double seconds_since_launch();

/// Bytes a nanosecond that `threads` threads read from memory together, each from a buffer of its own.
double measure_memory_reading(int threads, std::uint64_t bytes_a_thread);

/// Bytes a nanosecond of writing a file of `bytes` bytes in `folder` and syncing it; removed again. Throws JobError.
double measure_disk_writing(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace replica
