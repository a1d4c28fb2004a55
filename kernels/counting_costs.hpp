#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace replica {

/// What counting a joint table and marginalising it costs, in nanoseconds on one core. The defaults are measured on
/// Zen 3 by bench/calibrate_costs; only their proportions matter to a choice between covers.
struct CountingCosts {
    /// One row counted in a table of 2^i cells, the cell's index included; between two powers it is linear in the
    /// cells, above the last it stays.
    std::array<double, 25> row_ns = {0.5, 0.5,  0.5,  0.5,  0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.65, 0.7, 0.7,
                                     0.8, 0.85, 0.95, 1.05, 1.5, 1.9, 2.3, 2.6, 3.0, 3.6, 6.3,  7.5};
    double cell_ns = 0.11;                               ///< one cell read while marginalising
    double widen_ns = 0.15;                              ///< one cell cleared and widened
    double sorted_row_ns = 28;                           ///< one row of a table that is too large to lay out
    std::uint64_t dense_cells = std::uint64_t{1} << 22;  ///< the largest table that is laid out
};

/// One row counted in a table of `cells` >= 1 cells.
double row_nanoseconds(const CountingCosts& costs, std::uint64_t cells);

/// One block counted over `rows` rows and marginalised down to its subsets of 1 to max_size columns:
///   rows · row_ns(cells) + cells · widen_ns
///     + cell_ns · sum over axes l, and sets K of at most max_size axes before l, of cells / prod over i < l, not in K,
///       of d_i,
/// the last sum being the cells read on the way down, where each axis is either kept or summed out, in order: the joint
/// table itself is read for the first max_size + 1 axes only. A table above dense_cells costs rows · sorted_row_ns.
/// domains: of the block's columns, at least 1 each; max_size >= 1.
double block_nanoseconds(const CountingCosts& costs, std::uint64_t rows, std::span<const std::uint32_t> domains,
                         std::size_t max_size);

}  // namespace replica
