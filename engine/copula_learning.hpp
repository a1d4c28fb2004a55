#pragma once

#include "engine/copula.hpp"
#include "engine/missing_groups.hpp"
#include "engine/model.hpp"
#include "engine/rank_observation.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Pairs of columns to count: indices into the columns that are learned, first < second.
using IndexPair = std::pair<std::uint32_t, std::uint32_t>;

/// What is counted once: a row, or a person, in whose table only the person tier's columns are.
enum class CountedUnit : std::uint8_t { row, person };

/// Collective: the joint tables of pairs, on the root; nothing on other ranks.
using CountPairs = std::function<std::vector<PairTable>(CountedUnit, std::span<const IndexPair>)>;

/// What learning a copula did, for a person to read.
struct CopulaFigures {
    std::uint64_t tables = 0;           ///< counted
    double largest_change = 0;          ///< of a latent correlation, to make the matrix positive definite
    std::string most_changed;           ///< the two columns of that one
    double strongest_out_of_reach = 0;  ///< by how much a Spearman correlation is beyond what its marginals allow
};

/// Collective: the copula of `columns` of the model (those with families, of the person tier first), on the root.
///
/// Each column has a latent variable for its value, and one for whether it is missing; those of columns that are
/// missing in the same rows are one. Names are put into the order that agrees best with another column: by the mean
/// grade of the column in whose grades they explain most variance, first among those with an order of their own, then
/// among all. Latent correlations are solved pair by pair for the Spearman correlations of the rows in which both have
/// a value (solve_latent), and the matrix made positive definite (nearest_correlation); then rows are drawn, and what
/// is off is corrected. cell_noise: standard deviation of the noise in each cell of the tables; 0 where they are exact.
Copula learn_copula(const Model& model, const std::vector<std::uint32_t>& columns,
                    const std::vector<MissingGroup>& groups, const CountPairs& count, double cell_noise, bool is_root,
                    CopulaFigures& figures);

}  // namespace replica
