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

std::vector<double> second_sample(std::span<const std::uint32_t> counts, std::uint64_t rows, std::uint64_t draws,
                                  std::uint64_t stream) {
    std::vector<double> sample(counts.size());
    const double factor = static_cast<double>(draws) / static_cast<double>(std::max<std::uint64_t>(rows, 1));
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0) sample[i] = poisson_draw(counts[i] * factor, stream, i);
    return sample;
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
