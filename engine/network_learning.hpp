#pragma once

#include "engine/encoded_table.hpp"
#include "engine/model.hpp"
#include "engine/structure.hpp"

#include <vector>

namespace replica {

struct LearningOptions {
    Mode mode = Mode::correlated;
    std::uint32_t degree = 2;
    ScoreKind score = ScoreKind::corrected;
    int threads = 1;  ///< of each rank
};

/// What learning did, for a person to read.
struct LearningFigures {
    std::size_t blocks = 0;        ///< joint tables counted
    double structure_seconds = 0;  ///< counting, scoring and the search
    double parameter_seconds = 0;
};

/// Collective: the families of `modelled` columns over all rows, in network order, on the root; nothing elsewhere.
///
/// correlated: a greedy network (learn_structure) of the given degree. With the corrected score a family has at most
/// rows / 5 cells, so that no table is so sparse that it repeats rows. independent: every family without parents.
/// random: no families, for nothing but the domains is used.
/// Throws InputError, the same on all ranks, where the degree means more sets of columns than can be counted.
std::vector<Family> learn_network(const EncodedTable& table, const std::vector<std::uint32_t>& modelled,
                                  const LearningOptions& options, const Communicator& comm, LearningFigures& figures);

}  // namespace replica
