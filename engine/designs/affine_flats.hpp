#pragma once

#include "engine/designs/design.hpp"

#include <cstddef>

namespace replica {

/// The flats of `dimension` of the affine geometry AG(m, 2), of 2^m points. A flat has 2^dimension points, and any
/// dimension + 1 points lie in a flat, in just one if they are independent: so flats of dimension 2 are a Steiner
/// quadruple system, and others cover almost without overlap (Beth, Jungnickel, Lenz, Design Theory, 1999, I.2).
/// 1 <= dimension <= m < 16.
Design affine_flats(std::size_t m, std::size_t dimension);

}  // namespace replica
