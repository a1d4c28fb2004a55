#pragma once

#include "engine/evaluation/sampling_error.hpp"
#include "kernels/joint_tables.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// What the figures of joint tables need to know of single columns: real shares of each coarse code.
using CodeShares = std::vector<std::vector<double>>;

/// Distances of one joint table.
struct TableDistances {
    double tvd = 0;
    double second_sample = 0;
    double useless = 0;  ///< of a sample of independent columns
};
TableDistances table_distances(const TwinTable& table, const CodeShares& shares, const ShareErrors& errors);

/// What a pair's table tells besides.
struct PairFigures {
    double information_real = 0;  ///< nats
    double information_synthetic = 0;
    double information_second = 0;   ///< of a second real sample
    double information_useless = 0;  ///< of a sample of independent columns
    std::uint64_t small_synthetic = 0;
    std::uint64_t small_both = 0;
    double small_by_chance = 0;
};
PairFigures pair_figures(const TwinTable& table, const CodeShares& shares, const ShareErrors& errors,
                         std::uint64_t min_count);

/// Mutual information of a table of first x second cells, row-major, as shares of their sum; nats.
double table_information(std::span<const double> cells, std::size_t second);

/// Expected number of cells with 1 to min_count - 1 real rows that have so few in a second sample too, by their real
/// rows: of one cell with `count`.
double stays_small(std::uint64_t count, const ShareErrors& errors, std::uint64_t min_count);

}  // namespace replica
