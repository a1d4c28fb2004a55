#include "io/report/pair_heatmaps.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

using Matrix = std::vector<double>;

Matrix difference(const Matrix& real, const Matrix& synthetic) {
    Matrix result(real.size());
    for (std::size_t i = 0; i < real.size(); ++i) result[i] = synthetic[i] - real[i];
    return result;
}

double largest(const Matrix& matrix) {
    double most = 0;
    for (const double value : matrix)
        if (!std::isnan(value)) most = std::max(most, std::abs(value));
    return most > 0 ? most : 1;
}

// A scale's end that people can read: rounded up to two digits.
double rounded_up(double value) {
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return std::ceil(value / unit - 1e-9) * unit;
}

Heatmap heatmap_of(const std::string& title, const std::vector<std::string>& columns, const Matrix& values,
                   const std::string& unit) {
    Heatmap heatmap;
    heatmap.title = title;
    heatmap.columns = columns;
    heatmap.values = values;
    heatmap.unit = unit;
    return heatmap;
}

void set_scale(Heatmap& heatmap, double low, double high, ColourScale scale) {
    heatmap.low = low;
    heatmap.high = high;
    heatmap.scale = scale;
}

/// Real, synthetic, difference. The latter's scale is its own, since differences are smaller.
std::vector<Heatmap> three_of(const std::string& what, const std::string& real, const std::vector<std::string>& columns,
                              const Matrix& real_values, const Matrix& synthetic_values, const std::string& unit) {
    std::vector<Heatmap> heatmaps{
        heatmap_of(what + ", " + real, columns, real_values, unit),
        heatmap_of(what + ", synthetic", columns, synthetic_values, unit),
        heatmap_of(what + ", synthetic less " + real, columns, difference(real_values, synthetic_values), unit)};
    const double most = rounded_up(largest(heatmaps[2].values));
    set_scale(heatmaps[2], -most, most, ColourScale::diverging);
    return heatmaps;
}

}  // namespace

std::vector<Heatmap> information_heatmaps(const PairMeasures& pairs, const std::string& real) {
    auto heatmaps = three_of("Mutual information", real, pairs.columns, pairs.mutual_information_real,
                             pairs.mutual_information_synthetic, "nats");
    const double most =
        rounded_up(std::max(largest(pairs.mutual_information_real), largest(pairs.mutual_information_synthetic)));
    set_scale(heatmaps[0], 0, most, ColourScale::sequential);
    set_scale(heatmaps[1], 0, most, ColourScale::sequential);
    return heatmaps;
}

std::vector<Heatmap> spearman_heatmaps(const PairMeasures& pairs, const std::string& real) {
    const std::size_t size = pairs.columns.size();
    std::vector<std::size_t> ordered;
    for (std::size_t i = 0; i < size; ++i)
        if (!std::isnan(pairs.spearman_real[i * size + i])) ordered.push_back(i);
    if (ordered.size() < 2) return {};
    std::vector<std::string> names;
    Matrix real_values;
    Matrix synthetic_values;
    for (const std::size_t i : ordered) {
        names.push_back(pairs.columns[i]);
        for (const std::size_t k : ordered) {
            real_values.push_back(pairs.spearman_real[i * size + k]);
            synthetic_values.push_back(pairs.spearman_synthetic[i * size + k]);
        }
    }
    auto heatmaps = three_of("Spearman's correlation", real, names, real_values, synthetic_values, "");
    set_scale(heatmaps[0], -1, 1, ColourScale::diverging);
    set_scale(heatmaps[1], -1, 1, ColourScale::diverging);
    return heatmaps;
}

}  // namespace replica
