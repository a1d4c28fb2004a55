#include "io/process_usage.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>

namespace replica {
namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

PeakSince reset_peak_memory(const std::filesystem::path& process) {
    std::ofstream file(process / "clear_refs");
    file << "5";
    file.close();
    return file ? PeakSince::reset : PeakSince::process_start;
}

std::uint64_t peak_memory(const std::filesystem::path& process) {
    std::ifstream file(process / "status");
    const std::string key = "VmHWM:";
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key)) continue;
        std::uint64_t kib = 0;
        std::istringstream(line.substr(key.size())) >> kib;
        return kib * 1024;
    }
    return 0;
}

}  // namespace replica
