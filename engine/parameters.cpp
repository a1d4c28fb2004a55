#include "engine/parameters.hpp"

#include "engine/byte_stream.hpp"
#include "engine/counting/sparse_sum.hpp"
#include "engine/mpi/agreement.hpp"
#include "kernels/contingency_table.hpp"
#include "kernels/mixed_radix.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <algorithm>
#include <cassert>

namespace replica {
namespace {

// Above this many cells a table is counted sparsely.
constexpr std::uint64_t dense_cells = std::uint64_t{1} << 22;

std::vector<SparseCell> sparse_cells(const CountedRows& rows, const std::vector<std::uint16_t>& columns) {
    std::vector<CodeColumn> own_columns;
    std::vector<std::uint32_t> own_domains;
    for (const std::uint16_t column : columns) {
        own_columns.push_back(rows.columns[column]);
        own_domains.push_back(rows.domains[column]);
    }
    const CountedRows own{own_columns, own_domains, rows.weights};
    const std::uint64_t cells = joint_cells(own_domains).value();
    if (cells > dense_cells) return sparse_contingency_table(own).cells;
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(cells));
    ContingencyScratch scratch;
    count_contingency_table(own, counts, scratch);
    std::vector<SparseCell> occupied;
    for (std::size_t cell = 0; cell < counts.size(); ++cell)
        if (counts[cell] > 0) occupied.push_back({cell, counts[cell]});
    return occupied;
}

SetTable set_table(const std::vector<std::uint16_t>& columns, const std::vector<SparseCell>& cells) {
    SetTable table{columns, {}, {}};
    for (const SparseCell& cell : cells) {
        table.cells.push_back(cell.cell);
        table.counts.push_back(cell.count);
    }
    return table;
}

/// Numbers a cell of a set anew: the child last, the first parent next to it.
class FamilyCells {
public:
    FamilyCells(const NetworkNode& node, const SetTable& table, std::span<const std::uint32_t> domains)
        : columns_(table.columns), domains_(domains), strides_(columns_.size(), 0) {
        std::uint64_t stride = 1;
        const auto place = [&](std::uint32_t column) {
            const auto at = std::lower_bound(columns_.begin(), columns_.end(), column) - columns_.begin();
            strides_[static_cast<std::size_t>(at)] = stride;
            stride *= domains[column];
        };
        place(node.child);
        for (const std::uint32_t parent : node.parents) place(parent);
    }

    [[nodiscard]] std::uint64_t renumber(std::uint64_t cell) const {
        std::uint64_t result = 0;
        for (std::size_t c = columns_.size(); c-- > 0;) {
            const std::uint32_t domain = domains_[columns_[c]];
            result += cell % domain * strides_[c];
            cell /= domain;
        }
        return result;
    }

private:
    const std::vector<std::uint16_t>& columns_;
    std::span<const std::uint32_t> domains_;
    std::vector<std::uint64_t> strides_;
};

void add_cell(Family& family, std::uint64_t child_domain, const SparseCell& cell) {
    const std::uint64_t configuration = cell.cell / child_domain;
    if (family.configurations.empty() || family.configurations.back() != configuration) {
        family.configurations.push_back(configuration);
        family.first_cell.push_back(family.codes.size());
    }
    family.codes.push_back(static_cast<std::uint16_t>(cell.cell % child_domain));
    family.counts.push_back(cell.count);
}

}  // namespace

std::vector<std::uint16_t> columns_of(const NetworkNode& node) {
    std::vector<std::uint16_t> columns(node.parents.begin(), node.parents.end());
    columns.push_back(static_cast<std::uint16_t>(node.child));
    std::sort(columns.begin(), columns.end());
    return columns;
}

SetTable count_set(const CountedRows& rows, const std::vector<std::uint16_t>& columns) {
    return set_table(columns, sparse_cells(rows, columns));
}

Family family_of(const NetworkNode& node, const SetTable& table, std::span<const std::uint32_t> domains) {
    assert(table.columns == columns_of(node));
    Family family;
    family.child = node.child;
    family.parents = node.parents;
    family.score = node.score;
    const FamilyCells numbering(node, table, domains);
    std::vector<SparseCell> cells;
    for (std::size_t i = 0; i < table.cells.size(); ++i)
        cells.push_back({numbering.renumber(table.cells[i]), table.counts[i]});
    std::sort(cells.begin(), cells.end(), [](const SparseCell& a, const SparseCell& b) { return a.cell < b.cell; });
    for (const SparseCell& cell : cells) add_cell(family, domains[node.child], cell);
    family.first_cell.push_back(family.codes.size());
    return family;
}

std::vector<SetTable> count_sets(const std::vector<std::vector<std::uint16_t>>& sets, const CountedRows& rows,
                                 const Placement& placement) {
    const auto groups = static_cast<std::size_t>(placement.groups());
    ByteWriter mine;
    // A group agrees on what fails; then all do, before they gather.
    agree(placement.world(), [&] {
        for (auto i = static_cast<std::size_t>(placement.group()); placement.is_in_a_group() && i < sets.size();
             i += groups) {
            const auto own = agree(placement.across(), [&] { return sparse_cells(rows, sets[i]); });
            const auto sum = sum_sparse_tables(own, placement.across());
            if (!placement.across().is_root()) continue;
            const SetTable table = set_table(sets[i], sum);
            mine.put<std::uint64_t>(i);
            mine.put_all(table.cells);
            mine.put_all(table.counts);
        }
    });
    std::vector<SetTable> tables;
    const auto gathered = placement.world().gather(mine.take());
    if (placement.world().is_root()) tables.resize(sets.size());
    for (const Bytes& bytes : gathered) {
        ByteReader in(bytes);
        while (!in.at_end()) {
            SetTable& table = tables[static_cast<std::size_t>(in.get<std::uint64_t>())];
            table.cells = in.get_all<std::uint64_t>();
            table.counts = in.get_all<std::uint32_t>();
        }
    }
    for (std::size_t i = 0; i < tables.size(); ++i) tables[i].columns = sets[i];
    return tables;
}

double single_row_share(const Family& family) {
    if (family.configurations.empty()) return 0;
    std::size_t single = 0;
    for (std::size_t i = 0; i < family.configurations.size(); ++i) {
        const std::uint64_t first = family.first_cell[i];
        if (family.first_cell[i + 1] - first == 1 && family.counts[first] == 1) ++single;
    }
    return static_cast<double>(single) / static_cast<double>(family.configurations.size());
}

}  // namespace replica
