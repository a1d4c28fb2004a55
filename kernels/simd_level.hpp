#pragma once

#include <cstdint>
#include <vector>

#if defined(__x86_64__)
#define REPLICA_TARGET_AVX2 [[gnu::target("avx2")]]
#define REPLICA_TARGET_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq")]]
#else
#define REPLICA_TARGET_AVX2
#define REPLICA_TARGET_AVX512
#endif

namespace replica {

/// Instruction sets that kernels are compiled for. scalar is the compiler's baseline for the platform.
enum class SimdLevel : std::uint8_t { scalar, avx2, avx512 };

/// The processor's highest level, capped by the environment variable REPLICA_SIMD = scalar | avx2 | avx512.
/// Looked up once a process; every level gives the same results.
SimdLevel best_simd_level();

/// All levels that this processor runs, scalar first, whatever REPLICA_SIMD says. For tests and benchmarks.
std::vector<SimdLevel> supported_simd_levels();

/// Runs body(arguments...) compiled for `level`. Body's operator() must be [[gnu::always_inline]]: only then is it
/// compiled again inside each of the three, and vectorised for it.
template <typename Body, typename... Arguments>
void run_baseline(Body body, Arguments... arguments) {
    body(arguments...);
}

/// As run_baseline, with AVX2.
template <typename Body, typename... Arguments>
REPLICA_TARGET_AVX2 void run_avx2(Body body, Arguments... arguments) {
    body(arguments...);
}

/// As run_baseline, with AVX-512.
template <typename Body, typename... Arguments>
REPLICA_TARGET_AVX512 void run_avx512(Body body, Arguments... arguments) {
    body(arguments...);
}

/// Runs `body` at `level`, which the processor must support. Costs a branch: call it for a tile, not for a row.
template <typename Body, typename... Arguments>
void run_at_level(SimdLevel level, Body body, Arguments... arguments) {
    switch (level) {
        case SimdLevel::scalar: return run_baseline(body, arguments...);
        case SimdLevel::avx2: return run_avx2(body, arguments...);
        case SimdLevel::avx512: return run_avx512(body, arguments...);
    }
}

}  // namespace replica
