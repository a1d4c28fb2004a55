#include "engine/latent_correlation.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

namespace replica {
namespace {

constexpr std::size_t hermite_terms = 160;
constexpr double strongest = 0.9999;  // beyond it the series converges too slowly, and nothing tells it from 1

double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

double normal_quantile(double u) { return boost::math::quantile(boost::math::normal_distribution<double>(), u); }

// So many steps of `cubes` times size^3 operations each as take some ten seconds; three at least.
int steps_within(Eigen::Index size, double cubes, int most) {
    constexpr double operations = 2e10;
    const auto n = static_cast<double>(size);
    return static_cast<int>(std::clamp(operations / (cubes * n * n * n), 3.0, static_cast<double>(most)));
}

// E[g(z) f(z)] for two step functions: over the pieces between the thresholds of both.
double mean_product(const LatentGrades& first, std::span<const double> thresholds, std::span<const double> grades) {
    const auto below = [](double z) { return 0.5 * std::erfc(-z * std::numbers::sqrt2 / 2); };
    double sum = 0;
    double before = 0;
    for (std::size_t i = 0, k = 0;;) {
        const bool ends_first = i < first.thresholds.size();
        const bool ends_second = k < thresholds.size();
        if (!ends_first && !ends_second) return sum + (1 - before) * first.grades[i] * grades[k];
        const bool take_first = ends_first && (!ends_second || first.thresholds[i] <= thresholds[k]);
        const double now = below(take_first ? first.thresholds[i] : thresholds[k]);
        sum += (now - before) * first.grades[i] * grades[k];
        before = now;
        take_first ? ++i : ++k;
    }
}

// Mid-ranks, less their mean.
std::vector<double> centred_ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        const double rank = (static_cast<double>(begin + end) - static_cast<double>(values.size())) / 2;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
    }
    return ranks;
}

double spearman_of_covariance(const LatentGrades& first, const LatentGrades& second, double covariance) {
    return covariance / std::sqrt(first.variance * second.variance);
}

}  // namespace

LatentGrades latent_grades(std::span<const double> probabilities) {
    LatentGrades latent;
    double total = 0;
    for (const double probability : probabilities) total += probability;
    double sum = 0;
    for (const double probability : probabilities) {
        const double share = probability / total;
        const double grade = sum + share / 2;
        sum += share;
        latent.grades.push_back(grade);
        latent.variance += share * (grade - 0.5) * (grade - 0.5);
        if (latent.grades.size() < probabilities.size())
            latent.thresholds.push_back(normal_quantile(std::clamp(sum, 1e-300, 1 - 1e-16)));
    }
    latent.coefficients.assign(hermite_terms, 0);
    for (std::size_t i = 0; i < latent.thresholds.size(); ++i) {
        const double t = latent.thresholds[i];
        const double jump = (latent.grades[i + 1] - latent.grades[i]) * normal_density(t);
        double older = 0;
        double newer = 1;  // h_(n - 1)(t), from n = 1 on
        for (std::size_t n = 1; n <= hermite_terms; ++n) {
            const auto degree = static_cast<double>(n);
            latent.coefficients[n - 1] += jump * newer / std::sqrt(degree);
            const double next = (t * newer - std::sqrt(degree - 1) * older) / std::sqrt(degree);
            older = newer;
            newer = next;
        }
    }
    return latent;
}

LatentGrades latent_grades_of(const std::function<double(double)>& quantile, std::size_t draws) {
    std::vector<double> probabilities;
    double last = std::nan("");
    for (std::size_t i = 0; i < draws; ++i) {
        const double value = quantile((static_cast<double>(i) + 0.5) / static_cast<double>(draws));
        if (value != last) probabilities.push_back(0);
        probabilities.back() += 1;
        last = value;
    }
    return probabilities.size() > 1 ? latent_grades(probabilities) : LatentGrades{};
}

double spearman_of_latent(const LatentGrades& first, const LatentGrades& second, double r) {
    double covariance = 0;
    double power = r;
    for (std::size_t n = 0; n < hermite_terms; ++n, power *= r)
        covariance += first.coefficients[n] * second.coefficients[n] * power;
    return spearman_of_covariance(first, second, covariance);
}

SpearmanRange attainable_spearman(const LatentGrades& first, const LatentGrades& second) {
    std::vector<double> thresholds(second.thresholds.rbegin(), second.thresholds.rend());
    for (double& threshold : thresholds) threshold = -threshold;
    const std::vector<double> grades(second.grades.rbegin(), second.grades.rend());
    const double low = mean_product(first, thresholds, grades) - 0.25;
    const double high = mean_product(first, second.thresholds, second.grades) - 0.25;
    return {spearman_of_covariance(first, second, low), spearman_of_covariance(first, second, high)};
}

