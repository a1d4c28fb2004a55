#pragma once

#include "kernels/counting_costs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica {

/// CPU time of this process so far, all threads.
double cpu_nanoseconds();

/// Median CPU time of a call, in nanoseconds.
template <typename Body>
double median_cpu_nanoseconds(const Body& body, int runs) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        const double begin = cpu_nanoseconds();
        body();
        times.push_back(cpu_nanoseconds() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/// How much is measured.
struct CostMeasuring {
    std::size_t rows = 1'000'000;  ///< 10,000 or more
    int repeats = 7;               ///< of which the median counts
    std::size_t most_power = 24;   ///< tables of up to 2^most_power cells; larger ones by extrapolation
};

/// What a joint table costs on one core.
struct TableCosts {
    double row_ns = 0;
    double cell_ns = 0;  ///< clearing and widening
    double read_ns = 0;  ///< a cell read while marginalising to sets of at most 4 columns
    std::uint64_t cells = 0;
};

/// The smallest table that is measured, 2^least_table_power cells.
inline constexpr std::size_t least_table_power = 4;

/// Of a table of nearly `wanted_cells` cells.
TableCosts measure_table(std::uint64_t wanted_cells, const CostMeasuring& measuring);

/// A row of a table of `columns` columns of 5 codes that is too large to lay out.
double measure_sorted_row(std::size_t columns, const CostMeasuring& measuring);

/// All that CountingCosts tabulates, on the processor this runs on.
CountingCosts measure_counting_costs(const CostMeasuring& measuring);

}  // namespace replica
