#pragma once

#include "engine/bin_edges.hpp"
#include "engine/column_model.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// A grid value, how many rows hold it and whether enough persons do to write it out.
struct GridCount {
    std::int64_t value = 0;
    std::uint64_t rows = 0;
    bool writable = false;
};

/// The slots of one bin [low, high] on a grid of `step`, from its values in ascending order.
///
/// Writable values become atoms. The others are generalised: neighbours are joined to intervals that hold at least
/// `min_rows` rows and two grid values, so that no rare value is written because it is the only one to draw.
/// What remains of a bin with fewer rows is drawn from the whole bin.
std::vector<Slot> make_slots(const std::vector<GridCount>& values, std::int64_t low, std::int64_t high,
                             std::int64_t step, std::uint64_t min_rows);

}  // namespace replica
