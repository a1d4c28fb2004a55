#pragma once

#include "kernels/alias_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica::reference {

/// Probability that an alias table draws each outcome below `outcomes`, by adding up its slots.
inline std::vector<double> alias_probabilities(const std::vector<AliasSlot>& pool, AliasRow row, std::size_t outcomes) {
    std::vector<double> probability(outcomes, 0.0);
    for (std::size_t i = row.first; i < row.first + row.size; ++i) {
        const double below = pool[i].threshold / 4294967296.0;
        // A full slot holds its outcome on both sides, whose shares then need not be told apart.
        if (pool[i].outcomes[0] == pool[i].outcomes[1]) {
            probability[pool[i].outcomes[0]] += 1.0 / row.size;
        } else {
            probability[pool[i].outcomes[0]] += below / row.size;
            probability[pool[i].outcomes[1]] += (1 - below) / row.size;
        }
    }
    return probability;
}

/// The parent configuration of one row: first parent is the lowest digit.
inline std::uint64_t configuration(const std::vector<std::vector<std::uint16_t>>& parents,
                                   const std::vector<std::uint32_t>& domains, std::size_t row) {
    std::uint64_t value = 0;
    for (std::size_t i = parents.size(); i-- > 0;) value = value * domains[i] + parents[i][row];
    return value;
}

/// Pearson's statistic of observed counts against the expected shares of their sum; cells of share 0 must be empty.
inline double chi_square(const std::vector<std::uint64_t>& observed, const std::vector<double>& share) {
    double total = 0;
    for (const auto count : observed) total += static_cast<double>(count);
    double statistic = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const double expected = total * share[i];
        const double difference = static_cast<double>(observed[i]) - expected;
        if (expected > 0) statistic += difference * difference / expected;
        if (expected <= 0 && observed[i] > 0) statistic += 1e30;
    }
    return statistic;
}

}  // namespace replica::reference
