#include "engine/evaluation/roc.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

/// Twice the mid-rank of each element, from 1.
std::vector<double> mid_ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + end + 1) / 2;
        begin = end;
    }
    return ranks;
}

double variance_of(const std::vector<double>& values) {
    if (values.size() < 2) return 0;
    const double count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double sum = 0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return sum / (count - 1);
}

}  // namespace

RocArea roc_area(std::span<const double> scores, const std::vector<bool>& positive) {
    std::vector<double> ones;
    std::vector<double> zeros;
    for (std::size_t i = 0; i < scores.size(); ++i) (positive[i] ? ones : zeros).push_back(scores[i]);
    if (ones.empty() || zeros.empty()) return {0.5, 0, {0, 1}};
    const double m = static_cast<double>(ones.size());
    const double n = static_cast<double>(zeros.size());
    std::vector<double> all = ones;
    all.insert(all.end(), zeros.begin(), zeros.end());
    const auto among_all = mid_ranks(all);
    // How many of the other class each row beats, as a share: what DeLong calls its structural component.
    auto beaten = mid_ranks(ones);
    for (std::size_t i = 0; i < ones.size(); ++i) beaten[i] = (among_all[i] - beaten[i]) / n;
    auto beating = mid_ranks(zeros);
    for (std::size_t i = 0; i < zeros.size(); ++i) beating[i] = 1 - (among_all[ones.size() + i] - beating[i]) / m;
    RocArea area;
    area.auc = std::accumulate(beaten.begin(), beaten.end(), 0.0) / m;
    area.variance = variance_of(beaten) / m + variance_of(beating) / n;
    const double half = 1.959963984540054 * std::sqrt(area.variance);
    area.interval = {std::max(0.0, area.auc - half), std::min(1.0, area.auc + half)};
    return area;
}

}  // namespace replica
