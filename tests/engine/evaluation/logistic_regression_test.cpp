#include "engine/evaluation/logistic_regression.hpp"

#include "engine/evaluation/prediction_quality.hpp"
#include "engine/evaluation/roc.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(LogisticRegression, FindsTheLogOddsOfATwoByTwoTable) {
    // 10 of 40 where the feature is 0, 30 of 40 where it is 1.
    FeatureMatrix features(80, 1);
    Eigen::VectorXd outcomes(80);
    for (Eigen::Index i = 0; i < 80; ++i) {
        features(i, 0) = i < 40 ? 0 : 1;
        outcomes(i) = i < 10 || (i >= 40 && i < 70) ? 1 : 0;
    }
    const LogisticModel model = fit_logistic(features, outcomes, 0);
    EXPECT_NEAR(model.coefficients(0), std::log(1.0 / 3), 1e-9);
    EXPECT_NEAR(model.coefficients(1), std::log(9.0), 1e-9);
    // The variance of a log odds ratio is the sum of the cells' inverses.
    EXPECT_NEAR(model.covariance(1, 1), 2 * (1.0 / 10 + 1.0 / 30), 1e-9);
    const Eigen::VectorXd p = probabilities_of(predict_log_odds(model, features));
    EXPECT_NEAR(p(0), 0.25, 1e-9);
    EXPECT_NEAR(p(79), 0.75, 1e-9);
}

TEST(LogisticRegression, StaysFiniteWhereAFeatureTellsTheClassesApart) {
    FeatureMatrix features(20, 2);
    Eigen::VectorXd outcomes(20);
    for (Eigen::Index i = 0; i < 20; ++i) {
        features(i, 0) = static_cast<double>(i) * 1000;
        features(i, 1) = 2 * features(i, 0);  // follows from the other
        outcomes(i) = i >= 10 ? 1 : 0;
    }
    const LogisticModel model = fit_logistic(features, outcomes, 1);
    EXPECT_TRUE(model.coefficients.allFinite());
    EXPECT_TRUE(model.covariance.allFinite());
    EXPECT_LT(model.iterations, 100);
    const Eigen::VectorXd odds = predict_log_odds(model, features);
    EXPECT_LT(odds(9), 0);
    EXPECT_GT(odds(10), 0);
}

TEST(LogisticRegression, HasAGradientOfZeroAtItsMinimum) {
    FeatureMatrix features(50, 2);
    Eigen::VectorXd outcomes(50);
    for (Eigen::Index i = 0; i < 50; ++i) {
        features(i, 0) = std::sin(static_cast<double>(i));
        features(i, 1) = std::cos(3.0 * static_cast<double>(i));
        outcomes(i) = (i * 7) % 3 == 0 ? 1 : 0;
    }
    const double ridge = 2.5;
    const LogisticModel model = fit_logistic(features, outcomes, ridge);
    const Eigen::VectorXd error = probabilities_of(predict_log_odds(model, features)) - outcomes;
    EXPECT_NEAR(error.sum(), 0, 1e-8);
    for (Eigen::Index j = 0; j < 2; ++j)
        EXPECT_NEAR(features.col(j).dot(error) + ridge * model.coefficients(1 + j), 0, 1e-8);
}

TEST(EffectiveParameters, AreFewerWithARidge) {
    // A feature of +1 and -1, orthogonal to the intercept: its part of the Hessian is 8 / 4 = 2.
    FeatureMatrix features(8, 1);
    features << 1, -1, 1, -1, 1, -1, 1, -1;
    EXPECT_DOUBLE_EQ(effective_parameters(features, 0.5, 0), 2);
    EXPECT_DOUBLE_EQ(effective_parameters(features, 0.5, 2), 1 + 0.25);  // (2 / (2 + 2))^2
    EXPECT_NEAR(effective_parameters(features, 0.5, 1e9), 1, 1e-9);      // the intercept has none
}

TEST(RocArea, IsTheShareOfPairsInOrder) {
    const std::vector<double> scores{1, 2, 2, 3};
    // Pairs (2, 1), (2, 2), (3, 1), (3, 2): 1, 1/2, 1, 1.
    const RocArea area = roc_area(scores, {false, true, false, true});
    EXPECT_DOUBLE_EQ(area.auc, 3.5 / 4);
    // Positives beat 3/4 and all of the negatives, negatives are beaten by all and 3/4 of the positives: variances
    // 1/32.
    EXPECT_DOUBLE_EQ(area.variance, (1.0 / 32) / 2 + (1.0 / 32) / 2);
    EXPECT_LE(area.interval.high, 1);
    EXPECT_EQ(roc_area(scores, {true, true, true, true}).auc, 0.5);
}

TEST(PredictionQuality, FindsWhatIsCalibratedAndWhatIsNot) {
    // Of 100 rows at each of ten probabilities so many are positive as are predicted.
    std::vector<bool> positive;
    Eigen::VectorXd odds(1000);
    for (Eigen::Index i = 0; i < 1000; ++i) {
        const double p = (static_cast<double>(i / 100) + 0.5) / 10;
        odds(i) = std::log(p / (1 - p));
        positive.push_back(i % 100 < std::lround(100 * p));
    }
    const PredictionQuality right = prediction_quality(odds, positive);
    EXPECT_NEAR(right.calibration_slope, 1, 1e-6);
    EXPECT_NEAR(right.calibration_intercept, 0, 1e-6);
    ASSERT_EQ(right.calibration.size(), 10U);
    for (const CalibrationPoint& point : right.calibration) EXPECT_NEAR(point.predicted, point.observed, 1e-9);
    const PredictionQuality timid = prediction_quality(odds / 2, positive);
    EXPECT_NEAR(timid.calibration_slope, 2, 1e-6);
    EXPECT_EQ(timid.auc, right.auc);
    EXPECT_GT(timid.brier, right.brier);
}

}  // namespace
}  // namespace replica
