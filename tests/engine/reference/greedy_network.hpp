#pragma once

#include "engine/structure.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace replica::reference {

using Rows = std::vector<std::vector<std::uint16_t>>;  ///< row by row

/// Entropy in nats of some columns, and how many combinations occur, by a map of combinations.
struct PlainEntropy {
    double nats = 0;
    double support = 0;
};

inline PlainEntropy plain_entropy(const Rows& rows, const std::vector<std::uint32_t>& columns) {
    std::map<std::vector<std::uint16_t>, double> counts;
    for (const auto& row : rows) {
        std::vector<std::uint16_t> key;
        for (const auto column : columns) key.push_back(row[column]);
        ++counts[key];
    }
    PlainEntropy entropy;
    entropy.support = static_cast<double>(counts.size());
    const auto n = static_cast<double>(rows.size());
    for (const auto& [key, count] : counts) entropy.nats -= count / n * std::log(count / n);
    return entropy;
}

/// Score of a family by the textbook formula.
inline double plain_score(const Rows& rows, std::uint32_t child, const std::vector<std::uint32_t>& parents,
                          ScoreKind kind) {
    if (parents.empty()) return 0;
    auto whole = parents;
    whole.push_back(child);
    const auto x = plain_entropy(rows, {child});
    const auto p = plain_entropy(rows, parents);
    const double information = x.nats + p.nats - plain_entropy(rows, whole).nats;
    const double bias = (x.support - 1) * (p.support - 1) / (2 * static_cast<double>(rows.size()));
    return kind == ScoreKind::corrected ? information - bias : information;
}

/// All sets of at most `degree` of `candidates`.
inline std::vector<std::vector<std::uint32_t>> parent_sets(const std::vector<std::uint32_t>& candidates,
                                                           std::size_t degree) {
    std::vector<std::vector<std::uint32_t>> sets{{}};
    for (const auto candidate : candidates) {
        const std::size_t before = sets.size();
        for (std::size_t i = 0; i < before; ++i) {
            if (sets[i].size() == degree) continue;
            auto larger = sets[i];
            larger.push_back(candidate);
            sets.push_back(larger);
        }
    }
    return sets;
}

/// The best score that any column outside `placed` reaches with parents inside it.
inline double best_score(const Rows& rows, std::size_t columns, const std::vector<std::uint32_t>& placed,
                         const std::vector<std::uint32_t>& domains, const StructureOptions& options) {
    double best = 0;
    for (std::uint32_t child = 0; child < columns; ++child) {
        if (std::find(placed.begin(), placed.end(), child) != placed.end()) continue;
        for (const auto& parents : parent_sets(placed, options.degree)) {
            double cells = domains[child];
            for (const auto parent : parents) cells *= domains[parent];
            if (cells > static_cast<double>(options.family_cells)) continue;
            best = std::max(best, plain_score(rows, child, parents, options.score));
        }
    }
    return best;
}

}  // namespace replica::reference
