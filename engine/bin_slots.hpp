#pragma once

#include "engine/bin_edges.hpp"
#include "engine/column_model.hpp"
#include "engine/value_table.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// A grid value, how many rows hold it, and whether enough persons do to write it out.
struct GridCount {
    std::int64_t value = 0;
    std::uint64_t rows = 0;
    bool writable = false;
    std::vector<std::uint64_t> holders;  ///< of a value that isn't writable, hashes; none where a row is a person
};

/// When rare values are general enough to be drawn from an interval.
struct IntervalRule {
    std::uint64_t min_persons = 10;     ///< distinct persons who hold its values
    std::uint64_t min_grid_values = 5;  ///< values that may be drawn
};

/// The slots of one bin [low, high] on a grid of `step`, from its values in ascending order.
///
/// Writable values become atoms. The others are generalised: neighbours are joined to intervals that satisfy `rule`, so
/// that no rare value comes back because there is little else to draw. Rare values that make no interval are left to
/// the bin's atoms; a bin without atoms is one interval (see general_bins, which sees to it that this is general).
std::vector<Slot> make_slots(const std::vector<GridCount>& values, std::int64_t low, std::int64_t high,
                             std::int64_t step, const IntervalRule& rule);

/// Joins neighbouring bins until each has atoms, or rare values enough for an interval. A single bin that is left with
/// neither is widened to round numbers. `counts`: the column's values, ascending, inside the edges.
BinEdges general_bins(const BinEdges& edges, const std::vector<GridCount>& counts, std::int64_t step,
                      const IntervalRule& rule);

/// The range that bins are made for: without the outermost values of fewer than `min_count` persons on either side,
/// and rounded outwards where an end is not writable itself. `counts`: all values, ascending; `range`: of them.
GridRange general_range(const GridRange& range, const std::vector<GridCount>& counts, std::uint64_t min_count);

}  // namespace replica
