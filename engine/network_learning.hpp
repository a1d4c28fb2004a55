#pragma once

#include "engine/counting/counted_table.hpp"
#include "engine/counting/counting_plan.hpp"
#include "engine/counting/histograms.hpp"
#include "engine/counting/placement.hpp"
#include "engine/model.hpp"
#include "engine/structure.hpp"

#include <chrono>
#include <vector>

namespace replica {

struct LearningOptions {
    Mode mode = Mode::correlated;
    std::uint32_t degree = 2;
    ScoreKind score = ScoreKind::corrected;
    int threads = 1;  ///< of each rank
    SearchKind search = SearchKind::enumerated;
    /// Columns of the source whose families are learned elsewhere: they come before all others, in this order, may be
    /// parents, and get no family here.
    std::vector<std::uint32_t> placed = {};
    std::chrono::milliseconds round{30'000};  ///< what is counted in so long may be lost by a kill
};

/// What learning did, for a person to read.
struct LearningFigures {
    std::size_t blocks = 0;            ///< joint tables to count
    std::uint64_t counted_sets = 0;    ///< sets of columns scored now
    std::uint64_t reused_sets = 0;     ///< whose score was known
    std::uint64_t reused_nodes = 0;    ///< of a streamed search that was gone on with
    std::uint64_t counted_tables = 0;  ///< of families
    std::uint64_t reused_tables = 0;
    double cover_seconds = 0;
    double counting_seconds = 0;
    double search_seconds = 0;
    double parameter_seconds = 0;
};

/// Most cells of a family's table: rows / 5 with the corrected score, so that no table is so sparse that it repeats
/// rows; else what can be numbered.
std::uint64_t most_family_cells(ScoreKind score, std::uint64_t rows);

/// Collective: the families of the table's columns over all rows, in network order, on the root; nothing elsewhere.
/// Children and parents are numbers of the source's columns, of which `modelled` lists the table's.
///
/// correlated: a greedy network (learn_structure) of the given degree. independent: every family without parents.
/// random: no families, for nothing but the domains is used. The same for every placement and search.
/// known: what an earlier run on the same table has counted, on the root.
std::vector<Family> learn_network(const CountedTable& table, const std::vector<std::uint32_t>& modelled,
                                  const LearningOptions& options, const Placement& placement, const Histograms& known,
                                  const HistogramKeeper& keeper, LearningFigures& figures);

}  // namespace replica
