#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica {

/// The flats of `dimension` of the affine geometry AG(m, 2), 2^m the least power of two >= points, cut down to the
/// points 0 ... points - 1; those that keep at least `least` points, the largest first, each ascending. A flat has
/// 2^dimension points, and any dimension + 1 points lie in a flat: flats cover almost without overlap (Beth,
/// Jungnickel, Lenz, Design Theory, 1999, I.2).
std::vector<std::vector<std::uint16_t>> affine_flats(std::size_t points, std::size_t dimension, std::size_t least);

/// How many flats AG(m, 2) has.
double count_affine_flats(std::size_t points, std::size_t dimension);

}  // namespace replica
