#include "engine/error.hpp"
#include "engine/evaluation/features.hpp"
#include "engine/evaluation/logistic_regression.hpp"
#include "engine/evaluation/roc.hpp"
#include "engine/evaluation/sample_draw.hpp"
#include "engine/evaluation/table_figures.hpp"
#include "engine/evaluation/use_measures.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr std::size_t most_products = 30;

/// Two columns whose scores are multiplied, and how much they tell of each other.
struct ProductPair {
    std::size_t first = 0, second = 0;
    double information = 0;
};

/// One number for each code of a column, with mean 0 and variance 1 over the real rows: of numbers and dates their
/// rank, of categories whether it is the commonest. Missing values are 0.
std::vector<double> code_scores(const ComparedColumn& column, const std::vector<std::uint16_t>& codes,
                                const RowNumbers& rows) {
    std::vector<double> counts(column.codes());
    for (const std::uint32_t row : rows) counts[codes[row]] += 1;
    const std::size_t values = column.value_codes();
    std::vector<double> scores(column.codes());
    double below = 0;
    const auto commonest = std::max_element(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(values));
    for (std::size_t code = 0; code < values; ++code) {
        const bool is_commonest = commonest == counts.begin() + static_cast<std::ptrdiff_t>(code);
        scores[code] = column.is_ordered() ? below + counts[code] / 2 : (is_commonest ? 1 : 0);
        below += counts[code];
    }
    double mean = 0;
    double squares = 0;
    for (std::size_t code = 0; code < values; ++code) mean += counts[code] * scores[code] / std::max(1.0, below);
    for (std::size_t code = 0; code < values; ++code)
        squares += counts[code] * (scores[code] - mean) * (scores[code] - mean) / std::max(1.0, below);
    const double deviation = squares > 0 ? std::sqrt(squares) : 1;
    for (std::size_t code = 0; code < values; ++code) scores[code] = (scores[code] - mean) / deviation;
    return scores;
}

/// Mutual information over coarse codes, nats, less what independent columns of as many codes seem to have (Miller,
/// "Note on the bias of information estimates", 1955): else columns with many codes would stand out.
double information_of(const ComparedColumn& first, const std::vector<std::uint16_t>& first_codes,
                      const ComparedColumn& second, const std::vector<std::uint16_t>& second_codes,
                      const RowNumbers& rows) {
    std::vector<double> table(std::size_t{first.coarse_codes} * second.coarse_codes);
    std::vector<bool> first_seen(first.coarse_codes);
    std::vector<bool> second_seen(second.coarse_codes);
    for (const std::uint32_t row : rows) {
        const std::uint16_t a = first.coarse[first_codes[row]];
        const std::uint16_t b = second.coarse[second_codes[row]];
        table[std::size_t{a} * second.coarse_codes + b] += 1;
        first_seen[a] = second_seen[b] = true;
    }
    const auto freedom = (std::count(first_seen.begin(), first_seen.end(), true) - 1) *
                         (std::count(second_seen.begin(), second_seen.end(), true) - 1);
    return table_information(table, second.coarse_codes) -
           static_cast<double>(freedom) / (2 * static_cast<double>(rows.size()));
}

// Chosen by the real rows alone, so that it doesn't favour pairs that happen to differ.
std::vector<ProductPair> strongest_pairs(std::span<const ComparedColumn> columns, const CodedSample& real,
                                         const RowNumbers& all) {
    constexpr std::size_t enough_rows = 4'000;
    RowNumbers rows;
    for (std::size_t i = 0; i < std::min(all.size(), enough_rows); ++i)
        rows.push_back(all[i * all.size() / std::min(all.size(), enough_rows)]);
    std::vector<ProductPair> pairs;
    const std::size_t count = std::min<std::size_t>(columns.size(), 100);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = i + 1; k < count; ++k)
            pairs.push_back({i, k, information_of(columns[i], real.columns[i], columns[k], real.columns[k], rows)});
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.information > b.information; });
    pairs.resize(std::min(pairs.size(), most_products));
    return pairs;
}

/// Real and synthetic rows one after another, with what they are.
struct MixedRows {
    FeatureMatrix features;
    Eigen::VectorXd outcomes;
};

class MixedFeatures {
public:
    MixedFeatures(std::span<const ComparedColumn> columns, const FeatureRows& rows, std::size_t most)
        : columns_(columns), pairs_(strongest_pairs(columns, rows.real, rows.real_rows)) {
        const std::size_t none = columns.size();
        features_ = make_features(columns, rows, none, most - std::min(most, pairs_.size()));
        for (std::size_t c = 0; c < columns.size(); ++c)
            scores_.push_back(code_scores(columns[c], rows.real.columns[c], rows.real_rows));
    }

    [[nodiscard]] Eigen::Index size() const { return static_cast<Eigen::Index>(features_.size() + pairs_.size()); }

