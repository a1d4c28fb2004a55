#pragma once

#include "engine/sweep/sweep_series.hpp"

#include <string>
#include <vector>

namespace replica {

// Parts of the page of a sweep; each is empty where its scale doesn't vary.

/// Runtime and fidelity against the degree of the network.
std::string degree_section(const std::vector<PointResult>& results, const SweepGrid& grid);

/// Runtime against rows or columns on logarithmic axes, with the fitted exponents.
std::string growth_section(SweepScale scale, const std::vector<PointResult>& results, const SweepGrid& grid);

/// Runtime against cores, with speed-ups and the serial shares by Amdahl's law.
std::string cores_section(const std::vector<PointResult>& results, const SweepGrid& grid);

/// Seconds for people: three digits, or milliseconds' worth.
std::string seconds_text(double seconds);
/// A distance between 0 and 1 with four decimals.
std::string distance_text(double distance);

}  // namespace replica
