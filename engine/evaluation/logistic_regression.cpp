#include "engine/evaluation/logistic_regression.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>

namespace replica {
namespace {

/// -log likelihood + penalty.
double objective(const Eigen::VectorXd& log_odds, const Eigen::VectorXd& outcomes, const Eigen::VectorXd& coefficients,
                 double ridge) {
    double sum = 0;
    for (Eigen::Index i = 0; i < log_odds.size(); ++i) {
        const double z = log_odds(i);
        // log(1 + exp(z)) without overflow.
        sum += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - outcomes(i) * z;
    }
    return sum + ridge / 2 * coefficients.tail(coefficients.size() - 1).squaredNorm();
}

/// Sum over rows of weight x (1, features)(1, features)'. Weights: not negative.
Eigen::MatrixXd weighted_products(const FeatureMatrix& features, const Eigen::VectorXd& weights) {
    const Eigen::Index size = features.cols() + 1;
    Eigen::MatrixXd products = Eigen::MatrixXd::Zero(size, size);
    // Blocks of rows stay in cache while their products are added.
    constexpr Eigen::Index block_rows = 256;
    Eigen::MatrixXd scaled(size, block_rows);
    for (Eigen::Index begin = 0; begin < features.rows(); begin += block_rows) {
        const Eigen::Index count = std::min(block_rows, features.rows() - begin);
        const Eigen::VectorXd root = weights.segment(begin, count).cwiseSqrt();
        auto columns = scaled.leftCols(count);
        columns.row(0) = root.transpose();
        columns.bottomRows(size - 1) = features.middleRows(begin, count).transpose() * root.asDiagonal();
        products.selfadjointView<Eigen::Lower>().rankUpdate(columns);
    }
    products.triangularView<Eigen::StrictlyUpper>() = products.transpose();
    return products;
}

/// Gradient and Hessian of the objective.
struct Derivatives {
    Eigen::VectorXd gradient;
    Eigen::MatrixXd hessian;
};

Derivatives derivatives(const FeatureMatrix& features, const Eigen::VectorXd& outcomes, const Eigen::VectorXd& log_odds,
                        const Eigen::VectorXd& coefficients, double ridge) {
    const Eigen::Index slopes = features.cols();
    const Eigen::VectorXd p = probabilities_of(log_odds);
    const Eigen::VectorXd error = p - outcomes;
    Derivatives result;
    result.gradient = Eigen::VectorXd(slopes + 1);
    result.gradient(0) = error.sum();
    result.gradient.tail(slopes) = features.transpose() * error + ridge * coefficients.tail(slopes);
    result.hessian = weighted_products(features, (p.array() * (1 - p.array())).matrix());
    result.hessian.diagonal().tail(slopes).array() += ridge;
    return result;
}

/// Where coefficients lead to.
struct Position {
    Eigen::VectorXd log_odds;
    double value = 0;  ///< of the objective
};

// As far along the step as the objective falls; false where it falls nowhere.
bool take_step(const FeatureMatrix& features, const Eigen::VectorXd& outcomes, double ridge, Eigen::VectorXd step,
               LogisticModel& model, Position& position) {
    constexpr int most_halvings = 30;
    for (int halvings = 0; halvings < most_halvings; ++halvings, step /= 2) {
        LogisticModel next;
        next.coefficients = model.coefficients + step;
        Eigen::VectorXd log_odds = predict_log_odds(next, features);
        const double value = objective(log_odds, outcomes, next.coefficients, ridge);
        if (!(value < position.value)) continue;
        model.coefficients = std::move(next.coefficients);
        position = {std::move(log_odds), value};
        return true;
    }
    return false;
}

}  // namespace

Eigen::VectorXd predict_log_odds(const LogisticModel& model, const FeatureMatrix& features) {
    Eigen::VectorXd log_odds = Eigen::VectorXd::Constant(features.rows(), model.coefficients(0));
    log_odds.noalias() += features * model.coefficients.tail(features.cols());
    return log_odds;
}

Eigen::VectorXd probabilities_of(const Eigen::VectorXd& log_odds) {
    return log_odds.unaryExpr([](double z) { return 1 / (1 + std::exp(-z)); });
}

LogisticModel fit_logistic(const FeatureMatrix& features, const Eigen::VectorXd& outcomes, double ridge) {
    constexpr int most_iterations = 100;
    constexpr double small_step = 1e-8;
    constexpr double small_decrement = 1e-12;
    LogisticModel model;
    model.coefficients = Eigen::VectorXd::Zero(features.cols() + 1);
    Position position{predict_log_odds(model, features), 0};
    position.value = objective(position.log_odds, outcomes, model.coefficients, ridge);
    bool near = false;
    while (true) {
        const Derivatives at = derivatives(features, outcomes, position.log_odds, model.coefficients, ridge);
        const Eigen::LDLT<Eigen::MatrixXd> factor(at.hessian);
        const Eigen::VectorXd step = -factor.solve(at.gradient);
        const bool was_near = near;
        near = -at.gradient.dot(step) <= small_decrement * (1 + position.value);
        bool moved = true;
        if (near) {
            // So near the minimum rounding of the objective would hide that it falls, and whole steps are right.
            model.coefficients += step;
            position.log_odds = predict_log_odds(model, features);
        } else {
            moved = take_step(features, outcomes, ridge, step, model, position);
        }
        // Newton's steps square their error: what a step that is so short leaves can't be seen any more, nor what two
        // whole ones do.
        const bool settled = step.norm() <= small_step * (1 + model.coefficients.norm()) || (near && was_near);
        if (!moved || settled || ++model.iterations == most_iterations) {
            model.covariance = factor.solve(Eigen::MatrixXd::Identity(at.hessian.rows(), at.hessian.cols()));
            return model;
        }
    }
}

double effective_parameters(const FeatureMatrix& features, double share, double ridge) {
    const Eigen::MatrixXd hessian =
        weighted_products(features, Eigen::VectorXd::Constant(features.rows(), share * (1 - share)));
    Eigen::MatrixXd penalized = hessian;
    penalized.diagonal().tail(features.cols()).array() += ridge;
    const Eigen::MatrixXd kept = Eigen::LDLT<Eigen::MatrixXd>(penalized).solve(hessian);
    return kept.cwiseProduct(kept.transpose()).sum();
}

}  // namespace replica