    void fill(const CodedSample& sample, const RowNumbers& rows, Eigen::Index begin, FeatureMatrix& matrix) const {
        const auto count = static_cast<Eigen::Index>(rows.size());
        const auto mains = static_cast<Eigen::Index>(features_.size());
        matrix.block(begin, 0, count, mains) = feature_matrix(columns_, features_, sample, rows);
        for (std::size_t p = 0; p < pairs_.size(); ++p) {
            const auto& [first, second, information] = pairs_[p];
            for (std::size_t i = 0; i < rows.size(); ++i) {
                matrix(begin + static_cast<Eigen::Index>(i), mains + static_cast<Eigen::Index>(p)) =
                    scores_[first][sample.columns[first][rows[i]]] * scores_[second][sample.columns[second][rows[i]]];
            }
        }
    }

private:
    std::span<const ComparedColumn> columns_;
    std::vector<ProductPair> pairs_;
    std::vector<Feature> features_;
    std::vector<std::vector<double>> scores_;
};

MixedRows part_of(const MixedRows& rows, const std::vector<Eigen::Index>& numbers) {
    const auto count = static_cast<Eigen::Index>(numbers.size());
    MixedRows part{FeatureMatrix(count, rows.features.cols()), Eigen::VectorXd(count)};
    for (Eigen::Index i = 0; i < count; ++i) {
        part.features.row(i) = rows.features.row(numbers[static_cast<std::size_t>(i)]);
        part.outcomes(i) = rows.outcomes(numbers[static_cast<std::size_t>(i)]);
    }
    return part;
}

/// Row numbers of mixed rows.
struct Halves {
    std::vector<Eigen::Index> trained, tested;
};

// Half of the real and half of the synthetic rows, the same ones of both: a copy's rows are in the half of theirs.
Halves halves_of(Eigen::Index each) {
    const auto count = static_cast<std::size_t>(each);
    std::vector<bool> is_trained(count);
    for (const std::uint32_t row : draw_numbers(count / 2, count, 0, DrawnFor::regression_halves))
        is_trained[row] = true;
    Halves halves;
    for (Eigen::Index i = 0; i < 2 * each; ++i)
        (is_trained[static_cast<std::size_t>(i % each)] ? halves.trained : halves.tested).push_back(i);
    return halves;
}

// Of rows that the regression has not seen: it would find a difference among those that it has.
double unseen_auc(const MixedRows& rows) {
    const Halves halves = halves_of(rows.outcomes.size() / 2);
    const MixedRows trained = part_of(rows, halves.trained);
    const MixedRows tested = part_of(rows, halves.tested);
    const Eigen::VectorXd odds =
        predict_log_odds(fit_logistic(trained.features, trained.outcomes, use_ridge), tested.features);
    std::vector<bool> synthetic;
    for (Eigen::Index i = 0; i < tested.outcomes.size(); ++i) synthetic.push_back(tested.outcomes(i) > 0.5);
    return roc_area({odds.data(), static_cast<std::size_t>(odds.size())}, synthetic).auc;
}

}  // namespace

PropensityMeasures measure_propensity(std::span<const ComparedColumn> columns, const ComparedRows& rows,
                                      const UseOptions& options) {
    constexpr std::size_t fewest = 20;
    const std::size_t each = std::min({rows.real.rows, rows.synthetic.rows, options.most_rows});
    if (columns.empty()) throw InputError("there are no columns to compare");
    if (each < fewest) {
        throw InputError("there are " + std::to_string(each) + " rows of a table, and at least " +
                         std::to_string(fewest) + " are needed");
    }
    const RowNumbers real = drawn_rows(rows.real, each);
    const RowNumbers synthetic = drawn_rows(rows.synthetic, each);
    const MixedFeatures features(columns, {rows.real, real, rows.synthetic, synthetic}, options.most_parameters);
    const auto count = static_cast<Eigen::Index>(each);
    MixedRows mixed{FeatureMatrix(2 * count, features.size()), Eigen::VectorXd::Zero(2 * count)};
    features.fill(rows.real, real, 0, mixed.features);
    features.fill(rows.synthetic, synthetic, count, mixed.features);
    mixed.outcomes.tail(count).setOnes();

    const LogisticModel model = fit_logistic(mixed.features, mixed.outcomes, use_ridge);
    const Eigen::VectorXd probabilities = probabilities_of(predict_log_odds(model, mixed.features));
    PropensityMeasures measures;
    const double total = 2 * static_cast<double>(each);
    const double share = 0.5;
    measures.pmse = (probabilities.array() - share).square().sum() / total;
    measures.parameters = static_cast<std::uint64_t>(features.size()) + 1;
    const double effective = effective_parameters(mixed.features, share, use_ridge);
    measures.pmse_expected = (effective - 1) * (1 - share) * (1 - share) * share / total;
    measures.ratio = measures.pmse_expected > 0 ? measures.pmse / measures.pmse_expected : 0;
    measures.auc = unseen_auc(mixed);
    measures.rows_real = measures.rows_synthetic = each;
    return measures;
}

}  // namespace replica
