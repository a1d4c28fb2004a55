#include "engine/evaluation/membership.hpp"

#include "engine/evaluation/closer_share.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace replica {
namespace {

constexpr double z = 1.959964;
constexpr double low_rate = 0.01;  // of others that are taken for members

std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> values) {
    std::vector<std::uint32_t> copy(values.begin(), values.end());
    std::sort(copy.begin(), copy.end());
    return copy;
}

// The members found where low_rate of the others are taken for one: the curve of both shares over all thresholds, with
// straight lines where distances tie.
double hits_at_low_rate(const std::vector<std::uint32_t>& members, const std::vector<std::uint32_t>& others) {
    double before_members = 0;
    double before_others = 0;
    const auto share_up_to = [](const std::vector<std::uint32_t>& values, std::uint32_t threshold) {
        const auto count = std::upper_bound(values.begin(), values.end(), threshold) - values.begin();
        return static_cast<double>(count) / static_cast<double>(values.size());
    };
    // The first threshold that takes too many others, and the closest one below it, at which either share changes.
    const auto place = static_cast<std::size_t>(std::ceil(low_rate * static_cast<double>(others.size()))) - 1;
    const std::uint32_t threshold = others[place];
    if (threshold > 0) {
        before_members = share_up_to(members, threshold - 1);
        before_others = share_up_to(others, threshold - 1);
    }
    const double step = share_up_to(others, threshold) - before_others;
    const double part = (low_rate - before_others) / step;
    return before_members + part * (share_up_to(members, threshold) - before_members);
}

// Twice the number of values above, ties counting half.
std::uint64_t doubled_above(const std::vector<std::uint32_t>& values, std::uint32_t value) {
    const auto [first, last] = std::equal_range(values.begin(), values.end(), value);
    return static_cast<std::uint64_t>(2 * (values.end() - last) + (last - first));
}

// Sample variance of shares count / doubled.
double variance_of(const std::vector<std::uint64_t>& counts, double doubled) {
    if (counts.size() < 2) return 0;
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) sum += count;
    const auto rows = static_cast<double>(counts.size());
    const double mean = static_cast<double>(sum) / rows;
    double squares = 0;
    for (const std::uint64_t count : counts) squares += std::pow(static_cast<double>(count) - mean, 2);
    return squares / (rows - 1) / (doubled * doubled);
}

}  // namespace

Membership compare_distances(std::span<const std::uint32_t> members, std::span<const std::uint32_t> others) {
    const std::vector<std::uint32_t> near = sorted(members);
    const std::vector<std::uint32_t> far = sorted(others);
    std::vector<std::uint64_t> above;  // twice the others farther than each member
    std::vector<std::uint64_t> below;  // twice the members nearer than each of the others
    above.reserve(near.size());
    below.reserve(far.size());
    std::uint64_t pairs = 0;
    for (const std::uint32_t distance : near) pairs += above.emplace_back(doubled_above(far, distance));
    for (const std::uint32_t distance : far) below.push_back(2 * near.size() - doubled_above(near, distance));
    const auto m = static_cast<double>(near.size());
    const auto n = static_cast<double>(far.size());

    Membership result;
    result.members = near.size();
    result.others = far.size();
    result.auc = static_cast<double>(pairs) / (2 * m * n);
    const double variance = variance_of(above, 2 * n) / m + variance_of(below, 2 * m) / n;
    const double reach = z * std::sqrt(variance);
    result.auc_interval = variance > 0 ? Interval{std::max(0.0, result.auc - reach), std::min(1.0, result.auc + reach)}
                                       : score_interval(result.auc, std::min(m, n));
    result.hits_at_low_rate = hits_at_low_rate(near, far);
    return result;
}

Membership compare_own_distances(std::span<const NearRow> to_synthetic, std::span<const NearRow> to_second_sample) {
    const CloserShare closer = share_closer(to_synthetic, to_second_sample);
    Membership result;
    result.members = result.others = closer.rows;
    result.auc = closer.value();
    result.auc_interval = closer.interval;
    result.hits_at_low_rate = hits_at_low_rate(sorted(closest_of(to_synthetic)), sorted(closest_of(to_second_sample)));
    return result;
}

Membership measure_membership(const PrivacyTask& task) {
    const ComparedRows& rows = task.rows;
    const SampleDraw members = task.draw(rows.real, task.limits.distance_rows, DrawnFor::members);
    if (!task.is_split()) {
        const SampleDraw others = task.draw(rows.holdout, task.limits.distance_rows, DrawnFor::others);
        const SampleDraw synthetic = task.draw(rows.synthetic, task.limits.candidates, DrawnFor::member_synthetic);
        return compare_distances(closest_of(two_closest(task, members, synthetic)),
                                 closest_of(two_closest(task, others, synthetic)));
    }
    const std::size_t candidates = std::min({rows.synthetic.rows, rows.holdout.rows, task.limits.candidates});
    const SampleDraw synthetic = task.draw(rows.synthetic, candidates, DrawnFor::member_synthetic);
    const SampleDraw holdout = task.draw(rows.holdout, candidates, DrawnFor::member_holdout);
    return compare_own_distances(two_closest(task, members, synthetic), two_closest(task, members, holdout));
}

}  // namespace replica
