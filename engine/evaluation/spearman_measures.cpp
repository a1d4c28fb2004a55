#include "engine/evaluation/spearman_measures.hpp"

#include "engine/evaluation/sampling_error.hpp"
#include "kernels/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace replica {
namespace {

// Of many columns fewer rows are enough: a pair takes some nanoseconds a row.
std::size_t rows_for(std::size_t columns) {
    constexpr std::size_t most = 600'000'000;
    constexpr std::size_t fewest = 20'000;
    return std::max(fewest, most / std::max<std::size_t>(1, columns * (columns - 1) / 2));
}

/// The codes of a column of several samples, one after another.
std::vector<std::uint16_t> joined(std::span<const CodedSample> samples, std::size_t column, std::size_t most) {
    std::vector<std::uint16_t> codes;
    for (const CodedSample& sample : samples)
        codes.insert(codes.end(), sample.columns[column].begin(), sample.columns[column].end());
    // Drawn rows come in the table's order, which may mean something: every so-manieth is taken.
    if (codes.size() <= most) return codes;
    std::vector<std::uint16_t> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(codes[i * codes.size() / most]);
    return some;
}

struct OrderedColumns {
    std::vector<std::size_t> places;
    std::vector<std::vector<std::uint16_t>> codes;
    std::vector<RankedColumn> ranked;

    OrderedColumns(std::span<const ComparedColumn> columns, std::span<const CodedSample> samples) {
        for (std::size_t c = 0; c < columns.size(); ++c)
            if (columns[c].is_ordered()) places.push_back(c);
        for (const std::size_t c : places) codes.push_back(joined(samples, c, rows_for(places.size())));
        for (std::size_t i = 0; i < places.size(); ++i) ranked.push_back({codes[i], columns[places[i]].value_codes()});
    }
    [[nodiscard]] std::uint64_t rows() const { return codes.empty() ? 0 : codes.front().size(); }
};

std::vector<double> spread_out(const std::vector<double>& matrix, const std::vector<std::size_t>& places,
                               std::size_t columns) {
    std::vector<double> result(columns * columns, no_figure);
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t k = 0; k < places.size(); ++k)
            result[places[i] * columns + places[k]] = matrix[i * places.size() + k];
    return result;
}

double second_sample_error(double r, std::uint64_t rows) {
    if (rows <= 3) return 1;
    const double deviation = (1 - r * r) * std::sqrt((1 + r * r / 2) / static_cast<double>(rows - 3));
    return deviation * std::sqrt(2 / std::numbers::pi);
}

Fidelity mean_difference(const std::vector<double>& real, const std::vector<double>& synthetic, std::size_t columns,
                         std::uint64_t rows) {
    Fidelity sum{0, 0, 0};
    double pairs = 0;
    for (std::size_t i = 0; i < columns; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const double a = real[i * columns + k];
            if (std::isnan(a)) continue;
            // A column that has become constant has no correlations left.
            const double b = std::isnan(synthetic[i * columns + k]) ? 0 : synthetic[i * columns + k];
            sum.value += std::abs(b - a);
            sum.second_sample += second_sample_error(a, rows);
            sum.useless += folded_normal_mean(a, rows > 1 ? 1 / std::sqrt(static_cast<double>(rows - 1)) : 1);
            pairs += 1;
        }
    }
    if (pairs == 0) return {};
    return {sum.value / pairs, sum.second_sample / pairs, sum.useless / pairs};
}

}  // namespace

void add_spearman(std::span<const ComparedColumn> columns, std::span<const CodedSample> real,
                  const CodedSample& synthetic, int threads, PairMeasures& pairs) {
    const OrderedColumns real_columns(columns, real);
    const OrderedColumns synthetic_columns(columns, std::span(&synthetic, 1));
    const auto& places = real_columns.places;
    pairs.spearman_real = spread_out(spearman_matrix(real_columns.ranked, threads), places, columns.size());
    pairs.spearman_synthetic = spread_out(spearman_matrix(synthetic_columns.ranked, threads), places, columns.size());
    pairs.spearman_rows_real = real_columns.rows();
    pairs.spearman_rows_synthetic = synthetic_columns.rows();
    pairs.spearman =
        mean_difference(pairs.spearman_real, pairs.spearman_synthetic, columns.size(), pairs.spearman_rows_synthetic);
}

}  // namespace replica
