#pragma once

#include "engine/column_model.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Occupied cells of a pair's joint table, numbered row-major, and how many units are in each; with noise maybe below
/// 0.
struct PairCell {
    std::uint64_t cell = 0;
    double count = 0;
};
using PairTable = std::vector<PairCell>;

/// A table's cells by the places of two orders of codes; codes that aren't in them are left out.
struct PlacedCell {
    std::uint32_t first = 0, second = 0;
    double count = 0;
};

/// By code, its place in an order, or no_place.
inline constexpr std::uint32_t no_place = 0xffffffffU;
std::vector<std::uint32_t> places_of(std::span<const std::uint16_t> order, std::uint32_t codes);

std::vector<PlacedCell> placed_cells(const PairTable& table, std::span<const std::uint32_t> first_places,
                                     std::span<const std::uint32_t> second_places);

/// Mid-ranks of counts as shares, less one half; and the sum of their squares over all units.
std::vector<double> centred_grades(std::vector<double> counts);
double spread(const std::vector<double>& grades, const std::vector<double>& counts);

/// A rank correlation, and of how many rows.
struct RankObservation {
    double spearman = 0;  ///< ties at mid-ranks; 0 where a column has one value only
    double rows = 0;
    double noise = 0;   ///< its standard deviation for noise of 1 in each cell
    double weight = 1;  ///< of what is known of the columns' order
};
RankObservation observe_ranks(const std::vector<PlacedCell>& cells, std::size_t first_size, std::size_t second_size);

/// The share of the variance of a column's ranks that its codes keep; the rest is inside bins, where values are drawn
/// independently of other columns. So a rank correlation is weakened twice by bins, when it is measured by codes and
/// when values are drawn, each time by the root of this of both columns.
double kept_of_ranks(const ColumnModel& column, const std::vector<double>& counts);

/// The order of a column's codes but the missing one where they have one of their own: bins, categories that are
/// numbers or dates, and any two. Nothing for names.
std::optional<std::vector<std::uint16_t>> natural_order(const ColumnModel& column);

/// Spearman's rank correlation of two columns from their joint table over the rows in which both are in their orders;
/// exact. second_codes: of the second column, by which cells are numbered.
double table_spearman(const PairTable& table, std::span<const std::uint16_t> first_order,
                      std::span<const std::uint16_t> second_order, std::uint32_t second_codes);

}  // namespace replica
