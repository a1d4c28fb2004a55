#pragma once

#include <cstdint>

namespace replica {

enum class SimdLevel : std::uint8_t { scalar, avx2, avx512 };

/// The widest instructions of this processor.
inline SimdLevel best_simd_level() {
    return __builtin_cpu_supports("avx2") ? SimdLevel::avx2 : SimdLevel::scalar;
}

}  // namespace replica
