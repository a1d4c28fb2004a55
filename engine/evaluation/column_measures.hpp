#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Rows of each fine code of a column in both tables; no real rows: the synthetic table is alone.
struct TwinCounts {
    std::span<const std::uint64_t> real;
    std::span<const std::uint64_t> synthetic;
};

/// All figures of a column by itself.
ColumnMeasures measure_column(const ComparedColumn& column, const TwinCounts& counts, std::uint64_t min_count);

/// Kolmogorov-Smirnov distance of two tables of counts of ascending values: the largest |F - G|; 0 where either is
/// empty.
double kolmogorov_smirnov(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second);

/// Bars of both tables, for people: of numbers and dates about 30 equally wide ones between the quantiles .005 and .995
/// of the real rows, the first and last with all beyond; a bar a value where whole numbers or days are few; of
/// categories a bar a coarse code.
std::vector<HistogramBar> make_histogram(const ComparedColumn& column, const TwinCounts& counts,
                                         std::uint64_t min_count);

/// Small cells of one column's values: of all columns whose values have codes of their own.
SmallCells small_values(std::span<const ComparedColumn> columns, std::span<const std::vector<std::uint64_t>> real,
                        std::span<const std::vector<std::uint64_t>> synthetic, std::uint64_t min_count);

/// The mean over columns of the one-way distance.
MarginalMeasures one_way(std::span<const ColumnMeasures> columns);

}  // namespace replica
