#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "io/report/plot_data.hpp"

#include <vector>

namespace replica {

/// The report's pictures as SVG files of their own: a histogram of each column, and heatmaps of mutual information and
/// Spearman's correlation, real, synthetic and their difference.
std::vector<PlotData> report_plots(const Evaluation& evaluation);

}  // namespace replica
