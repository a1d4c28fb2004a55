#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Finds the position of a parent configuration among those that occur: open addressing, linear probing.
class ConfigurationIndex {
public:
    /// `configurations` are distinct; position i is configurations[i]'s.
    explicit ConfigurationIndex(std::span<const std::uint64_t> configurations);

    /// Position of `configuration`, or nothing where it doesn't occur.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t configuration) const {
        for (std::size_t place = home(configuration);; place = (place + 1) & mask_) {
            if (entries_[place].position == vacant) return std::nullopt;
            if (entries_[place].configuration == configuration) return entries_[place].position;
        }
    }

private:
    static constexpr std::uint32_t vacant = 0xffffffffU;
    struct Entry {
        std::uint64_t configuration = 0;
        std::uint32_t position = vacant;
    };

    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
    [[nodiscard]] std::size_t home(std::uint64_t configuration) const {
        return static_cast<std::size_t>((configuration * 0x9E3779B97F4A7C15U) >> shift_) & mask_;
    }

    std::vector<Entry> entries_;
    std::size_t mask_ = 0;
    unsigned shift_ = 0;
};

}  // namespace replica
