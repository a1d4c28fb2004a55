#include "engine/evaluation/use_measures.hpp"

#include "engine/error.hpp"
#include "engine/evaluation/features.hpp"
#include "engine/evaluation/logistic_regression.hpp"
#include "engine/evaluation/prediction_quality.hpp"
#include "engine/evaluation/prediction_target.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

void check_classes(const ClassifiedRows& rows, const PredictionTarget& target, const std::string& which) {
    constexpr std::size_t fewest = 20;
    if (rows.rows.size() < fewest) {
        throw InputError("of the " + which + " only " + std::to_string(rows.rows.size()) + " have a value of " +
                         target.label + ", too few to train or test a model");
    }
    if (rows.positives == 0 || rows.positives == rows.rows.size()) {
        throw InputError("the " + which + " have one class of " + target.label +
                         " only; name another column in --target");
    }
}

Eigen::VectorXd outcomes_of(const ClassifiedRows& rows) {
    Eigen::VectorXd outcomes(static_cast<Eigen::Index>(rows.positive.size()));
    for (std::size_t i = 0; i < rows.positive.size(); ++i)
        outcomes(static_cast<Eigen::Index>(i)) = rows.positive[i] ? 1 : 0;
    return outcomes;
}

Interval interval_of(const LogisticModel& model, Eigen::Index coefficient) {
    const double half = 1.959963984540054 * std::sqrt(std::max(0.0, model.covariance(coefficient, coefficient)));
    return {model.coefficients(coefficient) - half, model.coefficients(coefficient) + half};
}

// Karr, Kohnen, Oganian, Reiter, Sanil, "A framework for evaluating the utility of data altered to protect
// confidentiality", The American Statistician 2006: the part that both intervals have in common, of each.
double overlap(const Interval& first, const Interval& second) {
    const double common = std::min(first.high, second.high) - std::max(first.low, second.low);
    if (!(common > 0)) return 0;
    return (common / (first.high - first.low) + common / (second.high - second.low)) / 2;
}

std::vector<CoefficientPair> coefficient_pairs(const std::vector<Feature>& features, const LogisticModel& real,
                                               const LogisticModel& synthetic) {
    std::vector<CoefficientPair> pairs;
    for (std::size_t f = 0; f < features.size(); ++f) {
        if (!features[f].varies_in_real) continue;
        const auto i = static_cast<Eigen::Index>(f) + 1;
        pairs.push_back({features[f].name, real.coefficients(i), interval_of(real, i), synthetic.coefficients(i),
                         interval_of(synthetic, i)});
    }
    const auto strength = [](const CoefficientPair& pair) {
        return std::abs(pair.real) / std::max(1e-300, pair.real_interval.high - pair.real_interval.low);
    };
    std::stable_sort(pairs.begin(), pairs.end(),
                     [&](const auto& a, const auto& b) { return strength(a) > strength(b); });
    return pairs;
}

}  // namespace

UseMeasures measure_use(std::span<const ComparedColumn> columns, const ComparedRows& rows, const UseOptions& options) {
    const RowNumbers real_rows = drawn_rows(rows.real, options.most_rows);
    const PredictionTarget target = choose_target(columns, rows.real, real_rows, options.target);
    const ClassifiedRows real = classify(target, rows.real, real_rows);
    const ClassifiedRows synthetic = classify(target, rows.synthetic, drawn_rows(rows.synthetic, options.most_rows));
    const ClassifiedRows test = classify(target, rows.holdout, drawn_rows(rows.holdout, options.most_rows));
    check_classes(real, target, "real rows");
    check_classes(synthetic, target, "synthetic rows");
    check_classes(test, target, "held-out rows");
    const auto features = make_features(columns, {rows.real, real.rows, rows.synthetic, synthetic.rows}, target.column,
                                        options.most_parameters);
    if (std::none_of(features.begin(), features.end(), [](const Feature& feature) { return feature.varies_in_real; }))
        throw InputError("there is no column beside " + target.label + " to predict it from");

    const auto fit = [&](const CodedSample& sample, const ClassifiedRows& chosen) {
        return fit_logistic(feature_matrix(columns, features, sample, chosen.rows), outcomes_of(chosen), use_ridge);
    };
    const LogisticModel real_model = fit(rows.real, real);
    const LogisticModel synthetic_model = fit(rows.synthetic, synthetic);
    const FeatureMatrix tested = feature_matrix(columns, features, rows.holdout, test.rows);

    UseMeasures use;
    use.target = target.label;
    use.why = target.why;
    use.test_rows = test.rows.size();
    use.test_share = static_cast<double>(test.positives) / static_cast<double>(test.rows.size());
    use.real_rows = real.rows.size();
    use.synthetic_rows = synthetic.rows.size();
    use.real = prediction_quality(predict_log_odds(real_model, tested), test.positive);
    use.synthetic = prediction_quality(predict_log_odds(synthetic_model, tested), test.positive);
    use.coefficients = coefficient_pairs(features, real_model, synthetic_model);
    for (const CoefficientPair& pair : use.coefficients)
        use.coefficients_overlap += overlap(pair.real_interval, pair.synthetic_interval);
    use.coefficients_overlap /= static_cast<double>(use.coefficients.size());
    return use;
}

}  // namespace replica
