#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace replica {

// What is done to noisy tables of counts; all of it is free, for the data isn't looked at again.

/// The nearest table (L2) without negative cells that has the given total > 0 (Wang, Carreira-Perpinan 2013).
std::vector<double> project(std::span<const double> noisy, double total);

/// Empirical Bayes: takes the truth to differ from `expected` with a variance proportional to it, the factor found by
/// moments, and returns the posterior mean. sigma: of the noise.
std::vector<double> shrink(std::span<const double> noisy, std::span<const double> expected, double sigma);

/// The L1 distance to the truth that shrink() is expected to leave where the distance of `expected` is `distance`. Its
/// derivative by `distance` is between 0 and 1. root_sum: sum over sqrt(expected).
double distance_after(double distance, std::span<const double> expected, double root_sum, double sigma);

/// Iterative proportional fitting (Deming, Stephan 1940) of a table (row-major, rows.size() x columns.size()) to
/// margins with equal totals.
void fit_margins(std::span<double> table, std::span<const double> rows, std::span<const double> columns);

}  // namespace replica
