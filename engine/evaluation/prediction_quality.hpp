#pragma once

#include "engine/evaluation/use_measures.hpp"

#include <vector>

#include <Eigen/Core>

namespace replica {

/// How predicted log odds do against what was observed: area under the curve, Brier score, and calibration in tenths of
/// the rows and as a logistic regression on the log odds (Cox, "Two further applications of a model for binary
/// regression", Biometrika 1958). Both classes occur.
PredictionQuality prediction_quality(const Eigen::VectorXd& log_odds, const std::vector<bool>& positive);

}  // namespace replica
