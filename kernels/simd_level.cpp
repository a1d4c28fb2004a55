#include "kernels/simd_level.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace replica {
namespace {

SimdLevel processor_level() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (avx512) return SimdLevel::avx512;
    if (__builtin_cpu_supports("avx2")) return SimdLevel::avx2;
#endif
    return SimdLevel::scalar;
}

SimdLevel environment_cap() {
    const char* value = std::getenv("REPLICA_SIMD");
    const std::string_view name = value == nullptr ? "" : value;
    if (name == "scalar") return SimdLevel::scalar;
    if (name == "avx2") return SimdLevel::avx2;
    return SimdLevel::avx512;
}

}  // namespace

SimdLevel best_simd_level() {
    static const SimdLevel level = std::min(processor_level(), environment_cap());
    return level;
}

std::vector<SimdLevel> supported_simd_levels() {
    std::vector<SimdLevel> levels;
    for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::avx2, SimdLevel::avx512})
        if (level <= processor_level()) levels.push_back(level);
    return levels;
}

}  // namespace replica
