#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Uniform draws of rows by their keys: out[i] = (floor(w / 2^11) + 1/2) / 2^53, which is in (0, 1), where w is word
/// keys[i] of `stream` under `seed` (kernels/philox.hpp). Keys that follow one another are drawn together.
void fill_uniform(std::uint64_t seed, std::uint64_t stream, std::span<const std::uint64_t> keys, std::span<double> out,
                  std::vector<std::uint64_t>& words);

}  // namespace replica
