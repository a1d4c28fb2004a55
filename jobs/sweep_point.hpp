#pragma once

#include "engine/sweep/point_figures.hpp"
#include "io/sweep/sweep_toml.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// A point to be run.
struct PointRun {
    const SweepSpec& sweep;
    SweepPoint point;
    std::vector<std::string> files;  ///< of its extract
    std::uint64_t columns = 0;       ///< in them
    int threads = 1;                 ///< of each rank
    std::filesystem::path folder;    ///< of its model, replica and report; there already
    std::filesystem::path store;     ///< what describe --work has; empty for nothing
};

/// Collective over `group`: describes, generates and evaluates as these jobs do, and measures that.
///
/// A point with an epsilon whose model is there already, being resumed, isn't described again, which would be charged
/// again: its seconds are those noted beside the model.
PointFigures run_point(const PointRun& run, const Communicator& group);

}  // namespace replica
