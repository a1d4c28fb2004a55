#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace replica {

/// Called with one block of a design: its points, ascending. The span is valid during the call.
using VisitDesignBlock = std::function<void(std::span<const std::uint16_t>)>;

/// A family of blocks of points 0 ... points - 1 that covers sets of points with little overlap. Blocks aren't stored:
/// there may be millions.
struct Design {
    std::size_t points = 0;
    std::size_t width = 0;  ///< points of a block
    double blocks = 0;      ///< how many
    std::string name;       ///< such as "AG(5, 2) flats of 8", for reports
    std::function<void(const VisitDesignBlock&)> for_each_block;
};

/// The design without the points from `points` on; what is left of a block is visited, if it has at least `least`.
Design cut_design(Design design, std::size_t points, std::size_t least);

/// The design with each point replaced by `size` points, a group: sets whose points lie in few enough groups stay
/// covered, if not just once.
Design inflate_design(Design design, std::size_t size);

}  // namespace replica
