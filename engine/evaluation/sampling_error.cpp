#include "engine/evaluation/sampling_error.hpp"

#include "kernels/philox.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace replica {
namespace {

constexpr std::uint64_t seed = 0;

double uniform(std::uint64_t word) { return (static_cast<double>(word >> 11U) + 0.5) * 0x1p-53; }

// Words 2i and 2i + 1 of the stream.
double poisson_draw(double mean, std::uint64_t stream, std::uint64_t i) {
    const double u = uniform(philox_word(seed, stream, 2 * i));
    constexpr double many = 100;  // from here on the normal distribution is as good
    if (mean > many) {
        const double v = uniform(philox_word(seed, stream, 2 * i + 1));
        const double z = std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
        return std::max(0.0, std::round(mean + std::sqrt(mean) * z));
    }
    // By inversion, upwards from 0.
    double probability = std::exp(-mean);
    double below = probability;
    double value = 0;
    while (u > below && value < 10 * many) {
        value += 1;
        probability *= mean / value;
        below += probability;
    }
    return value;
}

}  // namespace

double expected_share_error(std::uint64_t count, std::uint64_t rows, std::uint64_t draws) {
    if (count == 0 || count >= rows || draws == 0) return 0;
    const double n = static_cast<double>(draws);
    const double p = static_cast<double>(count) / static_cast<double>(rows);
    const double v = std::floor(n * p) + 1;
    const double log_choose = std::lgamma(n + 1) - std::lgamma(v + 1) - std::lgamma(n - v + 1);
    const double log_mass = log_choose + v * std::log(p) + (n - v) * std::log1p(-p);
    return 2 * v * (1 - p) * std::exp(log_mass) / n;
}

double folded_normal_mean(double place, double deviation) {
    if (!(deviation > 0)) return std::abs(place);
    const double z = place / deviation;
    return deviation * std::sqrt(2 / std::numbers::pi) * std::exp(-z * z / 2) +
           place * std::erf(z / std::numbers::sqrt2);
}

double expected_difference(double share, double chance, std::uint64_t draws) {
    if (share <= 0 || draws == 0) return share <= 0 ? chance : share;
    const double n = static_cast<double>(draws);
    const double mean = n * chance;
    constexpr double rare = 30;  // from here on the normal distribution is as good
    if (mean > rare) return folded_normal_mean(share - chance, std::sqrt(chance * (1 - chance) / n));
    // E|X - a| = E(X) - a + 2 sum over k < a of (a - k) P(k).
    const double wanted = n * share;
    constexpr double beyond = 4 * rare;  // X is hardly ever so large
    if (wanted > beyond) return share - chance;
    double probability = std::exp(-mean);
    double sum = 0;
    for (double k = 0; k < wanted; k += 1) {
        sum += (wanted - k) * probability;
        probability *= mean / (k + 1);
    }
    return (mean - wanted + 2 * sum) / n;
}

double expected_distance_of_even(std::span<const std::uint64_t> counts, std::uint64_t draws) {
    const auto rows = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if (!(rows > 0)) return 0;
    double sum = 0;
    for (const std::uint64_t count : counts)
        sum += expected_difference(static_cast<double>(count) / rows, 1 / static_cast<double>(counts.size()), draws);
    return sum / 2;
}

ShareErrors::ShareErrors(std::uint64_t rows, std::uint64_t draws) : rows_(rows), draws_(draws) {
    constexpr std::uint64_t most = 20'000;
    for (std::uint64_t count = 0; count <= std::min(rows, most); ++count)
        known_.push_back(expected_share_error(count, rows, draws));
}

double expected_distance(std::span<const std::uint64_t> counts, std::uint64_t draws) {
    const std::uint64_t rows = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    double sum = 0;
    for (const std::uint64_t count : counts) sum += expected_share_error(count, rows, draws);
    return sum / 2;
}

std::vector<double> poisson_draws(std::span<const double> means, std::uint64_t stream) {
    std::vector<double> sample(means.size());
    for (std::size_t i = 0; i < means.size(); ++i)
        if (means[i] > 0) sample[i] = poisson_draw(means[i], stream, i);
    return sample;
}

std::vector<double> second_sample(std::span<const std::uint32_t> counts, std::uint64_t rows, std::uint64_t draws,
                                  std::uint64_t stream) {
    std::vector<double> means(counts.begin(), counts.end());
    const double factor = static_cast<double>(draws) / static_cast<double>(std::max<std::uint64_t>(rows, 1));
    for (double& mean : means) mean *= factor;
    return poisson_draws(means, stream);
}

double total_variation(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second) {
    const auto total = [](std::span<const std::uint64_t> counts) {
        return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    };
    const double rows = total(first);
    const double other = total(second);
    if (!(rows > 0) || !(other > 0)) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
        sum += std::abs(static_cast<double>(first[i]) / rows - static_cast<double>(second[i]) / other);
    return sum / 2;
}

}  // namespace replica
