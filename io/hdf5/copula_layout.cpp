#include "io/hdf5/copula_layout.hpp"

#include <algorithm>

namespace replica {

void store_copula(const Copula& copula, const Hdf5Group& group) {
    std::vector<std::uint32_t> columns;
    std::vector<std::uint8_t> missing;
    std::vector<std::uint64_t> order_ends;
    std::vector<std::uint16_t> orders;
    std::vector<std::uint64_t> with_ends;
    std::vector<std::uint32_t> with;
    std::vector<std::uint64_t> share_ends;
    std::vector<double> shares;
    for (const LatentVariable& variable : copula.variables) {
        columns.push_back(variable.column);
        missing.push_back(variable.missing ? 1 : 0);
        orders.insert(orders.end(), variable.order.begin(), variable.order.end());
        order_ends.push_back(orders.size());
        with.insert(with.end(), variable.with.begin(), variable.with.end());
        with_ends.push_back(with.size());
        shares.insert(shares.end(), variable.row_shares.begin(), variable.row_shares.end());
        share_ends.push_back(shares.size());
    }
    group.write("columns", columns);
    group.write("missing", missing);
    group.write("order_ends", order_ends);
    group.write("orders", orders);
    group.write("with_ends", with_ends);
    group.write("with", with);
    group.write("share_ends", share_ends);
    group.write("row_shares", shares);
    group.write("factor", copula.factor);
}

Copula load_copula(const Hdf5Group& group) {
    Copula copula;
    const auto columns = group.read<std::uint32_t>("columns");
    const auto missing = group.read<std::uint8_t>("missing");
    const auto order_ends = group.read<std::uint64_t>("order_ends");
    const auto orders = group.read<std::uint16_t>("orders");
    const auto with_ends = group.read<std::uint64_t>("with_ends");
    const auto with = group.read<std::uint32_t>("with");
    const auto share_ends = group.read<std::uint64_t>("share_ends");
    const auto shares = group.read<double>("row_shares");
    copula.factor = group.read<double>("factor");
    const auto fits = [&](const std::vector<std::uint64_t>& ends, std::size_t size) {
        return ends.size() == columns.size() && std::is_sorted(ends.begin(), ends.end()) &&
               (ends.empty() ? 0 : ends.back()) == size;
    };
    if (missing.size() != columns.size() || !fits(order_ends, orders.size()) || !fits(with_ends, with.size()) ||
        !fits(share_ends, shares.size()))
        throw Hdf5Error("damaged: the copula");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto part = [i](const auto& list, const std::vector<std::uint64_t>& ends) {
            const auto begin = list.begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : ends[i - 1]);
            return std::vector(begin, list.begin() + static_cast<std::ptrdiff_t>(ends[i]));
        };
        copula.variables.push_back(
            {columns[i], missing[i] != 0, part(with, with_ends), part(orders, order_ends), part(shares, share_ends)});
    }
    return copula;
}

}  // namespace replica
