#pragma once

#include "engine/latent_correlation.hpp"
#include "engine/rank_observation.hpp"

#include <cstddef>
#include <optional>
#include <vector>

#include <Eigen/Core>

namespace replica {

/// A latent variable, before it has correlations.
struct LatentMargin {
    LatentGrades of_rows;
    std::optional<LatentGrades> of_persons;  ///< of the person tier, whose variables come first
    double kept = 1;                         ///< of its ranks' variance (kept_of_ranks)
};

/// The correlations of latent variables that give observed rank correlations, and the factor that draws by them.
class LatentMatrix {
public:
    /// cell_noise: standard deviation of the noise in each cell of the tables that are observed; 0 where there is none.
    LatentMatrix(std::vector<LatentMargin> margins, double cell_noise);

    /// Two variables that are not to hang together.
    void keep_apart(Eigen::Index first, Eigen::Index second);
    /// Solves for what was observed among rows, or among persons.
    void solve_rows(Eigen::Index first, Eigen::Index second, const RankObservation& observed);
    void solve_persons(Eigen::Index first, Eigen::Index second, const RankObservation& observed);
    /// Moves a correlation by what rows that were drawn are off. Whether it was worth it.
    bool correct(Eigen::Index first, Eigen::Index second, const RankObservation& drawn);

    /// The lower triangle, row by row (Copula::factor), of the nearest matrix that is one.
    [[nodiscard]] std::vector<double> factor();

    /// Of the last factor: the largest change of a correlation for it, and whose.
    [[nodiscard]] double largest_change() const { return change_.largest_change; }
    [[nodiscard]] Eigen::Index changed_row() const { return change_.row; }
    [[nodiscard]] Eigen::Index changed_column() const { return change_.column; }
    /// By how much a rank correlation is beyond what its marginals allow.
    [[nodiscard]] double out_of_reach() const { return out_of_reach_; }

private:
    void solve(Eigen::Index first, Eigen::Index second, RankObservation observed, const LatentGrades& a,
               const LatentGrades& b);
    [[nodiscard]] Eigen::MatrixXd conditional_factor(const Eigen::MatrixXd& correlation) const;
    [[nodiscard]] const LatentMargin& margin(Eigen::Index variable) const {
        return margins_[static_cast<std::size_t>(variable)];
    }

    std::vector<LatentMargin> margins_;
    double cell_noise_;
    Eigen::Index persons_ = 0;  ///< variables of the person tier
    Eigen::MatrixXd wanted_, weights_;
    Eigen::MatrixXd targets_;  ///< Spearman's; missing where there is none
    NearestCorrelation change_;
    double out_of_reach_ = 0;
};

}  // namespace replica
