#pragma once

#include "engine/designs/design.hpp"

#include <cstddef>
#include <vector>

namespace replica {

/// Designs of `points` points whose blocks, of at most `widest` points, cover most sets of `size` points with little
/// overlap; those that are known to be hopeless for so many points are left out.
std::vector<Design> designs_for(std::size_t points, std::size_t size, std::size_t widest);

}  // namespace replica
