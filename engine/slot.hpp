#pragma once

#include <cstdint>

namespace replica {

/// A run of grid values {low, low + step, ..., high} inside a bin, drawn evenly unless the column has a calendar; an
/// atom has low == high.
struct Slot {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::uint64_t weight = 0;  ///< rows of the source in it
};

/// A value and its weight.
template <typename Value>
struct Weighted {
    Value value{};
    std::uint64_t weight = 0;
};

}  // namespace replica