double solve_latent(const LatentGrades& first, const LatentGrades& second, double target) {
    double low = -strongest;
    double high = strongest;
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
        const double middle = 0.5 * (low + high);
        (spearman_of_latent(first, second, middle) < target ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double spearman(std::span<const double> first, std::span<const double> second) {
    std::vector<double> a;
    std::vector<double> b;
    for (std::size_t row = 0; row < first.size(); ++row) {
        if (std::isnan(first[row]) || std::isnan(second[row])) continue;
        a.push_back(first[row]);
        b.push_back(second[row]);
    }
    const std::vector<double> ranks_a = centred_ranks(a);
    const std::vector<double> ranks_b = centred_ranks(b);
    const auto product = [](const std::vector<double>& x, const std::vector<double>& y) {
        return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
    };
    const double spread = std::sqrt(product(ranks_a, ranks_a) * product(ranks_b, ranks_b));
    return spread > 0 ? product(ranks_a, ranks_b) / spread : 0;
}

NearestCorrelation nearest_correlation(const Eigen::MatrixXd& wanted, double smallest) {
    NearestCorrelation nearest{wanted, 0, 0, 0};
    Eigen::MatrixXd correction = Eigen::MatrixXd::Zero(wanted.rows(), wanted.cols());
    const int most_projections = steps_within(wanted.rows(), 20, 200);
    for (int i = 0; i < most_projections; ++i) {
        const Eigen::MatrixXd shifted = nearest.matrix - correction;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(shifted);
        if (i == 0 && eigen.eigenvalues().minCoeff() >= smallest) return nearest;
        const Eigen::VectorXd raised = eigen.eigenvalues().cwiseMax(2 * smallest);
        const Eigen::MatrixXd definite = eigen.eigenvectors() * raised.asDiagonal() * eigen.eigenvectors().transpose();
        correction = definite - shifted;
        nearest.matrix = definite;
        nearest.matrix.diagonal().setOnes();
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> now(nearest.matrix, Eigen::EigenvaluesOnly);
        if (now.eigenvalues().minCoeff() >= smallest) break;
    }
    // Whatever is left is mended by scaling: a definite matrix with its diagonal made ones is a correlation matrix.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> last(nearest.matrix);
    if (last.eigenvalues().minCoeff() < smallest) {
        const Eigen::VectorXd raised = last.eigenvalues().cwiseMax(smallest);
        const Eigen::MatrixXd definite = last.eigenvectors() * raised.asDiagonal() * last.eigenvectors().transpose();
        const Eigen::VectorXd scale = definite.diagonal().cwiseSqrt().cwiseInverse();
        nearest.matrix = scale.asDiagonal() * definite * scale.asDiagonal();
    }
    nearest.largest_change = (nearest.matrix - wanted).cwiseAbs().maxCoeff(&nearest.row, &nearest.column);
    return nearest;
}

NearestCorrelation nearest_correlation(const Eigen::MatrixXd& wanted, const Eigen::MatrixXd& weights, double smallest) {
    NearestCorrelation nearest = nearest_correlation(wanted, smallest);
    if (nearest.largest_change == 0) return nearest;
    const Eigen::Index size = wanted.rows();
    Eigen::MatrixXd vectors = cholesky_factor(nearest.matrix).transpose();  // one a column
    const int most_sweeps = steps_within(size, 2, 2000);
    double before = std::numeric_limits<double>::infinity();
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        double misfit = 0;
        for (Eigen::Index i = 0; i < size; ++i) {
            Eigen::VectorXd weight = weights.col(i);
            weight(i) = 0;
            const Eigen::VectorXd excess = vectors.transpose() * vectors.col(i) - wanted.col(i);
            misfit += weight.dot(excess.cwiseAbs2());
            const Eigen::VectorXd pull = vectors * weight.cwiseProduct(excess);
            // The vectors are of length 1, so the sum of the weights bounds the curvature.
            const double bound = weight.sum();
            if (bound > 0) vectors.col(i) = (vectors.col(i) - pull / bound).normalized();
        }
        constexpr double enough = 1e-6;
        if (before - misfit < enough * misfit) break;
        before = misfit;
    }
    // Products of unit vectors have no eigenvalue below 0; this brings them to the smallest.
    nearest.matrix = (1 - smallest) * (vectors.transpose() * vectors);
    nearest.matrix.diagonal().setOnes();
    nearest.largest_change = (nearest.matrix - wanted).cwiseAbs().maxCoeff(&nearest.row, &nearest.column);
    return nearest;
}

Eigen::MatrixXd cholesky_factor(const Eigen::MatrixXd& correlation) {
    return Eigen::LLT<Eigen::MatrixXd>(correlation).matrixL();
}

}  // namespace replica
