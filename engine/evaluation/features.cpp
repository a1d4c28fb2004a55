#include "engine/evaluation/features.hpp"

#include "engine/evaluation/sample_draw.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

/// Rows of each coarse code.
std::vector<std::uint64_t> code_rows(const ComparedColumn& column, const std::vector<std::uint16_t>& codes,
                                     const RowNumbers& rows) {
    std::vector<std::uint64_t> counts(column.coarse_codes);
    for (const std::uint32_t row : rows) ++counts[column.coarse[codes[row]]];
    return counts;
}

void add_indicators(const ComparedColumn& column, std::size_t place, const std::vector<std::uint64_t>& counts,
                    std::size_t most, std::vector<Feature>& features) {
    std::vector<std::uint16_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return counts[a] > counts[b]; });
    for (std::size_t i = 1; i < order.size() && i <= most; ++i) {
        if (counts[order[i]] == 0) break;
        Feature feature;
        feature.column = place;
        feature.kind = FeatureKind::indicator;
        feature.code = order[i];
        feature.name = column.name + " = " + column.coarse_labels[order[i]];
        features.push_back(std::move(feature));
    }
}

void add_value(const ComparedColumn& column, std::size_t place, const std::vector<std::uint16_t>& codes,
               const RowNumbers& rows, std::vector<Feature>& features) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (const std::uint32_t row : rows) {
        if (codes[row] >= column.value_codes()) continue;
        const double value = column.values[codes[row]] - column.values.front();
        count += 1;
        sum += value;
        squares += value * value;
    }
    if (count == 0) return;
    Feature feature;
    feature.column = place;
    feature.mean = sum / count;
    const double variance = squares / count - feature.mean * feature.mean;
    feature.name = column.name;
    const bool varies = variance > 1e-12 * squares / count;
    feature.deviation = varies ? std::sqrt(variance) : 1;
    feature.mean += column.values.front();
    if (varies) features.push_back(feature);
    if (count == 0 || count == static_cast<double>(rows.size())) return;
    feature.kind = FeatureKind::missing;
    feature.name = column.name + " is missing";
    features.push_back(std::move(feature));
}

std::vector<Feature> features_with(std::span<const ComparedColumn> columns, const CodedSample& real,
                                   const RowNumbers& rows, std::size_t left_out, std::size_t most_codes) {
    std::vector<Feature> features;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (c == left_out) continue;
        if (columns[c].is_ordered())
            add_value(columns[c], c, real.columns[c], rows, features);
        else
            add_indicators(columns[c], c, code_rows(columns[c], real.columns[c], rows), most_codes, features);
    }
    return features;
}

double feature_value(const ComparedColumn& column, const Feature& feature, std::uint16_t code) {
    switch (feature.kind) {
        case FeatureKind::indicator: return column.coarse[code] == feature.code ? 1 : 0;
        case FeatureKind::missing: return code >= column.value_codes() ? 1 : 0;
        case FeatureKind::value: break;
    }
    return code < column.value_codes() ? (column.values[code] - feature.mean) / feature.deviation : 0;
}

}  // namespace

RowNumbers drawn_rows(const CodedSample& sample, std::size_t most) {
    return draw_rows(sample, most, 0, DrawnFor::regressions).rows;
}

std::vector<Feature> make_features(std::span<const ComparedColumn> columns, const CodedSample& real,
                                   const RowNumbers& rows, std::size_t left_out, std::size_t most) {
    for (std::size_t most_codes = 64; most_codes >= 1; most_codes = most_codes * 3 / 4) {
        auto features = features_with(columns, real, rows, left_out, most_codes);
        if (features.size() <= most || most_codes == 1) {
            if (features.size() > most) features.resize(most);
            return features;
        }
    }
    return {};
}

FeatureMatrix feature_matrix(std::span<const ComparedColumn> columns, std::span<const Feature> features,
                             const CodedSample& sample, const RowNumbers& rows) {
    FeatureMatrix matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(features.size()));
    for (std::size_t f = 0; f < features.size(); ++f) {
        const ComparedColumn& column = columns[features[f].column];
        // Looked up by code: a column has fewer codes than rows, or about as many.
        std::vector<double> values(column.codes());
        for (std::size_t code = 0; code < values.size(); ++code)
            values[code] = feature_value(column, features[f], static_cast<std::uint16_t>(code));
        const auto& codes = sample.columns[features[f].column];
        for (std::size_t i = 0; i < rows.size(); ++i)
            matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(f)) = values[codes[rows[i]]];
    }
    return matrix;
}

}  // namespace replica
