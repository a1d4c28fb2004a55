#include "engine/evaluation/column_measures.hpp"

#include "engine/evaluation/column_comparison.hpp"
#include "engine/evaluation/sampling_error.hpp"
#include "engine/evaluation/table_figures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

std::uint64_t sum_of(std::span<const std::uint64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t distinct(std::span<const std::uint64_t> values) {
    return static_cast<std::uint64_t>(
        std::count_if(values.begin(), values.end(), [](std::uint64_t count) { return count > 0; }));
}

std::vector<std::uint64_t> as_counts(const std::vector<double>& values) {
    std::vector<std::uint64_t> counts;
    for (const double value : values) counts.push_back(static_cast<std::uint64_t>(value));
    return counts;
}

/// Synthetic values that are of another type, or outside the real range, or texts that no real row has.
std::uint64_t values_outside(const ComparedColumn& column, const TwinCounts& values, std::uint64_t other) {
    const auto held = [](std::uint64_t count) { return count > 0; };
    std::uint64_t outside = other;
    if (!column.is_ordered()) {
        for (std::size_t i = 0; i < values.real.size(); ++i)
            if (values.real[i] == 0) outside += values.synthetic[i];
        return outside;
    }
    const auto first = std::find_if(values.real.begin(), values.real.end(), held);
    const auto last = std::find_if(values.real.rbegin(), values.real.rend(), held);
    const auto low = static_cast<std::size_t>(first - values.real.begin());
    const auto high = values.real.size() - static_cast<std::size_t>(last - values.real.rbegin());
    return outside + sum_of(values.synthetic.first(std::min(low, high))) + sum_of(values.synthetic.subspan(high));
}

// Mean of some second samples, of the real rows that have a value.
double second_sample_distance(std::span<const std::uint64_t> real, std::uint64_t draws) {
    constexpr std::uint64_t samples = 8;
    std::vector<std::uint32_t> counts(real.begin(), real.end());
    double sum = 0;
    for (std::uint64_t i = 0; i < samples; ++i) {
        const auto sample = as_counts(second_sample(counts, sum_of(real), draws, 0x1C01'0000U + i));
        sum += kolmogorov_smirnov(real, sample);
    }
    return sum / static_cast<double>(samples);
}

// Of values spread evenly over the range of the real ones.
double uniform_distance(const ComparedColumn& column, std::span<const std::uint64_t> real) {
    const std::uint64_t rows = sum_of(real);
    if (rows == 0 || column.values.empty()) return no_figure;
    const double low = column.values.front();
    const double range = column.values.back() - low;
    if (!(range > 0)) return 0;
    double largest = 0;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < real.size(); ++i) {
        const double uniform = (column.values[i] - low) / range;
        largest = std::max(largest, std::abs(uniform - share(below, rows)));
        below += real[i];
        largest = std::max(largest, std::abs(uniform - share(below, rows)));
    }
    return largest;
}

Fidelity ks_of(const ComparedColumn& column, const TwinCounts& values) {
    if (sum_of(values.real) == 0 || sum_of(values.synthetic) == 0) return {};
    return {kolmogorov_smirnov(values.real, values.synthetic),
            second_sample_distance(values.real, sum_of(values.synthetic)), uniform_distance(column, values.real)};
}

Fidelity tvd_of(std::span<const std::uint64_t> real, std::span<const std::uint64_t> synthetic) {
    if (sum_of(real) == 0) return {};
    const std::uint64_t draws = sum_of(synthetic);
    return {total_variation(real, synthetic), expected_distance(real, draws), expected_distance_of_even(real, draws)};
}

// Few rows that are missing, or few that are not, are a small cell like a bar of few rows.
double shown_share(std::uint64_t count, std::uint64_t rows, std::uint64_t min_count) {
    const auto few = [&](std::uint64_t cell) { return cell > 0 && cell < min_count; };
    return few(count) || few(rows - count) ? no_figure : share(count, rows);
}

}  // namespace

double kolmogorov_smirnov(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second) {
    const std::uint64_t rows = sum_of(first);
    const std::uint64_t other = sum_of(second);
    if (rows == 0 || other == 0) return 0;
    double largest = 0;
    std::uint64_t below = 0;
    std::uint64_t other_below = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        below += first[i];
        other_below += second[i];
        largest = std::max(largest, std::abs(share(below, rows) - share(other_below, other)));
    }
    return largest;
}

ColumnMeasures measure_column(const ComparedColumn& column, const TwinCounts& counts, std::uint64_t min_count) {
    ColumnMeasures measures;
    measures.name = column.name;
    measures.kind = column.kind;
    const bool alone = counts.real.empty();
    const std::size_t codes = column.value_codes();
    const TwinCounts values{alone ? counts.real : counts.real.first(codes), counts.synthetic.first(codes)};
    const std::uint64_t other = counts.synthetic[column.other_code()];
    const std::uint64_t present = sum_of(values.synthetic) + other;
    measures.distinct_synthetic = distinct(values.synthetic);
    measures.missing_synthetic = share(counts.synthetic[column.missing_code()], sum_of(counts.synthetic));
    measures.from_sampled_values = !column.exact;
    measures.histogram = make_histogram(column, counts, min_count);
    if (alone) {
        measures.outside = share(other, present);
        return measures;
    }
    measures.distinct_real = distinct(values.real);
    measures.missing_real = shown_share(counts.real[column.missing_code()], sum_of(counts.real), min_count);
    measures.outside = share(values_outside(column, values, other), present);
    measures.tvd = tvd_of(coarse_counts(column, {counts.real.begin(), counts.real.end()}),
                          coarse_counts(column, {counts.synthetic.begin(), counts.synthetic.end()}));
    if (column.is_ordered()) measures.ks = ks_of(column, values);
    return measures;
}

SmallCells small_values(std::span<const ComparedColumn> columns, std::span<const std::vector<std::uint64_t>> real,
                        std::span<const std::vector<std::uint64_t>> synthetic, std::uint64_t min_count) {
    SmallCells cells;
    const auto small = [&](std::uint64_t count) { return count > 0 && count < min_count; };
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (!columns[c].exact) continue;
        const ShareErrors errors(sum_of(real[c]), sum_of(synthetic[c]));
        for (std::size_t code = 0; code < columns[c].value_codes(); ++code) {
            cells.by_chance += stays_small(real[c][code], errors, min_count);
            if (!small(synthetic[c][code])) continue;
            ++cells.synthetic;
            if (small(real[c][code])) ++cells.both;
        }
    }
    return cells;
}

MarginalMeasures one_way(std::span<const ColumnMeasures> columns) {
    MarginalMeasures mean;
    mean.ways = 1;
    mean.tables = columns.size();
    if (columns.empty()) return mean;
    mean.tvd = {0, 0, 0};
    for (const ColumnMeasures& column : columns) {
        mean.tvd.value += column.tvd.value;
        mean.tvd.second_sample += column.tvd.second_sample;
        mean.tvd.useless += column.tvd.useless;
    }
    const double count = static_cast<double>(columns.size());
    mean.tvd = {mean.tvd.value / count, mean.tvd.second_sample / count, mean.tvd.useless / count};
    return mean;
}

}  // namespace replica
