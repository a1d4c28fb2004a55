#include "engine/planning/measured_costs.hpp"

#include "engine/planning/made_rows.hpp"
#include "kernels/block_tables.hpp"

#include <cstdlib>
#include <ctime>

namespace replica {
namespace {

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

/// Cells that the descent reads, as block_nanoseconds takes them.
double cells_read(const std::vector<std::uint32_t>& domains, std::size_t max_size) {
    CountingCosts costs;
    costs.row_ns.fill(0);
    costs.widen_ns = 0;
    costs.cell_ns = 1;
    costs.dense_cells = std::uint64_t{1} << 30;
    return block_nanoseconds(costs, 0, domains, max_size);
}

double marginalising_ns(MadeRows& made, std::size_t cells, int repeats, BlockWorker& worker) {
    constexpr std::size_t max_size = 4;
    Block block;
    for (std::uint16_t j = 0; j < made.domains().size(); ++j) block.columns.push_back(j);
    SubsetScores unknown(made.domains().size(), max_size);
    find_needed_subsets(block, made.domains(), cells, Anchor::none, unknown, worker.needed);
    const CountedRows few = made.first(4096);
    select_columns(few, block, ~0U, worker);
    const auto table = count_selected(few, cells, worker, best_simd_level());
    std::uint64_t sum = 0;
    const auto take = [&](const NeededSubset&, std::span<const std::uint32_t> counts) { sum += counts[0]; };
    const int times = static_cast<int>(std::max<std::size_t>(1, 1'000'000 / cells));
    const double ns = median_cpu_nanoseconds(
        [&] {
            for (int i = 0; i < times; ++i)
                BlockDescent<decltype(take)>(made.domains(), best_simd_level(), take)
                    .visit({table, 0, 1, worker.needed});
        },
        repeats);
    if (sum == 0) std::abort();
    return ns / times / cells_read(made.domains(), max_size);
}

}  // namespace

double cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

TableCosts measure_table(std::uint64_t wanted_cells, const CostMeasuring& measuring) {
    MadeRows made(domains_for(wanted_cells), measuring.rows);
    TableCosts costs;
    costs.cells = *joint_cells(made.domains());
    BlockWorker worker;
    std::vector<std::uint32_t> counts(costs.cells);
    const auto count = [&](std::size_t first_rows) {
        const CountedRows counted = made.first(first_rows);
        return median_cpu_nanoseconds([&] { count_contingency_table(counted, counts, worker.scratch); },
                                      measuring.repeats);
    };
    constexpr std::size_t few = 4096;
    const double all = count(measuring.rows);
    const double with_few = count(few);
    costs.row_ns = std::max(0.01, (all - with_few) / static_cast<double>(measuring.rows - few));
    costs.cell_ns = std::max(0.0, with_few - few * costs.row_ns) / static_cast<double>(costs.cells);
    costs.read_ns = marginalising_ns(made, costs.cells, measuring.repeats, worker);
    return costs;
}

double measure_sorted_row(std::size_t columns, const CostMeasuring& measuring) {
    MadeRows made(std::vector<std::uint32_t>(columns, 5), measuring.rows);
    const CountedRows counted = made.first(measuring.rows);
    const auto sort = [&] { return sparse_contingency_table(counted).cells.size(); };
    return median_cpu_nanoseconds(sort, std::max(3, measuring.repeats / 2)) / static_cast<double>(measuring.rows);
}

CountingCosts measure_counting_costs(const CostMeasuring& measuring) {
    CountingCosts costs;
    const CountingCosts shipped;
    const std::size_t last = std::min(measuring.most_power, costs.row_ns.size() - 1);
    std::vector<double> cell_ns;
    std::vector<double> read_ns;
    for (std::size_t power = least_table_power; power <= last; ++power) {
        const TableCosts measured = measure_table(std::uint64_t{1} << power, measuring);
        costs.row_ns[power] = measured.row_ns;
        // Small tables are ruled by what a call takes, large ones are rare.
        if (power < 10 || power > 18) continue;
        cell_ns.push_back(measured.cell_ns);
        read_ns.push_back(measured.read_ns);
    }
    std::fill_n(costs.row_ns.begin(), least_table_power, costs.row_ns[least_table_power]);
    for (std::size_t power = last + 1; power < costs.row_ns.size(); ++power)
        costs.row_ns[power] = costs.row_ns[last] * shipped.row_ns[power] / shipped.row_ns[last];
    const auto median = [](std::vector<double>& values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    if (!cell_ns.empty()) {
        costs.widen_ns = median(cell_ns);
        costs.cell_ns = median(read_ns);
    }
    costs.sorted_row_ns = measure_sorted_row(11, measuring);
    return costs;
}

}  // namespace replica
