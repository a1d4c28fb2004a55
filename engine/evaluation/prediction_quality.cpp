#include "engine/evaluation/prediction_quality.hpp"

#include "engine/evaluation/logistic_regression.hpp"
#include "engine/evaluation/roc.hpp"

#include <algorithm>
#include <numeric>

namespace replica {
namespace {

// Extreme log odds would leave the regression on them without a minimum.
constexpr double strongest = 30;

std::vector<CalibrationPoint> tenths(const Eigen::VectorXd& probabilities, const std::vector<bool>& positive) {
    constexpr std::size_t parts = 10;
    std::vector<std::size_t> order(positive.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return probabilities(static_cast<Eigen::Index>(a)) < probabilities(static_cast<Eigen::Index>(b));
    });
    std::vector<CalibrationPoint> points;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t begin = order.size() * part / parts;
        const std::size_t end = order.size() * (part + 1) / parts;
        if (begin == end) continue;
        CalibrationPoint point;
        point.rows = end - begin;
        for (std::size_t i = begin; i < end; ++i) {
            point.predicted += probabilities(static_cast<Eigen::Index>(order[i]));
            point.observed += positive[order[i]] ? 1 : 0;
        }
        point.predicted /= static_cast<double>(point.rows);
        point.observed /= static_cast<double>(point.rows);
        points.push_back(point);
    }
    return points;
}

}  // namespace

PredictionQuality prediction_quality(const Eigen::VectorXd& log_odds, const std::vector<bool>& positive) {
    PredictionQuality quality;
    const std::span<const double> scores(log_odds.data(), static_cast<std::size_t>(log_odds.size()));
    const RocArea area = roc_area(scores, positive);
    quality.auc = area.auc;
    quality.auc_interval = area.interval;
    const Eigen::VectorXd probabilities = probabilities_of(log_odds);
    Eigen::VectorXd outcomes(log_odds.size());
    for (Eigen::Index i = 0; i < outcomes.size(); ++i) outcomes(i) = positive[static_cast<std::size_t>(i)] ? 1 : 0;
    quality.brier = (probabilities - outcomes).squaredNorm() / static_cast<double>(outcomes.size());
    quality.calibration = tenths(probabilities, positive);
    const FeatureMatrix feature = log_odds.cwiseMax(-strongest).cwiseMin(strongest);
    const LogisticModel line = fit_logistic(feature, outcomes, 1e-6);
    quality.calibration_intercept = line.coefficients(0);
    quality.calibration_slope = line.coefficients(1);
    return quality;
}

}  // namespace replica
