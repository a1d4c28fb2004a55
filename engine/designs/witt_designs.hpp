#pragma once

#include "engine/designs/design.hpp"

#include <cstddef>

namespace replica {

/// The Witt design S(5, 8, 24) or what it gives when points are taken out: S(4, 7, 23) and S(3, 6, 22) are the blocks
/// through one and two points without them. t = 5, 4 or 3: any t points lie in exactly one block. The blocks of
/// S(5, 8, 24) are the words of weight 8 of the extended binary Golay code (Conway, Sloane, Sphere Packings, Lattices
/// and Groups, 1999, chapters 3 and 11).
Design large_witt_design(std::size_t t);

/// S(5, 6, 12), or its derived designs S(4, 5, 11) and S(3, 4, 10), for t = 5, 4 and 3. The blocks of S(5, 6, 12) are
/// what the words of weight 8 have in common with a fixed word of weight 12, where that is 6 points (the same, chapter
/// 11).
Design small_witt_design(std::size_t t);

}  // namespace replica
