#include "io/hdf5/pool_layout.hpp"

#include <algorithm>

namespace replica {

void store_pools(const ColumnModel& column, const Hdf5Group& group) {
    std::vector<std::string> labels;
    std::vector<std::uint64_t> ends;
    std::vector<std::string> patterns;
    std::vector<std::uint64_t> weights;
    for (const ValuePool& pool : column.pools) {
        labels.push_back(pool.label);
        for (const auto& pattern : pool.patterns) {
            patterns.push_back(pattern.value);
            weights.push_back(pattern.weight);
        }
        ends.push_back(patterns.size());
    }
    group.write_texts("pools", labels);
    group.write("pool_ends", ends);
    group.write_texts("pool_patterns", patterns);
    group.write("pool_patterns_weights", weights);
}

void load_pools(const Hdf5Group& group, ColumnModel& column) {
    const auto labels = group.read_texts("pools");
    const auto ends = group.read<std::uint64_t>("pool_ends");
    const auto patterns = group.read_texts("pool_patterns");
    const auto weights = group.read<std::uint64_t>("pool_patterns_weights");
    const bool fits = labels.size() == ends.size() && patterns.size() == weights.size() &&
                      std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == patterns.size();
    if (!fits) throw Hdf5Error("cannot read pools");
    std::size_t at = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ValuePool pool{labels[i], {}};
        for (; at < ends[i]; ++at) pool.patterns.push_back({patterns[at], weights[at]});
        column.pools.push_back(std::move(pool));
    }
}

void check_pools(const ColumnModel& column) {
    for (const ValuePool& pool : column.pools) {
        const auto weighs = [](const auto& pattern) { return pattern.weight > 0; };
        if (std::none_of(pool.patterns.begin(), pool.patterns.end(), weighs))
            throw Hdf5Error("damaged: a pool of values without any");
    }
}

}  // namespace replica
