#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace replica {

/// Upper bounds of how often values occur, in fixed memory (Cormode and Muthukrishnan 2005).
///
/// An estimate is never below the true count, and exceeds it by more than e·n/65,536 with probability at most e⁻⁴.
/// Sketches are linear: their sum does not depend on how values were spread over threads and ranks.
class CountMinSketch {
public:
    CountMinSketch() : counters_(depth * width) {}

    void add(std::uint64_t hash, std::uint64_t count) {
        for (std::size_t row = 0; row < depth; ++row) counters_[cell(row, hash)] += count;
    }
    [[nodiscard]] std::uint64_t estimate(std::uint64_t hash) const {
        std::uint64_t least = counters_[cell(0, hash)];
        for (std::size_t row = 1; row < depth; ++row) least = std::min(least, counters_[cell(row, hash)]);
        return least;
    }
    [[nodiscard]] std::vector<std::uint64_t>& counters() { return counters_; }
    [[nodiscard]] const std::vector<std::uint64_t>& counters() const { return counters_; }

private:
    static constexpr std::size_t depth = 4;
    static constexpr std::size_t width = std::size_t{1} << 16;

    // Multiplicative hashing: the upper 16 bits of an odd multiple are one member of a universal family.
    static std::size_t cell(std::size_t row, std::uint64_t hash) {
        constexpr std::array<std::uint64_t, depth> multipliers{0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f,
                                                               0x165667b19e3779f9, 0xd6e8feb86659fd93};
        return row * width + static_cast<std::size_t>((hash * multipliers[row]) >> 48);
    }

    std::vector<std::uint64_t> counters_;
};

}  // namespace replica
