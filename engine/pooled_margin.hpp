#pragma once

#include "engine/bin_slots.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// A cell of a margin: the values in it that are drawn, and what tells whether nothing in it is no accident: its rows
/// in the whole column and its size, which says how many of these it would hold of an even distribution. Refers to
/// counts that outlive it.
struct MarginCell {
    std::vector<const GridCount*> counts;
    std::uint64_t column_rows = 0;  ///< those of `counts` and others
    std::uint64_t size = 0;
    std::uint32_t pool = 0;           ///< cells of one pool may be told apart no further
    std::uint64_t least_persons = 0;  ///< who must hold it for it to stand alone, where these are more than others need
    double least_deviation = 0;  ///< standard deviations by which its rows must differ from its share of the pool's, to
                                 ///< stand alone: what is chance in a sparse column would single out people's days

    [[nodiscard]] std::uint64_t rows() const;
};

/// A margin to rake to: its cells in groups that share a factor.
struct Margin {
    std::vector<std::uint32_t> group;  ///< of each cell
    std::vector<double> target;        ///< rows of each group
    std::vector<double> factor;        ///< of each group, 1 at first

    [[nodiscard]] double of(std::uint32_t cell) const { return factor[group[cell]]; }
};

/// Groups cells so that each group with rows is held by at least `min_count` persons, if all cells together are: a cell
/// that is, and deviates enough, stays alone; others are grouped with those of their pool, pools that have too few
/// persons with each other and, while these still have too few, with the cell of fewest rows. A cell without rows in
/// the column stays alone, and so empty, where its pool's rows per size would give it at least `min_count` and it
/// deviates enough; so does a pool where all cells' rows would give it that many.
Margin pooled_margin(const std::vector<MarginCell>& cells, std::uint32_t min_count);

}  // namespace replica
