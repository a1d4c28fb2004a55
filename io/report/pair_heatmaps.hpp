#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "io/report/heatmap.hpp"

#include <vector>

namespace replica {

/// Mutual information of real rows, synthetic rows, and their difference; real ones may be called otherwise.
std::vector<Heatmap> information_heatmaps(const PairMeasures& pairs, const std::string& real);

/// The same of Spearman's correlation, over the columns that have one; none where fewer than two have.
std::vector<Heatmap> spearman_heatmaps(const PairMeasures& pairs, const std::string& real);

}  // namespace replica
