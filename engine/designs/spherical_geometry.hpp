#pragma once

#include "engine/designs/design.hpp"

#include <cstdint>

namespace replica {

/// The spherical geometry S(3, q + 1, q^n + 1): any three points lie in exactly one block. The points are the
/// projective line over GF(q^n), the blocks the images of the projective line over GF(q) under the maps
/// (a z + b) / (c z + d); for n = 2 a Möbius plane (Beth, Jungnickel, Lenz, Design Theory, 1999, III.6).
/// q: a prime power, n >= 2, q^n < 2^16.
Design spherical_geometry(std::uint32_t q, std::uint32_t n);

}  // namespace replica
