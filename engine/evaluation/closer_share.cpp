#include "engine/evaluation/closer_share.hpp"

#include <algorithm>
#include <map>

namespace replica {
namespace {

// 2: closer to the first, 1: a tie.
std::int64_t halves_of(std::uint32_t first, std::uint32_t second) {
    return first < second ? 2 : first == second ? 1 : 0;
}

// Whole numbers, in halves of a row; sums of them don't depend on the order.
std::int64_t sum_of_squares(const std::map<std::uint32_t, std::int64_t>& changes) {
    std::int64_t sum = 0;
    for (const auto& [row, change] : changes) sum += change * change;
    return sum;
}

}  // namespace

CloserShare share_closer(std::span<const NearRow> first, std::span<const NearRow> second) {
    CloserShare result;
    result.rows = first.size() / 2;
    std::int64_t squares = 0;
    std::map<std::uint32_t, std::int64_t> without_first;  // what leaving out a row of a table changes
    std::map<std::uint32_t, std::int64_t> without_second;
    for (std::size_t i = 0; i < first.size(); i += 2) {
        const std::int64_t halves = halves_of(first[i].distance, second[i].distance);
        result.halves += static_cast<std::uint64_t>(halves);
        squares += halves * halves;
        without_first[first[i].row] += halves_of(first[i + 1].distance, second[i].distance) - halves;
        without_second[second[i].row] += halves_of(first[i].distance, second[i + 1].distance) - halves;
    }
    const auto rows = static_cast<double>(result.rows);
    const double share = result.value();
    // All as sums over rows, where a row counts 0, 1/2 or 1.
    const double of_rows = static_cast<double>(squares) / 4 - rows * share * share;
    const double of_tables = static_cast<double>(sum_of_squares(without_first) + sum_of_squares(without_second)) / 4;
    const double independent = rows * share * (1 - share);
    const double effect = independent > 0 ? std::max(1.0, (of_rows + of_tables) / independent) : 1;
    result.interval = score_interval(share, rows / effect);
    return result;
}

}  // namespace replica
