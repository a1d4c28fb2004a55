#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <string>

namespace replica {

/// The key "format" of a file of metrics.
inline constexpr const char* metrics_format = "replica metrics 1";

/// All figures as JSON, for programs: nested objects with the names of Evaluation's members; what is absent is absent,
/// figures that there are none of are null. Histograms, profiles and matrices are in the plots' data (plot_data.hpp).
std::string metrics_json(const Evaluation& evaluation);

}  // namespace replica
