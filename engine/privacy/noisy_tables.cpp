#include "engine/privacy/noisy_tables.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace replica {
namespace {

constexpr double mean_absolute_normal = 0.7978845608028654;  // sqrt(2 / pi)
constexpr int fitting_rounds = 20;
constexpr double nothing = 1e-300;

}  // namespace

std::vector<double> project(std::span<const double> noisy, double total) {
    std::vector<double> sorted(noisy.begin(), noisy.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    double sum = 0;
    double shift = 0;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        sum += sorted[k];
        const double candidate = (sum - total) / static_cast<double>(k + 1);
        if (sorted[k] - candidate > 0) shift = candidate;
    }
    std::vector<double> projected;
    for (const double cell : noisy) projected.push_back(std::max(cell - shift, 0.0));
    return projected;
}

std::vector<double> shrink(std::span<const double> noisy, std::span<const double> expected, double sigma) {
    double squares = 0;
    double total = 0;
    for (std::size_t i = 0; i < noisy.size(); ++i) {
        squares += (noisy[i] - expected[i]) * (noisy[i] - expected[i]);
        total += expected[i];
    }
    const double noise = sigma * sigma;
    const double factor = std::max(0.0, (squares - static_cast<double>(noisy.size()) * noise) / total);
    std::vector<double> posterior;
    for (std::size_t i = 0; i < noisy.size(); ++i) {
        const double variance = factor * expected[i];
        posterior.push_back(expected[i] + (noisy[i] - expected[i]) * variance / (variance + noise));
    }
    return posterior;
}

double distance_after(double distance, std::span<const double> expected, double root_sum, double sigma) {
    const double scale = distance / (mean_absolute_normal * root_sum + 1e-9);
    double left = 0;
    for (const double cell : expected) {
        const double spread = std::sqrt(cell) * scale;
        left += spread * sigma / std::sqrt(spread * spread + sigma * sigma);
    }
    return mean_absolute_normal * left;
}

void fit_margins(std::span<double> table, std::span<const double> rows, std::span<const double> columns) {
    std::vector<double> factor(columns.size());
    for (int round = 0; round < fitting_rounds; ++round) {
        std::fill(factor.begin(), factor.end(), 0.0);
        for (std::size_t i = 0; i < table.size(); ++i) factor[i % columns.size()] += table[i];
        for (std::size_t c = 0; c < columns.size(); ++c) factor[c] = columns[c] / std::max(factor[c], nothing);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const auto row = table.subspan(r * columns.size(), columns.size());
            double sum = 0;
            for (std::size_t c = 0; c < row.size(); ++c) sum += row[c] *= factor[c];
            const double of_row = rows[r] / std::max(sum, nothing);
            for (double& cell : row) cell *= of_row;
        }
    }
}

}  // namespace replica
