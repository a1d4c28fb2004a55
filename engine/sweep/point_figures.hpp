#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "engine/sweep/sweep_grid.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

struct PhaseSeconds {
    std::string name;
    double seconds = 0;
};

/// A job's wall time, and that of its phases; no figure where it wasn't run.
struct JobSeconds {
    double seconds = no_figure;
    std::vector<PhaseSeconds> phases;
};

/// What a point cost, and how faithful its replica is.
struct PointFigures {
    std::uint64_t rows = 0;  ///< of its extract
    std::uint64_t columns = 0;
    std::uint64_t synthetic_rows = 0;
    std::uint32_t ranks = 0;
    std::uint32_t threads = 0;  ///< of each rank
    JobSeconds describe;
    JobSeconds generate;
    JobSeconds evaluate;
    double cpu_seconds = 0;                   ///< user and system, of all ranks
    std::uint64_t peak_memory = 0;            ///< bytes resident, of the rank with most
    bool peak_is_own = false;                 ///< of the point; else of the process since it began
    std::uint64_t payload_bytes = 0;          ///< communicated, see Communicator::payload_bytes
    std::vector<MarginalMeasures> marginals;  ///< 1-, 2- and 3-way, as far as there are columns

    /// What makes a replica: describe and generate.
    [[nodiscard]] double replica_seconds() const { return describe.seconds + generate.seconds; }
};

/// A finished point.
struct PointResult {
    SweepPoint point;
    PointFigures figures;
};

/// Mean total variation distance of marginals of so many columns; no figure where there is none.
inline double marginal_distance(const PointFigures& figures, std::uint32_t ways) {
    for (const MarginalMeasures& marginal : figures.marginals)
        if (marginal.ways == ways) return marginal.tvd.value;
    return no_figure;
}

}  // namespace replica
