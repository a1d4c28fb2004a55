#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Counts the sets of columns that have at most `family_cells` joint cells, and draws some of them uniformly, without
/// going through them. Logarithms of domains are rounded to an eighth of an octave, so sets near the limit may be taken
/// for those on its other side.
class NeededSetSampler {
public:
    /// Of 1 to max_size columns. Takes 8 bytes · columns · max_size · 8 log2(family_cells) at most.
    NeededSetSampler(std::span<const std::uint32_t> domains, std::size_t max_size, std::uint64_t family_cells);

    /// How many sets of `size` columns there are.
    [[nodiscard]] double count(std::size_t size) const { return sets(0, size, limit_); }

    /// One of them, ascending; the same for the same `draw`. count(size) must not be 0.
    [[nodiscard]] std::vector<std::uint16_t> sample(std::size_t size, std::uint64_t draw) const;

private:
    /// Sets of `size` columns from `first` on that weigh at most `room`.
    [[nodiscard]] double sets(std::size_t first, std::size_t size, std::size_t room) const {
        return size == 0 ? 1 : sets_[(first * max_size_ + size - 1) * (limit_ + 1) + room];
    }

    std::vector<std::size_t> weights_;
    std::size_t max_size_;
    std::size_t limit_;
    std::vector<double> sets_;
};

/// A number in [0, 1) that is a function of its arguments.
double hashed_fraction(std::uint64_t draw, std::uint64_t step);

}  // namespace replica
