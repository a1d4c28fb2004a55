#include "engine/evaluation/missing_measures.hpp"

#include "engine/evaluation/sampling_error.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace replica {
namespace {

/// Bit c of a pattern: whether column c is missing.
using Pattern = std::vector<bool>;

struct PatternRows {
    std::uint64_t real = 0;
    std::uint64_t synthetic = 0;
};
using Patterns = std::map<Pattern, PatternRows>;

void count_patterns(std::span<const ComparedColumn> columns, const CodedSample& sample,
                    std::uint64_t PatternRows::*rows, Patterns& patterns) {
    std::map<Pattern, std::uint64_t> counts;
    Pattern pattern(columns.size());
    for (std::size_t row = 0; row < sample.rows; ++row) {
        for (std::size_t c = 0; c < columns.size(); ++c)
            pattern[c] = sample.columns[c][row] == columns[c].missing_code();
        ++counts[pattern];
    }
    for (const auto& [found, count] : counts) patterns[found].*rows += count;
}

/// Shares of real rows in which each column is missing.
std::vector<double> missing_rates(const Patterns& patterns, std::size_t columns, std::uint64_t rows) {
    std::vector<double> rates(columns);
    for (const auto& [pattern, counts] : patterns)
        for (std::size_t c = 0; c < columns; ++c)
            if (pattern[c]) rates[c] += static_cast<double>(counts.real) / static_cast<double>(rows);
    return rates;
}

// Patterns that don't occur among the real ones have the rest of the probability.
double independent_distance(const Patterns& patterns, std::size_t columns, std::uint64_t rows, std::uint64_t draws) {
    const auto rates = missing_rates(patterns, columns, rows);
    double sum = 0;
    double rest = 1;
    for (const auto& [pattern, counts] : patterns) {
        double product = 1;
        for (std::size_t c = 0; c < columns; ++c) product *= pattern[c] ? rates[c] : 1 - rates[c];
        sum += expected_difference(static_cast<double>(counts.real) / static_cast<double>(rows), product, draws);
        rest -= product;
    }
    return (sum + std::max(0.0, rest)) / 2;
}

Fidelity distance(const Patterns& patterns, std::size_t columns, const MissingMeasures& measures) {
    std::vector<std::uint64_t> real;
    std::vector<std::uint64_t> synthetic;
    for (const auto& [pattern, counts] : patterns) {
        real.push_back(counts.real);
        synthetic.push_back(counts.synthetic);
    }
    return {total_variation(real, synthetic), expected_distance(real, measures.rows_synthetic),
            independent_distance(patterns, columns, measures.rows_real, measures.rows_synthetic)};
}

MissingPattern named(const Pattern& pattern, const PatternRows& counts, std::span<const ComparedColumn> columns,
                     const MissingMeasures& measures, std::uint64_t min_count) {
    MissingPattern result;
    for (std::size_t c = 0; c < columns.size(); ++c)
        if (pattern[c]) result.columns.push_back(columns[c].name);
    result.hidden = counts.real > 0 && counts.real < min_count;
    if (!result.hidden) result.real = static_cast<double>(counts.real) / static_cast<double>(measures.rows_real);
    result.synthetic = static_cast<double>(counts.synthetic) / static_cast<double>(measures.rows_synthetic);
    return result;
}

void list_commonest(const Patterns& patterns, std::span<const ComparedColumn> columns, std::uint64_t min_count,
                    MissingMeasures& measures) {
    constexpr std::size_t most = 8;
    std::vector<Patterns::const_iterator> order;
    for (auto entry = patterns.begin(); entry != patterns.end(); ++entry) order.push_back(entry);
    const auto weight = [&](Patterns::const_iterator entry) {
        return static_cast<double>(entry->second.real) / static_cast<double>(measures.rows_real) +
               static_cast<double>(entry->second.synthetic) / static_cast<double>(measures.rows_synthetic);
    };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return weight(a) > weight(b); });
    order.resize(std::min(order.size(), most));
    for (const auto entry : order)
        measures.patterns.push_back(named(entry->first, entry->second, columns, measures, min_count));
}

}  // namespace

std::optional<MissingMeasures> measure_missing(std::span<const ComparedColumn> columns,
                                               std::span<const CodedSample> real, const CodedSample& synthetic,
                                               std::uint64_t min_count) {
    Patterns patterns;
    MissingMeasures measures;
    for (const CodedSample& sample : real) {
        count_patterns(columns, sample, &PatternRows::real, patterns);
        measures.rows_real += sample.rows;
    }
    count_patterns(columns, synthetic, &PatternRows::synthetic, patterns);
    measures.rows_synthetic = synthetic.rows;
    const bool complete = patterns.size() == 1 && patterns.begin()->first == Pattern(columns.size());
    if (complete || measures.rows_real == 0 || measures.rows_synthetic == 0) return std::nullopt;
    for (const auto& [pattern, counts] : patterns) {
        measures.patterns_real += counts.real > 0 ? 1 : 0;
        measures.patterns_synthetic += counts.synthetic > 0 ? 1 : 0;
    }
    measures.tvd = distance(patterns, columns.size(), measures);
    list_commonest(patterns, columns, min_count, measures);
    return measures;
}

}  // namespace replica
