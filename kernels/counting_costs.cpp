#include "kernels/counting_costs.hpp"

#include "kernels/mixed_radix.hpp"

#include <bit>

namespace replica {

double row_nanoseconds(const CountingCosts& costs, std::uint64_t cells) {
    const auto power = static_cast<std::size_t>(std::bit_width(cells) - 1);
    if (power + 1 >= costs.row_ns.size()) return costs.row_ns.back();
    const auto below = static_cast<double>(std::uint64_t{1} << power);
    const double part = (static_cast<double>(cells) - below) / below;
    return costs.row_ns[power] + part * (costs.row_ns[power + 1] - costs.row_ns[power]);
}

double block_nanoseconds(const CountingCosts& costs, std::uint64_t rows, std::span<const std::uint32_t> domains) {
    const auto row_count = static_cast<double>(rows);
    const auto cells = joint_cells(domains);
    if (!cells || *cells > costs.dense_cells) return row_count * costs.sorted_row_ns;
    const auto table = static_cast<double>(*cells);
    double level = table;
    double read = 0;
    for (const std::uint32_t domain : domains) {
        read += level;
        level += level / domain;
    }
    return row_count * row_nanoseconds(costs, *cells) + table * costs.widen_ns + read * costs.cell_ns;
}

}  // namespace replica
