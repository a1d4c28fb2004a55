#pragma once

#include <Eigen/Core>

namespace replica {

/// Rows of features, a row each.
using FeatureMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A fitted logistic regression: log odds = coefficients(0) + sum of coefficients(1 + j) x feature j.
struct LogisticModel {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;  ///< inverse of the penalized Hessian at the coefficients
    int iterations = 0;
};

/// Minimizes - log likelihood + ridge / 2 x sum of squared coefficients but the intercept, by Newton's method, which
/// for this model is iteratively reweighted least squares (McCullagh, Nelder, "Generalized Linear Models", 1989, 2.5;
/// le Cessie, van Houwelingen, "Ridge estimators in logistic regression", Applied Statistics 1992); steps are halved
/// until the objective falls. ridge = 1 / C of scikit-learn's LogisticRegression. With ridge > 0 there is one minimum,
/// also where a feature tells the classes apart or follows from others. outcomes: 0 or 1 for each row of features.
/// ridge: not negative.
LogisticModel fit_logistic(const FeatureMatrix& features, const Eigen::VectorXd& outcomes, double ridge);

/// How many parameters such a regression has in effect, intercept included, where features say nothing of outcomes of
/// which `share` are 1: the trace of F F, F = (H + R)^-1 H, H being the Hessian of the log likelihood and R that of the
/// penalty (degrees of freedom for variance of Hastie, Tibshirani, "Generalized Additive Models", 1990, 3.5). All of
/// them without ridge; those of rare features less.
double effective_parameters(const FeatureMatrix& features, double share, double ridge);

/// Log odds of each row.
Eigen::VectorXd predict_log_odds(const LogisticModel& model, const FeatureMatrix& features);

/// 1 / (1 + exp(-log_odds)) of each.
Eigen::VectorXd probabilities_of(const Eigen::VectorXd& log_odds);

}  // namespace replica
