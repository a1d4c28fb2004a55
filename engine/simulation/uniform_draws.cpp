#include "engine/simulation/uniform_draws.hpp"

#include "kernels/philox.hpp"

#include <cstddef>

namespace replica {

void fill_uniform(std::uint64_t seed, std::uint64_t stream, std::span<const std::uint64_t> keys, std::span<double> out,
                  std::vector<std::uint64_t>& words) {
    constexpr std::size_t short_run = 8;  // a vector of words would mostly be thrown away
    words.resize(keys.size());
    for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
        end = begin + 1;
        while (end < keys.size() && keys[end] == keys[end - 1] + 1) ++end;
        if (end - begin >= short_run) {
            fill_philox(seed, stream, keys[begin], std::span(words).subspan(begin, end - begin));
        } else {
            for (std::size_t i = begin; i < end; ++i) words[i] = philox_word(seed, stream, keys[i]);
        }
    }
    constexpr unsigned unused_bits = 11;
    for (std::size_t i = 0; i < keys.size(); ++i)
        out[i] = (static_cast<double>(static_cast<std::int64_t>(words[i] >> unused_bits)) + 0.5) * 0x1p-53;
}

}  // namespace replica
