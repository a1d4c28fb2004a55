// Measures what kernels/counting_costs.hpp tabulates, on the machine it runs on, and prints the table as a C++
// initialiser beside the present values; then, for some covers, what they are expected to take against what
// score_blocks takes. One thread, CPU time, each figure the median of several runs. Where other programs run as well,
// run it several times and take the least.
//
//   calibrate_costs [rows] [repeats]

#include "engine/planning/made_rows.hpp"
#include "engine/planning/measured_costs.hpp"
#include "engine/subset_cover.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using namespace replica;

CostMeasuring measuring;

void print_tables() {
    const CountingCosts present;
    CountingCosts measured;
    std::printf("%6s %10s %8s %8s | %14s %14s\n", "2^", "cells", "row_ns", "present", "clear, widen", "marginal cell");
    for (std::size_t power = least_table_power; power < measured.row_ns.size(); ++power) {
        const TableCosts costs = measure_table(std::uint64_t{1} << power, measuring);
        measured.row_ns[power] = costs.row_ns;
        std::printf("%6zu %10lu %8.2f %8.2f | %14.3f %14.3f\n", power, static_cast<unsigned long>(costs.cells),
                    costs.row_ns, present.row_ns[power], costs.cell_ns, costs.read_ns);
        std::fflush(stdout);
    }
    std::fill_n(measured.row_ns.begin(), least_table_power, measured.row_ns[least_table_power]);
    std::printf("\nstd::array<double, %zu> row_ns = {", measured.row_ns.size());
    for (std::size_t i = 0; i < measured.row_ns.size(); ++i)
        std::printf("%s%.2f", i == 0 ? "" : ", ", measured.row_ns[i]);
    std::printf("};\n");
    for (const std::size_t columns : {11UL, 14UL})
        std::printf("double sorted_row_ns = %.0f;  // present: %.0f; %zu columns of 5 codes\n",
                    measure_sorted_row(columns, measuring), present.sorted_row_ns, columns);
}

struct CoverShape {
    std::size_t columns;
    std::size_t max_size;
    std::vector<std::uint32_t> pool;
};

void compare_cover(const CoverShape& shape) {
    std::vector<std::uint32_t> domains;
    for (std::size_t j = 0; j < shape.columns; ++j) domains.push_back(shape.pool[j % shape.pool.size()]);
    MadeRows made(domains, measuring.rows);
    CoverOptions options;
    options.max_size = shape.max_size;
    options.rows = measuring.rows;
    options.family_cells = measuring.rows / 5;
    const auto blocks = cover_subsets(domains, options);
    const double expected = cover_nanoseconds(blocks, domains, shape.max_size, measuring.rows, options.costs);
    const CountedRows counted = made.first(measuring.rows);
    ScoreOptions scoring;
    scoring.threads = 1;
    scoring.family_cells = options.family_cells;
    const double measured = median_cpu_nanoseconds(
        [&] {
            SubsetScores scores(shape.columns, shape.max_size);
            score_blocks(counted, blocks, scores, scoring);
        },
        3);
    std::printf("%zu columns of %u to %u codes, sets of %zu: %zu blocks, expected %.0f ms, measured %.0f ms, %.2f\n",
                shape.columns, *std::min_element(domains.begin(), domains.end()),
                *std::max_element(domains.begin(), domains.end()), shape.max_size, blocks.size(), expected * 1e-6,
                measured * 1e-6, measured / expected);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1) measuring.rows = std::strtoull(argv[1], nullptr, 10);
    if (argc > 2) measuring.repeats = std::max(1, std::atoi(argv[2]));
    if (measuring.rows < 10'000) {
        std::fprintf(stderr, "usage: calibrate_costs [rows, 10,000 or more] [repeats]\n");
        return 2;
    }
    print_tables();
    std::printf("\n");
    compare_cover({20, 3, {8}});
    compare_cover({23, 4, {4}});
    compare_cover({40, 3, {4}});
    compare_cover({24, 4, {2, 3, 4, 5, 8, 12}});
    compare_cover({48, 3, {2, 2, 3, 4, 6, 10, 20, 50}});
}
