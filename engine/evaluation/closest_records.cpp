#include "engine/evaluation/closest_records.hpp"

#include "engine/evaluation/closer_share.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr std::size_t histogram_bins = 40;

DistanceQuantiles quantiles_of(std::vector<std::uint32_t> distances, double largest) {
    std::sort(distances.begin(), distances.end());
    const auto rows = static_cast<double>(distances.size());
    const auto at = [&](double share) {
        // The smallest distance that so large a share of the rows doesn't exceed.
        const auto rank = static_cast<std::size_t>(std::ceil(share * rows));
        return distances[std::max<std::size_t>(rank, 1) - 1] / largest;
    };
    const auto zeros = std::upper_bound(distances.begin(), distances.end(), 0U) - distances.begin();
    return {static_cast<double>(zeros) / rows, at(0.05), at(0.25), at(0.50), at(0.75)};
}

// Where the second closest is at distance 0 too, the closest is no nearer than it.
double mean_ratio(std::span<const NearRow> two_closest) {
    double sum = 0;
    for (std::size_t i = 0; i < two_closest.size(); i += 2) {
        const double second = two_closest[i + 1].distance;
        sum += second == 0 ? 1 : two_closest[i].distance / second;
    }
    return sum / (static_cast<double>(two_closest.size()) / 2);
}

std::vector<double> histogram_of(const std::vector<std::uint32_t>& distances, std::uint64_t end) {
    std::vector<std::uint64_t> counts(histogram_bins);
    for (const std::uint32_t distance : distances) ++counts[distance * histogram_bins / end];
    std::vector<double> shares;
    shares.reserve(counts.size());
    for (const std::uint64_t count : counts)
        shares.push_back(static_cast<double>(count) / static_cast<double>(distances.size()));
    return shares;
}

std::uint32_t largest_of(const std::vector<std::uint32_t>& distances) {
    return *std::max_element(distances.begin(), distances.end());
}

}  // namespace

ClosestRecords measure_closest_records(const PrivacyTask& task) {
    const PrivacyLimits& limits = task.limits;
    const SampleDraw synthetic = task.draw(task.rows.synthetic, limits.distance_rows, DrawnFor::closest_synthetic);
    const SampleDraw holdout = task.draw(task.rows.holdout, limits.distance_rows, DrawnFor::closest_holdout);
    const SampleDraw real = task.draw(task.rows.real, limits.candidates, DrawnFor::closest_candidates);
    const SampleDraw compared = task.draw(task.rows.holdout, real.size(), DrawnFor::compared_holdout);

    const std::vector<NearRow> from_synthetic = two_closest(task, synthetic, real);
    const std::vector<std::uint32_t> synthetic_distances = closest_of(from_synthetic);
    const std::vector<NearRow> from_holdout = two_closest(task, holdout, real);
    const std::vector<std::uint32_t> holdout_distances = closest_of(from_holdout);
    const SampleDraw fewer_real = draw_rows(real, compared.size(), limits.seed, DrawnFor::compared_real);
    const CloserShare closer =
        share_closer(compared.size() == real.size() ? from_synthetic : two_closest(task, synthetic, fewer_real),
                     two_closest(task, synthetic, compared));

    const double largest = task.values.largest_distance();
    const std::uint64_t end =
        std::uint64_t{1} + std::max(largest_of(synthetic_distances), largest_of(holdout_distances));
    ClosestRecords result;
    result.rows = synthetic.size();
    result.candidates = real.size();
    result.synthetic = quantiles_of(synthetic_distances, largest);
    result.holdout = quantiles_of(holdout_distances, largest);
    result.ratio_synthetic = mean_ratio(from_synthetic);
    result.ratio_holdout = mean_ratio(from_holdout);
    result.closer_to_real = {closer.halves / 2, closer.rows};
    result.closer_interval = closer.interval;
    result.closer_candidates = compared.size();
    result.histogram_synthetic = histogram_of(synthetic_distances, end);
    result.histogram_holdout = histogram_of(holdout_distances, end);
    result.histogram_high = static_cast<double>(end) / largest;
    return result;
}

}  // namespace replica
