#include "engine/latent_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>

namespace replica {
namespace {

constexpr double least_weight = 1e-6;

}  // namespace

LatentMatrix::LatentMatrix(std::vector<LatentMargin> margins, double cell_noise)
    : margins_(std::move(margins)), cell_noise_(cell_noise) {
    const auto size = static_cast<Eigen::Index>(margins_.size());
    persons_ =
        std::count_if(margins_.begin(), margins_.end(), [](const auto& own) { return own.of_persons.has_value(); });
    wanted_ = Eigen::MatrixXd::Identity(size, size);
    weights_ = Eigen::MatrixXd::Constant(size, size, least_weight);
    targets_ = Eigen::MatrixXd::Constant(size, size, std::nan(""));
}

void LatentMatrix::keep_apart(Eigen::Index first, Eigen::Index second) {
    weights_(first, second) = weights_(second, first) = 1;
}

void LatentMatrix::solve_rows(Eigen::Index first, Eigen::Index second, const RankObservation& observed) {
    solve(first, second, observed, margin(first).of_rows, margin(second).of_rows);
}

void LatentMatrix::solve_persons(Eigen::Index first, Eigen::Index second, const RankObservation& observed) {
    solve(first, second, observed, margin(first).of_persons.value(), margin(second).of_persons.value());
}

void LatentMatrix::solve(Eigen::Index first, Eigen::Index second, RankObservation observed, const LatentGrades& a,
                         const LatentGrades& b) {
    if (!(a.variance > 0) || !(b.variance > 0)) return;
    observed.spearman = std::clamp(observed.spearman / (margin(first).kept * margin(second).kept), -0.999, 0.999);
    const double noise = cell_noise_ * observed.noise;
    // The posterior mean, by the positive part of James and Stein (1961), each figure by itself.
    if (noise > 0)
        observed.spearman *= std::max(0.0, 1 - noise * noise / (observed.spearman * observed.spearman + 1e-12));
    targets_(first, second) = targets_(second, first) = observed.spearman;
    const SpearmanRange range = attainable_spearman(a, b);
    out_of_reach_ = std::max({out_of_reach_, observed.spearman - range.highest, range.lowest - observed.spearman});
    const double r = solve_latent(a, b, std::clamp(observed.spearman, range.lowest, range.highest));
    constexpr double step = 0.01;
    const double local =
        (spearman_of_latent(a, b, std::min(r + step, 1.0)) - spearman_of_latent(a, b, std::max(r - step, -1.0))) /
        (2 * step);
    // Where one value implies another the curve is flat at its end, though not on the way there.
    const double chord = std::abs(r) > step ? spearman_of_latent(a, b, r) / r : 0;
    const double slope = std::max(local, chord);
    // Rare values say little of a latent correlation: what they leave open, and what isn't beyond chance, is none.
    constexpr double well_known = 0.05;
    constexpr double beyond_chance = 2.5;
    const double rows = std::max(1.0, observed.rows);
    const double error = std::hypot(1 / std::sqrt(rows), noise) / std::max(slope, 1e-9);
    const bool is_chance = error > well_known && std::abs(r) < beyond_chance * error;
    wanted_(first, second) = wanted_(second, first) = is_chance ? 0 : r;
    // Where Spearman's correlation hardly hangs on the latent one, that may be changed.
    weights_(first, second) = weights_(second, first) = observed.weight * slope * slope + least_weight;
}

bool LatentMatrix::correct(Eigen::Index first, Eigen::Index second, const RankObservation& drawn) {
    constexpr double step = 0.01;
    constexpr double chance = 0.008;  // that the rows drawn leave
    const double target = targets_(first, second);
    const double excess = drawn.spearman - target;
    const double r = wanted_(first, second);
    if (std::isnan(target) || r == 0 || !(std::abs(excess) > chance)) return false;
    const LatentGrades& a = margin(first).of_rows;
    const LatentGrades& b = margin(second).of_rows;
    const double slope = (spearman_of_latent(a, b, r + step) - spearman_of_latent(a, b, r - step)) / (2 * step);
    const double moved = r - excess / std::max(slope, 0.2);
    wanted_(first, second) = wanted_(second, first) = std::clamp(moved, -0.999, 0.999);
    return true;
}

std::vector<double> LatentMatrix::factor() {
    std::vector<double> triangle;
    if (margins_.empty()) return triangle;
    constexpr double smallest = 1e-6;
    change_ = nearest_correlation(wanted_, weights_, smallest);
    const Eigen::MatrixXd factor = conditional_factor(change_.matrix);
    for (Eigen::Index row = 0; row < factor.rows(); ++row)
        for (Eigen::Index column = 0; column <= row; ++column) triangle.push_back(factor(row, column));
    return triangle;
}

// The persons' part by itself, and that of rows given persons: by a ridge regression, since persons' variables at the
// rows' marginals aren't quite what the matrix says, and what is nearly determined among them must not decide.
Eigen::MatrixXd LatentMatrix::conditional_factor(const Eigen::MatrixXd& correlation) const {
    constexpr double ridge = 0.03;
    const Eigen::Index of_persons = persons_;
    if (of_persons == 0) return cholesky_factor(correlation);
    const Eigen::Index of_rows = correlation.rows() - of_persons;
    const Eigen::MatrixXd persons = correlation.topLeftCorner(of_persons, of_persons);
    Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(correlation.rows(), correlation.cols());
    factor.topLeftCorner(of_persons, of_persons) = cholesky_factor(persons);
    if (of_rows == 0) return factor;
    const Eigen::MatrixXd ridged = persons + ridge * Eigen::MatrixXd::Identity(of_persons, of_persons);
    const Eigen::MatrixXd across = correlation.topRightCorner(of_persons, of_rows);
    const Eigen::MatrixXd weights = ridged.llt().solve(across).transpose();
    const Eigen::MatrixXd rest =
        correlation.bottomRightCorner(of_rows, of_rows) - weights * persons * weights.transpose();
    factor.bottomLeftCorner(of_rows, of_persons) = weights;
    factor.bottomRightCorner(of_rows, of_rows) = cholesky_factor(rest);
    return factor;
}

}  // namespace replica
