#include "engine/latent_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <Eigen/Eigenvalues>
#include <gtest/gtest.h>

namespace replica {
namespace {

LatentGrades even_grades(std::size_t values) { return latent_grades(std::vector<double>(values, 1.0)); }

/// Spearman's correlation of two discretised normals, by drawing them.
double drawn_spearman(const LatentGrades& first, const LatentGrades& second, double r) {
    std::mt19937_64 generator(5);
    std::normal_distribution<double> normal;
    std::vector<double> a;
    std::vector<double> b;
    const auto value = [](const LatentGrades& grades, double z) {
        return static_cast<double>(std::upper_bound(grades.thresholds.begin(), grades.thresholds.end(), z) -
                                   grades.thresholds.begin());
    };
    for (int i = 0; i < 400'000; ++i) {
        const double z = normal(generator);
        a.push_back(value(first, z));
        b.push_back(value(second, r * z + std::sqrt(1 - r * r) * normal(generator)));
    }
    return spearman(a, b);
}

TEST(LatentCorrelation, OfManyValuesIsTheClosedForm) {
    const LatentGrades grades = even_grades(4'000);
    for (const double rho : {-.9, -.3, 0., .2, .5, .95}) {
        const double r = 2 * std::sin(std::numbers::pi * rho / 6);
        EXPECT_NEAR(spearman_of_latent(grades, grades, r), rho, 5e-4);
        EXPECT_NEAR(solve_latent(grades, grades, rho), r, 1e-3);
    }
}

TEST(LatentCorrelation, OfTwoCoinsIsTheTetrachoricOne) {
    // P(both above) of even coins is 1/4 + asin(r) / (2 pi) (Sheppard 1899), which makes their correlation 2 asin(r) /
    // pi.
    const LatentGrades coin = even_grades(2);
    for (const double r : {-.8, -.2, .4, .9})
        EXPECT_NEAR(spearman_of_latent(coin, coin, r), 2 * std::asin(r) / std::numbers::pi, 2e-3);
}

TEST(LatentCorrelation, OfUnevenValuesIsWhatDrawsHave) {
    const LatentGrades rare = latent_grades(std::vector<double>{.85, .1, .05});
    const LatentGrades few = latent_grades(std::vector<double>{.2, .3, .5});
    for (const double r : {-.7, .3, .9}) {
        EXPECT_NEAR(spearman_of_latent(rare, few, r), drawn_spearman(rare, few, r), 6e-3);
        EXPECT_NEAR(solve_latent(rare, few, spearman_of_latent(rare, few, r)), r, 1e-6);
    }
}

TEST(LatentCorrelation, TheRangeThatCanBeAttained) {
    const LatentGrades coin = even_grades(2);
    const LatentGrades many = even_grades(2'000);
    // A coin and an even variable that both ascend: sqrt(3) / 2.
    EXPECT_NEAR(attainable_spearman(coin, many).highest, std::sqrt(3) / 2, 1e-3);
    EXPECT_NEAR(attainable_spearman(coin, many).lowest, -std::sqrt(3) / 2, 1e-3);
    EXPECT_NEAR(attainable_spearman(many, many).highest, 1, 1e-9);
    const LatentGrades rare = latent_grades(std::vector<double>{.95, .05});
    const LatentGrades often = latent_grades(std::vector<double>{.5, .5});
    // Both above: .05; phi = (.05 - .05 x .5) / sqrt(.05 x .95 x .25).
    EXPECT_NEAR(attainable_spearman(rare, often).highest, .025 / std::sqrt(.05 * .95 * .25), 1e-9);
}

TEST(Spearman, ByHand) {
    // Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 (1 + 1 + 1 + 1) / (5 x 24).
    EXPECT_NEAR(spearman(std::vector<double>{1, 2, 3, 4, 5}, std::vector<double>{20, 10, 40, 30, 50}), .8, 1e-12);
    // Ties at mid-ranks: 1.5 1.5 3 and 1 2 3.
    EXPECT_NEAR(spearman(std::vector<double>{0, 0, 7}, std::vector<double>{1, 2, 3}), std::sqrt(.75), 1e-12);
    const double nan = std::nan("");
    EXPECT_NEAR(spearman(std::vector<double>{1, nan, 2, 3}, std::vector<double>{3, 9, 2, 1}), -1, 1e-12);
    EXPECT_EQ(spearman(std::vector<double>{1, 1}, std::vector<double>{1, 2}), 0);
}

TEST(NearestCorrelation, LeavesACorrelationMatrixAlone) {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(3, 3);
    matrix(0, 1) = matrix(1, 0) = .5;
    EXPECT_EQ(nearest_correlation(matrix).largest_change, 0);
    EXPECT_EQ(nearest_correlation(matrix).matrix, matrix);
}

TEST(NearestCorrelation, IsOneAndNear) {
    // Higham's example (2002, section 4): the nearest has .76068985 and .15729811.
    Eigen::MatrixXd matrix(3, 3);
    matrix << 1, 1, 0, 1, 1, 1, 0, 1, 1;
    const NearestCorrelation nearest = nearest_correlation(matrix);
    EXPECT_NEAR(nearest.matrix(0, 1), .76068985, 2e-3);
    EXPECT_NEAR(nearest.matrix(0, 2), .15729811, 2e-3);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(nearest.matrix);
    EXPECT_GT(eigen.eigenvalues().minCoeff(), 0);
    EXPECT_NEAR((nearest.matrix.diagonal() - Eigen::VectorXd::Ones(3)).norm(), 0, 1e-12);
    EXPECT_NEAR(nearest.largest_change, 1 - .76068985, 2e-3);
    const Eigen::MatrixXd factor = cholesky_factor(nearest.matrix);
    EXPECT_NEAR((factor * factor.transpose() - nearest.matrix).norm(), 0, 1e-9);
}

}  // namespace
}  // namespace replica
