#pragma once

#include "kernels/subset_scores.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace replica {

/// What decides between candidate families.
enum class ScoreKind : std::uint8_t {
    corrected,           ///< mutual information less its bias (Miller-Madow)
    mutual_information,  ///< as estimated from the counts; biased upward where tables are sparse
};

struct StructureOptions {
    std::uint32_t degree = 2;  ///< most parents of a column
    ScoreKind score = ScoreKind::corrected;
    std::uint64_t family_cells = std::numeric_limits<std::uint64_t>::max();  ///< most cells of a family's table
};

/// A column and its parents, all column numbers of the table.
struct NetworkNode {
    std::uint32_t child = 0;
    std::vector<std::uint32_t> parents;  ///< most informative about the child first
    double score = 0;                    ///< of the family, nats
};

/// Learns a network greedily (PrivBayes, Zhang et al. 2017, algorithm 2, without noise): the pair with the highest
/// score starts it; then the column and parents, out of those placed, with the highest score are added until all
/// columns are placed. A column has 0 to `degree` parents; a family without parents scores 0.
///
/// `scores`: x·log x sums of all subsets of up to degree + 1 columns whose tables have at most family_cells cells;
/// `domains`: codes of each column; `rows`: of the table. Ties go to the lower child, then to fewer parents, then to
/// the parents placed earlier. Returns the nodes in network order.
std::vector<NetworkNode> learn_structure(const SubsetScores& scores, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options);

}  // namespace replica
