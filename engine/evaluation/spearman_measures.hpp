#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <span>

namespace replica {

/// Sets Spearman's matrices of `pairs`, and their mean difference, of drawn rows: real ones may be several samples of
/// one table. The mean of |r' - r| that a second sample would have is that of a normal error with the standard
/// deviation (1 - r^2) sqrt((1 + r^2 / 2) / (n - 3)) (Bonett, Wright, "Sample size requirements for estimating Pearson,
/// Kendall and Spearman correlations", Psychometrika 2000, by the delta method from Fisher's z); n: the synthetic rows.
void add_spearman(std::span<const ComparedColumn> columns, std::span<const CodedSample> real,
                  const CodedSample& synthetic, int threads, PairMeasures& pairs);

}  // namespace replica
