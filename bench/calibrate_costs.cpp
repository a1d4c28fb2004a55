// Measures what kernels/counting_costs.hpp tabulates, on the machine it runs on, and prints the table as a C++
// initialiser beside the present values; then, for some covers, what they are expected to take against what
// score_blocks takes. One thread, CPU time, each figure the median of several runs. Where other programs run as well,
// run it several times and take the least.
//
//   calibrate_costs [rows] [repeats]

#include "engine/subset_cover.hpp"
#include "kernels/block_tables.hpp"
#include "kernels/row_hash.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace replica;

std::size_t rows = 1'000'000;
int repeats = 7;

double cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Median CPU time of a call, in nanoseconds.
template <typename Body>
double median_of(const Body& body, int runs) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        const double begin = cpu_nanoseconds();
        body();
        times.push_back(cpu_nanoseconds() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/// Codes as extracts have them: low ones are more frequent, and a third repeats another column's.
struct Extract {
    explicit Extract(std::vector<std::uint32_t> all_domains) : domains(std::move(all_domains)) {
        for (std::size_t j = 0; j < domains.size(); ++j) {
            codes.emplace_back(rows + 64);
            for (std::size_t i = 0; i < rows; ++i) codes[j][i] = code(i, j);
        }
        for (const auto& column : codes) columns.emplace_back(std::span(column).first(rows));
    }

    [[nodiscard]] CountedRows counted(std::size_t first_rows) {
        columns.clear();
        for (const auto& column : codes) columns.emplace_back(std::span(column).first(first_rows));
        return {columns, domains, {}};
    }

    [[nodiscard]] std::uint8_t code(std::size_t row, std::size_t column) const {
        const std::uint64_t drawn = mix_bits((row << 12U) + column + 1);
        if (column > 1 && (drawn >> 40U) % 3 == 0)
            return static_cast<std::uint8_t>(codes[column - 2][row] % domains[column]);
        const std::uint64_t low = std::min(drawn & 0xFFFFU, drawn >> 16U & 0xFFFFU);
        return static_cast<std::uint8_t>(low * domains[column] >> 16U);
    }

    std::vector<std::uint32_t> domains;
    std::vector<std::vector<std::uint8_t>> codes;
    std::vector<CodeColumn> columns;
};

/// Mixed domains of about 4 codes whose product is at most `cells`, and more than 9 tenths of it from 64 cells on.
std::vector<std::uint32_t> domains_for(std::uint64_t cells) {
    const std::vector<std::uint32_t> pool{4, 3, 6, 2, 5, 8, 3, 4};
    std::vector<std::uint32_t> domains;
    std::uint64_t product = 1;
    for (std::size_t i = 0; product * pool[i % pool.size()] * 12 <= cells; ++i) {
        domains.push_back(pool[i % pool.size()]);
        product *= domains.back();
    }
    // The rest, 12 to 95 or all, by one column or two.
    const std::uint64_t rest = cells / product;
    if (rest <= 12) {
        domains.push_back(static_cast<std::uint32_t>(rest));
    } else {
        std::uint32_t best = 3;
        for (std::uint32_t d = 3; d <= 10; ++d)
            if (rest / d * d > rest / best * best) best = d;
        domains.push_back(best);
        domains.push_back(static_cast<std::uint32_t>(rest / best));
    }
    return domains;
}

constexpr std::size_t least_power = 4;

struct TableCosts {
    double row_ns = 0;
    double cell_ns = 0;  ///< clearing and widening
    double read_ns = 0;  ///< a cell read while marginalising to sets of at most 4 columns
    std::uint64_t cells = 0;
};

/// Cells that the descent reads, as block_nanoseconds takes them.
double cells_read(const std::vector<std::uint32_t>& domains, std::size_t max_size) {
    CountingCosts costs;
    costs.row_ns.fill(0);
    costs.widen_ns = 0;
    costs.cell_ns = 1;
    costs.dense_cells = std::uint64_t{1} << 30;
    return block_nanoseconds(costs, 0, domains, max_size);
}

double marginalising_ns(Extract& extract, std::size_t cells, BlockWorker& worker) {
    constexpr std::size_t max_size = 4;
    Block block;
    for (std::uint16_t j = 0; j < extract.domains.size(); ++j) block.columns.push_back(j);
    SubsetScores unknown(extract.domains.size(), max_size);
    find_needed_subsets(block, extract.domains, cells, Anchor::none, unknown, worker.needed);
    const CountedRows few = extract.counted(4096);
    select_columns(few, block, ~0U, worker);
    const auto table = count_selected(few, cells, worker, best_simd_level());
    std::uint64_t sum = 0;
    const auto take = [&](const NeededSubset&, std::span<const std::uint32_t> counts) { sum += counts[0]; };
    const int times = static_cast<int>(std::max<std::size_t>(1, 1'000'000 / cells));
    const double ns = median_of(
        [&] {
            for (int i = 0; i < times; ++i)
                BlockDescent<decltype(take)>(extract.domains, best_simd_level(), take)
                    .visit({table, 0, 1, worker.needed});
        },
        repeats);
    if (sum == 0) std::abort();
    return ns / times / cells_read(extract.domains, max_size);
}

TableCosts measure_tables(std::uint64_t wanted_cells) {
    Extract extract(domains_for(wanted_cells));
    TableCosts costs;
    costs.cells = *joint_cells(extract.domains);
    BlockWorker worker;
    std::vector<std::uint32_t> counts(costs.cells);
    const auto count = [&](std::size_t first_rows) {
        const CountedRows counted = extract.counted(first_rows);
        return median_of([&] { count_contingency_table(counted, counts, worker.scratch); }, repeats);
    };
    constexpr std::size_t few = 4096;
    const double all = count(rows);
    const double with_few = count(few);
    costs.row_ns = (all - with_few) / static_cast<double>(rows - few);
    costs.cell_ns = std::max(0.0, with_few - few * costs.row_ns) / static_cast<double>(costs.cells);
    costs.read_ns = marginalising_ns(extract, costs.cells, worker);
    return costs;
}

double sorted_ns(std::size_t columns) {
    Extract extract(std::vector<std::uint32_t>(columns, 5));
    const CountedRows counted = extract.counted(rows);
    const auto sort = [&] { return sparse_contingency_table(counted).cells.size(); };
    return median_of(sort, std::max(3, repeats / 2)) / static_cast<double>(rows);
}

void print_tables() {
    const CountingCosts present;
    CountingCosts measured;
    std::printf("%6s %10s %8s %8s | %14s %14s\n", "2^", "cells", "row_ns", "present", "clear, widen", "marginal cell");
    for (std::size_t power = least_power; power < measured.row_ns.size(); ++power) {
        const TableCosts costs = measure_tables(std::uint64_t{1} << power);
        measured.row_ns[power] = costs.row_ns;
        std::printf("%6zu %10lu %8.2f %8.2f | %14.3f %14.3f\n", power, static_cast<unsigned long>(costs.cells),
                    costs.row_ns, present.row_ns[power], costs.cell_ns, costs.read_ns);
        std::fflush(stdout);
    }
    std::fill_n(measured.row_ns.begin(), least_power, measured.row_ns[least_power]);
    std::printf("\nstd::array<double, %zu> row_ns = {", measured.row_ns.size());
    for (std::size_t i = 0; i < measured.row_ns.size(); ++i)
        std::printf("%s%.2f", i == 0 ? "" : ", ", measured.row_ns[i]);
    std::printf("};\n");
    for (const std::size_t columns : {11UL, 14UL})
        std::printf("double sorted_row_ns = %.0f;  // present: %.0f; %zu columns of 5 codes\n", sorted_ns(columns),
                    present.sorted_row_ns, columns);
}

struct CoverShape {
    std::size_t columns;
    std::size_t max_size;
    std::vector<std::uint32_t> pool;
};

void compare_cover(const CoverShape& shape) {
    std::vector<std::uint32_t> domains;
    for (std::size_t j = 0; j < shape.columns; ++j) domains.push_back(shape.pool[j % shape.pool.size()]);
    Extract extract(domains);
    CoverOptions options;
    options.max_size = shape.max_size;
    options.rows = rows;
    options.family_cells = rows / 5;
    const auto blocks = cover_subsets(domains, options);
    const double expected = cover_nanoseconds(blocks, domains, shape.max_size, rows, options.costs);
    const CountedRows counted = extract.counted(rows);
    ScoreOptions scoring;
    scoring.threads = 1;
    scoring.family_cells = options.family_cells;
    const double measured = median_of(
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
    if (argc > 1) rows = std::strtoull(argv[1], nullptr, 10);
    if (argc > 2) repeats = std::max(1, std::atoi(argv[2]));
    if (rows < 10'000) {
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
