#include "engine/evaluation/table_figures.hpp"

#include "kernels/subset_scores.hpp"

#include <cmath>
#include <numeric>

namespace replica {
namespace {

/// Calls visit(cell, product of shares) for the cells of the columns from `axis` on, in order.
template <typename Visit>
void for_each_product(const TwinTable& table, const CodeShares& shares, std::size_t axis, double product,
                      std::size_t& cell, const Visit& visit) {
    for (const double share : shares[table.columns[axis]]) {
        if (axis + 1 == table.columns.size())
            visit(cell++, product * share);
        else
            for_each_product(table, shares, axis + 1, product * share, cell, visit);
    }
}

double inverse_sum(std::span<const std::uint32_t> counts) {
    const std::uint64_t sum = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    return sum == 0 ? 0 : 1 / static_cast<double>(sum);
}

std::vector<double> as_doubles(std::span<const std::uint32_t> counts) { return {counts.begin(), counts.end()}; }

// Rows that a sample of independent columns would have in each cell.
std::vector<double> independent_means(const TwinTable& table, const CodeShares& shares, std::uint64_t draws) {
    std::vector<double> means(table.first.size());
    std::size_t start = 0;
    for_each_product(table, shares, 0, static_cast<double>(draws), start,
                     [&](std::size_t cell, double product) { means[cell] = product; });
    return means;
}

}  // namespace

TableDistances table_distances(const TwinTable& table, const CodeShares& shares, const ShareErrors& errors) {
    const double per_real = inverse_sum(table.first);
    const double per_synthetic = inverse_sum(table.second);
    TableDistances sum;
    std::size_t start = 0;
    for_each_product(table, shares, 0, 1, start, [&](std::size_t cell, double product) {
        const double real = table.first[cell] * per_real;
        sum.tvd += std::abs(real - table.second[cell] * per_synthetic);
        sum.useless += expected_difference(real, product, errors.draws());
        if (table.first[cell] > 0) sum.second_sample += errors.of(table.first[cell]);
    });
    return {sum.tvd / 2, sum.second_sample / 2, sum.useless / 2};
}

double table_information(std::span<const double> cells, std::size_t second) {
    const std::size_t first = cells.size() / second;
    std::vector<double> of_first(first);
    std::vector<double> of_second(second);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        of_first[cell / second] += cells[cell];
        of_second[cell % second] += cells[cell];
    }
    const double total = std::accumulate(of_first.begin(), of_first.end(), 0.0);
    if (!(total > 0)) return 0;
    double sum = 0;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (cells[cell] > 0)
            sum += cells[cell] * std::log(cells[cell] * total / (of_first[cell / second] * of_second[cell % second]));
    }
    return std::max(0.0, sum / total);
}

double stays_small(std::uint64_t count, const ShareErrors& errors, std::uint64_t min_count) {
    if (count == 0 || count >= min_count) return 0;
    // Of so rare a cell the second sample's rows are Poisson.
    const double mean =
        static_cast<double>(count) * static_cast<double>(errors.draws()) / static_cast<double>(errors.rows());
    double probability = std::exp(-mean);
    double sum = 0;
    for (std::uint64_t rows = 1; rows < min_count; ++rows) {
        probability *= mean / static_cast<double>(rows);
        sum += probability;
    }
    return sum;
}

PairFigures pair_figures(const TwinTable& table, const CodeShares& shares, const ShareErrors& errors,
                         std::uint64_t min_count) {
    const std::size_t second = shares[table.columns[1]].size();
    PairFigures figures;
    figures.information_real = table_information(as_doubles(table.first), second);
    figures.information_synthetic = table_information(as_doubles(table.second), second);
    const std::uint64_t stream = 0x5EC0'0000'0000'0000U | subset_rank(table.columns);
    figures.information_second =
        table_information(second_sample(table.first, errors.rows(), errors.draws(), stream), second);
    figures.information_useless = table_information(
        poisson_draws(independent_means(table, shares, errors.draws()), stream ^ 0x1D0'0000'0000'0000U), second);
    for (std::size_t cell = 0; cell < table.first.size(); ++cell) {
        figures.small_by_chance += stays_small(table.first[cell], errors, min_count);
        const std::uint32_t synthetic = table.second[cell];
        if (synthetic == 0 || synthetic >= min_count) continue;
        ++figures.small_synthetic;
        if (table.first[cell] > 0 && table.first[cell] < min_count) ++figures.small_both;
    }
    return figures;
}

}  // namespace replica
