#include "engine/evaluation/column_comparison.hpp"
#include "engine/evaluation/column_measures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace replica {
namespace {

constexpr double most_bars = 30;

std::uint64_t sum_of(std::span<const std::uint64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Equally wide bars from `low` on.
struct Bars {
    double low = 0;
    double width = 1;
    std::size_t count = 1;

    [[nodiscard]] std::size_t of(double value) const {
        const double place = std::floor((value - low) / width + 1e-9);
        return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(count - 1)));
    }
};

// The value below which a share of the rows lies.
double quantile(const ComparedColumn& column, std::span<const std::uint64_t> counts, double wanted) {
    const double total = static_cast<double>(sum_of(counts));
    double below = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        below += static_cast<double>(counts[i]);
        if (below >= wanted * total && counts[i] > 0) return column.values[i];
    }
    return column.values.back();
}

// 1, 2 or 5 times a power of ten; of whole numbers and days never below 1.
double nice_width(double rough, bool whole) {
    const double unit = std::pow(10.0, std::floor(std::log10(rough)));
    const double steps[] = {1, 2, 5, 10};
    for (const double step : steps) {
        const double width = step * unit;
        if (width >= rough * (1 - 1e-9)) return whole ? std::max(1.0, width) : width;
    }
    return 10 * unit;
}

Bars bars_of(const ComparedColumn& column, std::span<const std::uint64_t> counts) {
    const double low = quantile(column, counts, 0.005);
    const double high = quantile(column, counts, 0.995);
    const bool whole = column.format.decimals == 0 && column.kind != ComparedKind::datetime;
    if (!(high > low)) return {low, whole ? 1.0 : std::max(1e-9, std::abs(low) / 1000), 1};
    const double width = nice_width((high - low) / most_bars, whole);
    const double begin = std::floor(low / width + 1e-9) * width;
    return {begin, width, static_cast<std::size_t>(std::floor((high - begin) / width + 1e-9)) + 1};
}

std::string axis_text(const ComparedColumn& column, double value) {
    ValueFormat format = column.format;
    std::string text;
    if (column.kind == ComparedKind::number) {
        std::ostringstream out;
        out.precision(12);
        out << value;
        return out.str();
    }
    if (column.kind == ComparedKind::datetime) {
        format = {};
        format.type = ValueType::date;
        value = std::floor(value / 86400);
    }
    append_value(static_cast<std::int64_t>(value), format, text);
    return text;
}

/// Rows of each bar in both tables.
struct BarCounts {
    std::vector<std::uint64_t> real, synthetic;
};

void set_shares(std::vector<HistogramBar>& bars, const BarCounts& counts, std::uint64_t min_count) {
    const double real = static_cast<double>(std::max<std::uint64_t>(1, sum_of(counts.real)));
    const double synthetic = static_cast<double>(std::max<std::uint64_t>(1, sum_of(counts.synthetic)));
    for (std::size_t i = 0; i < bars.size(); ++i) {
        bars[i].synthetic = static_cast<double>(counts.synthetic[i]) / synthetic;
        bars[i].hidden = counts.real[i] > 0 && counts.real[i] < min_count;
        if (!bars[i].hidden) bars[i].real = static_cast<double>(counts.real[i]) / real;
    }
}

std::vector<HistogramBar> bars_of_values(const ComparedColumn& column, const TwinCounts& values,
                                         std::uint64_t min_count) {
    const bool has_real = sum_of(values.real) > 0;
    if (!has_real && sum_of(values.synthetic) == 0) return {};
    const Bars bars = bars_of(column, has_real ? values.real : values.synthetic);
    std::vector<HistogramBar> result(bars.count);
    const bool single = bars.width == 1 && column.format.decimals == 0;
    for (std::size_t i = 0; i < bars.count; ++i) {
        result[i].low = bars.low + bars.width * static_cast<double>(i);
        result[i].high = result[i].low + bars.width;
        const std::string from = axis_text(column, result[i].low);
        result[i].label = single ? from : from + " to " + axis_text(column, result[i].high);
    }
    BarCounts counts{std::vector<std::uint64_t>(bars.count), std::vector<std::uint64_t>(bars.count)};
    for (std::size_t i = 0; i < column.values.size(); ++i) {
        const std::size_t bar = bars.of(column.values[i]);
        if (!values.real.empty()) counts.real[bar] += values.real[i];
        counts.synthetic[bar] += values.synthetic[i];
    }
    set_shares(result, counts, min_count);
    return result;
}

std::vector<HistogramBar> bars_of_categories(const ComparedColumn& column, const TwinCounts& counts,
                                             std::uint64_t min_count) {
    std::vector<std::uint64_t> real(counts.real.begin(), counts.real.end());
    std::vector<std::uint64_t> synthetic(counts.synthetic.begin(), counts.synthetic.end());
    if (real.empty()) real.resize(synthetic.size());
    real[column.missing_code()] = synthetic[column.missing_code()] = 0;
    BarCounts bars{coarse_counts(column, real), coarse_counts(column, synthetic)};
    std::vector<HistogramBar> result;
    for (const std::string& label : column.coarse_labels) {
        result.emplace_back();
        result.back().label = label;
    }
    set_shares(result, bars, min_count);
    // Missing values are no part of the rows that have one.
    const std::uint16_t missing = column.coarse[column.missing_code()];
    if (missing + 1U == column.coarse_codes && result.back().label == "missing") result.pop_back();
    return result;
}

}  // namespace

std::vector<HistogramBar> make_histogram(const ComparedColumn& column, const TwinCounts& counts,
                                         std::uint64_t min_count) {
    if (!column.is_ordered()) return bars_of_categories(column, counts, min_count);
    const std::size_t codes = column.value_codes();
    const TwinCounts values{counts.real.empty() ? counts.real : counts.real.first(codes),
                            counts.synthetic.first(codes)};
    return bars_of_values(column, values, min_count);
}

}  // namespace replica
