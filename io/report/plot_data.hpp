#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <string>
#include <vector>

namespace replica {

/// A file of figures behind the report's pictures.
struct PlotData {
    std::string name;  ///< `histograms.csv`
    std::string text;  ///< CSV with a header
};

/// The bars of all histograms, pairs of columns, profiles over time and patterns of missing values, as far as the
/// evaluation has them. What is hidden is empty.
std::vector<PlotData> plot_data(const Evaluation& evaluation);

}  // namespace replica
