#include "engine/marginal_family.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace replica {

Family marginal_family(std::uint32_t column, std::span<const double> weights) {
    constexpr double whole_count = 1U << 30U;
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    Family family;
    family.child = column;
    family.configurations = {0};
    for (std::size_t code = 0; code < weights.size(); ++code) {
        if (!(weights[code] > 0)) continue;
        family.codes.push_back(static_cast<std::uint16_t>(code));
        family.counts.push_back(
            static_cast<std::uint32_t>(std::max(1.0, std::round(whole_count * (weights[code] / total)))));
    }
    family.first_cell = {0, family.codes.size()};
    return family;
}

std::vector<double> marginal_counts(const Family& family, std::uint32_t codes) {
    std::vector<double> counts(codes);
    for (std::size_t cell = 0; cell < family.codes.size(); ++cell) counts[family.codes[cell]] += family.counts[cell];
    return counts;
}

}  // namespace replica
