#pragma once

#include "engine/designs/design.hpp"

#include <cstddef>
#include <cstdint>

namespace replica {

/// A transversal design of strength t: `points` in `groups` groups of neighbours, as even as they can be; q the least
/// prime power that is at least the largest group and groups - 1. Each set of t points from t different groups lies in
/// exactly one of q^t blocks, which have at most a point of each group; sets with two points of a group lie in none.
/// Blocks are the polynomials of degree below t over GF(q), that is the words of an extended Reed-Solomon code, an
/// orthogonal array (Beth, Jungnickel, Lenz, Design Theory, 1999, I.7 and VIII.3). t >= 1, points >= groups >= t.
Design transversal_design(std::size_t points, std::size_t groups, std::size_t t);

}  // namespace replica
