#include "kernels/counting_costs.hpp"

#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace replica {

double row_nanoseconds(const CountingCosts& costs, std::uint64_t cells) {
    const auto power = static_cast<std::size_t>(std::bit_width(cells) - 1);
    if (power + 1 >= costs.row_ns.size()) return costs.row_ns.back();
    const auto below = static_cast<double>(std::uint64_t{1} << power);
    const double part = (static_cast<double>(cells) - below) / below;
    return costs.row_ns[power] + part * (costs.row_ns[power + 1] - costs.row_ns[power]);
}

namespace {

/// Cells that a descent to all sets of at most max_size axes reads.
double cells_read(std::span<const std::uint32_t> domains, double cells, std::size_t max_size) {
    // With so many axes kept nothing is left out: all wider blocks are cut at this.
    constexpr std::size_t most_kept = 16;
    const std::size_t most = std::min({max_size, domains.size(), most_kept});
    std::array<double, most_kept + 1> kept{};  // cells of all tables with so many axes kept
    kept[0] = cells;
    double read = 0;
    for (const std::uint32_t domain : domains) {
        for (std::size_t k = 0; k <= most; ++k) read += kept[k];
        for (std::size_t k = most; k > 0; --k) kept[k] = kept[k] / domain + kept[k - 1];
        kept[0] /= domain;
    }
    return read;
}

}  // namespace

double block_nanoseconds(const CountingCosts& costs, std::uint64_t rows, std::span<const std::uint32_t> domains,
                         std::size_t max_size) {
    const auto row_count = static_cast<double>(rows);
    const auto cells = joint_cells(domains);
    if (!cells || *cells > costs.dense_cells) return row_count * costs.sorted_row_ns;
    const auto table = static_cast<double>(*cells);
    return row_count * row_nanoseconds(costs, *cells) + table * costs.widen_ns +
           cells_read(domains, table, max_size) * costs.cell_ns;
}

}  // namespace replica
