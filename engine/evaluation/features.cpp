#include "engine/evaluation/features.hpp"

#include "engine/evaluation/sample_draw.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace replica {
namespace {

/// Rows of each coarse code.
using CodeRows = std::vector<std::uint64_t>;

CodeRows coarse_rows(const ComparedColumn& column, const std::vector<std::uint16_t>& codes, const RowNumbers& rows) {
    CodeRows counts(column.coarse_codes);
    for (const std::uint32_t row : rows) ++counts[column.coarse[codes[row]]];
    return counts;
}

void add_indicators(const ComparedColumn& column, std::size_t place, const CodeRows& real, const CodeRows& synthetic,
                    std::size_t most, std::vector<Feature>& features) {
    const auto reference = std::max_element(real.begin(), real.end()) - real.begin();
    std::vector<std::uint16_t> order;
    for (std::size_t code = 0; code < real.size(); ++code) {
        if (static_cast<std::ptrdiff_t>(code) != reference && real[code] + synthetic[code] > 0)
            order.push_back(static_cast<std::uint16_t>(code));
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return real[a] + synthetic[a] > real[b] + synthetic[b]; });
    order.resize(std::min(order.size(), most));
    for (const std::uint16_t code : order) {
        Feature feature;
        feature.column = place;
        feature.kind = FeatureKind::indicator;
        feature.code = code;
        feature.varies_in_real = real[code] > 0;
        feature.name = column.name + " = " + column.coarse_labels[code];
        features.push_back(std::move(feature));
    }
}

/// How the values of a number or date lie in some rows.
struct ValueSpread {
    double rows = 0;    ///< that have a value
    double others = 0;  ///< that have none
    double mean = 0;
    double deviation = 0;  ///< 0: all are equal
};

ValueSpread spread_of(const ComparedColumn& column, const std::vector<std::uint16_t>& codes, const RowNumbers& rows) {
    ValueSpread spread;
    double sum = 0;
    double squares = 0;
    for (const std::uint32_t row : rows) {
        if (codes[row] >= column.value_codes()) continue;
        // From the lowest value on: dates are far from 0 and near each other.
        const double value = column.values[codes[row]] - column.values.front();
        spread.rows += 1;
        sum += value;
        squares += value * value;
    }
    spread.others = static_cast<double>(rows.size()) - spread.rows;
    if (spread.rows == 0) return spread;
    const double mean = sum / spread.rows;
    const double variance = squares / spread.rows - mean * mean;
    spread.mean = mean + column.values.front();
    if (variance > 1e-12 * squares / spread.rows) spread.deviation = std::sqrt(variance);
    return spread;
}

void add_value(const ComparedColumn& column, std::size_t place, const ValueSpread& real, const ValueSpread& synthetic,
               std::vector<Feature>& features) {
    Feature feature;
    feature.column = place;
    feature.name = column.name;
    feature.varies_in_real = real.deviation > 0;
    feature.mean = real.rows > 0 ? real.mean : synthetic.mean;
    const bool apart = real.rows > 0 && synthetic.rows > 0 && real.mean != synthetic.mean;
    const double deviation = real.deviation > 0 ? real.deviation : synthetic.deviation;
    // Two constants that differ: any scale tells them apart, their distance also fits the ridge.
    feature.deviation = deviation > 0 ? deviation : std::abs(real.mean - synthetic.mean);
    if (deviation > 0 || apart) features.push_back(feature);
    if (real.rows + synthetic.rows == 0 || real.others + synthetic.others == 0) return;
    feature.kind = FeatureKind::missing;
    feature.name = column.name + " is missing";
    feature.varies_in_real = real.rows > 0 && real.others > 0;
    features.push_back(std::move(feature));
}

std::vector<Feature> features_with(std::span<const ComparedColumn> columns, const FeatureRows& rows,
                                   std::size_t left_out, std::size_t most_codes) {
    std::vector<Feature> features;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (c == left_out) continue;
        const auto& real = rows.real.columns[c];
        const auto& synthetic = rows.synthetic.columns[c];
        if (columns[c].is_ordered()) {
            add_value(columns[c], c, spread_of(columns[c], real, rows.real_rows),
                      spread_of(columns[c], synthetic, rows.synthetic_rows), features);
        } else {
            add_indicators(columns[c], c, coarse_rows(columns[c], real, rows.real_rows),
                           coarse_rows(columns[c], synthetic, rows.synthetic_rows), most_codes, features);
        }
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

std::vector<Feature> make_features(std::span<const ComparedColumn> columns, const FeatureRows& rows,
                                   std::size_t left_out, std::size_t most) {
    for (std::size_t most_codes = 64; most_codes >= 1; most_codes = most_codes * 3 / 4) {
        auto features = features_with(columns, rows, left_out, most_codes);
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
