#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace replica {

/// How a column hangs on a standard normal latent variable z: as a step function, ascending, of ranks. Its grade is its
/// mid-rank as a share: P(X < x) + P(X = x) / 2.
///
/// The n-th Hermite coefficient of its grades g is c_n = E[g(z) h_n(z)], h_n the normalized Hermite polynomials; as g
/// is a step function, c_n = sum over its jumps of (jump) h_(n-1)(t) phi(t) / sqrt(n), t the jump's place. Of two
/// latent variables with correlation r the grades then have the covariance sum_n c_n d_n r^n (Mehler 1866), n >= 1.
struct LatentGrades {
    std::vector<double> thresholds;    ///< where z passes from one value to the next, ascending
    std::vector<double> grades;        ///< by value; one more than thresholds
    std::vector<double> coefficients;  ///< c_1, c_2, ...
    double variance = 0;               ///< of the grades
};

/// From the probabilities of a column's values in their order. Precondition: at least two are above 0.
LatentGrades latent_grades(std::span<const double> probabilities);

/// From a column's quantile function, at `draws` evenly spread draws: what it makes equal is one value. No thresholds
/// and a variance of 0 where it has one value only.
LatentGrades latent_grades_of(const std::function<double(double)>& quantile, std::size_t draws);

/// Spearman's rank correlation, ties at mid-ranks, of two columns whose latent variables have correlation r.
double spearman_of_latent(const LatentGrades& first, const LatentGrades& second, double r);

/// The correlations that Spearman's can't leave, whatever r: those of r = -1 and 1.
struct SpearmanRange {
    double lowest = -1;
    double highest = 1;
};
SpearmanRange attainable_spearman(const LatentGrades& first, const LatentGrades& second);

/// The r at which Spearman's correlation is `target`; -1 or 1 (almost) where that is beyond reach.
double solve_latent(const LatentGrades& first, const LatentGrades& second, double target);

/// Spearman's rank correlation of two columns' values, ties at mid-ranks; rows where either is missing (NaN) are left
/// out. 0 where a column has one value only.
double spearman(std::span<const double> first, std::span<const double> second);

/// A correlation matrix near a symmetric one with unit diagonal, and positive definite: by alternating projections
/// (Higham 2002) until no eigenvalue is below `smallest`. `largest_change` is of any entry, 0 where it was one already.
struct NearestCorrelation {
    Eigen::MatrixXd matrix;
    double largest_change = 0;
    Eigen::Index row = 0, column = 0;  ///< of that change
};
NearestCorrelation nearest_correlation(const Eigen::MatrixXd& wanted, double smallest = 1e-8);

/// The same, near where it matters: makes sum of weights(i, k) x (change of entry i, k)^2 small. By unit vectors whose
/// products are the entries (Rebonato, Jaeckel 1999), each in turn moved down the majorized gradient (Pietersz,
/// Groenen 2004), from those of the unweighted one on. weights: symmetric, not negative.
NearestCorrelation nearest_correlation(const Eigen::MatrixXd& wanted, const Eigen::MatrixXd& weights,
                                       double smallest = 1e-8);

/// The lower triangle L with L L' = correlation. Precondition: positive definite.
Eigen::MatrixXd cholesky_factor(const Eigen::MatrixXd& correlation);

}  // namespace replica
