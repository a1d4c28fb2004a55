#pragma once

#include "engine/evaluation/proportion.hpp"
#include "kernels/nearest_rows.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// How many rows are closer to one table than to another.
struct CloserShare {
    std::uint64_t rows = 0;
    std::uint64_t halves = 0;  ///< 2 for each row that is closer to the first table, 1 for each tie
    Interval interval;

    [[nodiscard]] double value() const { return static_cast<double>(halves) / (2 * static_cast<double>(rows)); }
};

/// first, second: of each row its two closest in either table, of which the closest are compared. Neither is empty.
/// The interval is a score interval of as many independent rows as have the same variance. That adds up what is due to
/// the rows, and to each table's being a sample: the jackknife's sum of squares over its rows, where leaving one out
/// turns to their second closest those whose closest it is. It's not too small (Efron, Stein, "The jackknife estimate
/// of variance", Annals of Statistics 1981).
CloserShare share_closer(std::span<const NearRow> first, std::span<const NearRow> second);

}  // namespace replica
