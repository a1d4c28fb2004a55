#include "kernels/rank_correlation.hpp"

#include <cmath>
#include <limits>

#include <omp.h>

namespace replica {
namespace {

/// What one thread works with: of both columns, rows of each code, and from them its mid-rank.
struct RankScratch {
    std::vector<std::uint32_t> first, second;
    std::vector<double> first_ranks, second_ranks;
};

// Twice the mid-rank less the mean of all, a whole number: so sums are exact below 2^53.
void centre_ranks(std::span<const std::uint32_t> counts, std::uint64_t rows, std::vector<double>& ranks) {
    ranks.resize(counts.size());
    std::uint64_t before = 0;
    for (std::size_t code = 0; code < counts.size(); ++code) {
        ranks[code] = static_cast<double>(2 * before + counts[code]) - static_cast<double>(rows);
        before += counts[code];
    }
}

double sum_of_squares(std::span<const std::uint32_t> counts, const std::vector<double>& ranks) {
    double sum = 0;
    for (std::size_t code = 0; code < counts.size(); ++code) sum += counts[code] * ranks[code] * ranks[code];
    return sum;
}

double spearman_of(const RankedColumn& first, const RankedColumn& second, RankScratch& scratch) {
    scratch.first.assign(first.values, 0);
    scratch.second.assign(second.values, 0);
    const std::size_t length = first.codes.size();
    std::uint64_t rows = 0;
    for (std::size_t row = 0; row < length; ++row) {
        const std::uint16_t a = first.codes[row];
        const std::uint16_t b = second.codes[row];
        if (a >= first.values || b >= second.values) continue;
        ++scratch.first[a];
        ++scratch.second[b];
        ++rows;
    }
    centre_ranks(scratch.first, rows, scratch.first_ranks);
    centre_ranks(scratch.second, rows, scratch.second_ranks);
    const double spread = sum_of_squares(scratch.first, scratch.first_ranks);
    const double other = sum_of_squares(scratch.second, scratch.second_ranks);
    if (!(spread > 0) || !(other > 0)) return std::numeric_limits<double>::quiet_NaN();
    double product = 0;
    for (std::size_t row = 0; row < length; ++row) {
        const std::uint16_t a = first.codes[row];
        const std::uint16_t b = second.codes[row];
        if (a < first.values && b < second.values) product += scratch.first_ranks[a] * scratch.second_ranks[b];
    }
    return product / std::sqrt(spread) / std::sqrt(other);
}

}  // namespace

std::vector<double> spearman_matrix(std::span<const RankedColumn> columns, int threads) {
    const std::size_t size = columns.size();
    std::vector<double> matrix(size * size, 1.0);
    const std::size_t pairs = size * (size - (size > 0 ? 1 : 0)) / 2;
#pragma omp parallel num_threads(threads)
    {
        RankScratch scratch;
#pragma omp for schedule(dynamic, 4)
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            // Pair number i (i - 1) / 2 + k is of columns k < i.
            auto i = static_cast<std::size_t>((1 + std::sqrt(1 + 8 * static_cast<double>(pair))) / 2);
            while (i * (i - 1) / 2 > pair) --i;
            while (i * (i + 1) / 2 <= pair) ++i;
            const std::size_t k = pair - i * (i - 1) / 2;
            matrix[i * size + k] = matrix[k * size + i] = spearman_of(columns[i], columns[k], scratch);
        }
    }
    return matrix;
}

}  // namespace replica
