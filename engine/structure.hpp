#pragma once

#include "kernels/subset_scores.hpp"

#include <cstdint>
#include <functional>
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
    std::vector<std::uint16_t> first = {};  ///< columns placed before all others, in this order and without parents
};

/// A column and its parents, all column numbers of the table.
struct NetworkNode {
    std::uint32_t child = 0;
    std::vector<std::uint32_t> parents;  ///< most informative about the child first
    double score = 0;                    ///< of the family, nats
};

/// How far a search has come: what a resumed one starts from.
struct SearchState {
    struct Candidate {
        std::vector<std::uint16_t> parents;  ///< ascending
        double score = 0;
    };
    std::vector<NetworkNode> nodes;  ///< placed so far, in network order
    std::vector<Candidate> best;     ///< of every column not placed: the best family whose parents are placed
};

/// Where a search gets the scores of sets of columns (ascending) from, and what it tells. The sets are those of one or
/// two columns, and larger ones that contain the column placed last.
struct ScoreSource {
    std::function<SubsetScore(std::span<const std::uint16_t>)> find;
    /// Before the families with `newest` as a parent are looked at; `placed` are the columns before it.
    std::function<void(std::uint16_t newest, std::span<const std::uint16_t> placed,
                       std::span<const std::uint16_t> remaining)>
        placing = {};
    /// After they were.
    std::function<void(const SearchState&)> placed = {};
};

/// Learns a network greedily (PrivBayes, Zhang et al. 2017, algorithm 2, without noise): the pair with the highest
/// score starts it; then the column and parents, out of those placed, with the highest score are added until all
/// columns are placed. A column has 0 to `degree` parents; a family without parents scores 0.
///
/// `source`: x·log x sums of all sets of up to degree + 1 columns whose tables have at most family_cells cells;
/// `domains`: codes of each column; `rows`: of the table; `start`: where to go on from. Ties go to the lower child,
/// then to fewer parents, then to the parents placed earlier. Returns the nodes in network order.
std::vector<NetworkNode> learn_structure(const ScoreSource& source, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options, SearchState start = {});

/// The same from scores that are all there.
std::vector<NetworkNode> learn_structure(const SubsetScores& scores, std::span<const std::uint32_t> domains,
                                         std::uint64_t rows, const StructureOptions& options);

}  // namespace replica
