#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// The family of a column without parents that takes its codes in proportion to `weights`, of which one at least is
/// above 0: counts of some 2^30 in all, so that shares keep nine digits; a weight above 0 has a count.
Family marginal_family(std::uint32_t column, std::span<const double> weights);

/// By code, the counts of a family over all configurations of its parents.
std::vector<double> marginal_counts(const Family& family, std::uint32_t codes);

}  // namespace replica
