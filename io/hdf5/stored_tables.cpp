#include "io/hdf5/stored_tables.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace replica {
namespace {

void require(bool holds, const char* what) {
    if (!holds) throw Hdf5Error(std::string("it has ") + what);
}

// Cells of the columns' full table, 2^64 - 1 where they are more.
std::uint64_t cells_of(const std::vector<std::uint16_t>& columns, const std::vector<std::uint32_t>& domains) {
    std::uint64_t cells = 1;
    for (const std::uint16_t column : columns) {
        if (__builtin_mul_overflow(cells, std::uint64_t{domains[column]}, &cells))
            return std::numeric_limits<std::uint64_t>::max();
    }
    return cells;
}

void check_table(const StoredTable& table, const std::vector<std::uint32_t>& domains, std::uint64_t rows) {
    const auto& columns = table.columns;
    require(!columns.empty() && columns.back() < domains.size() &&
                std::adjacent_find(columns.begin(), columns.end(), std::greater_equal<>()) == columns.end(),
            "a table of impossible columns");
    const auto& cells = table.cells;
    require(std::adjacent_find(cells.begin(), cells.end(), std::greater_equal<>()) == cells.end() &&
                (cells.empty() || cells.back() < cells_of(columns, domains)),
            "a table of impossible cells");
    const std::uint64_t sum = std::accumulate(table.counts.begin(), table.counts.end(), std::uint64_t{0});
    require(sum <= rows && std::find(table.counts.begin(), table.counts.end(), 0U) == table.counts.end(),
            "a table of impossible counts");
}

// Ends of consecutive pieces of `size` elements.
void check_ends(const std::vector<std::uint64_t>& ends, std::uint64_t size) {
    require(std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == size,
            "tables that don't match their index");
}

}  // namespace

void store_tables(std::span<const StoredTable> tables, const Hdf5Group& group) {
    std::vector<std::uint16_t> columns;
    std::vector<std::uint64_t> column_ends;
    std::vector<std::uint64_t> cell_ends;
    std::uint64_t end = 0;
    for (const StoredTable& table : tables) {
        columns.insert(columns.end(), table.columns.begin(), table.columns.end());
        column_ends.push_back(columns.size());
        cell_ends.push_back(end += table.cells.size());
    }
    group.write("columns", columns);
    group.write("column_ends", column_ends);
    group.write("cell_ends", cell_ends);
    const auto cells = group.create_chunked<std::uint64_t>("cells", end);
    const auto counts = group.create_chunked<std::uint32_t>("counts", end);
    std::uint64_t first = 0;
    for (const StoredTable& table : tables) {
        cells.write(first, table.cells.size(), table.cells.data(), hdf5_memory_type<std::uint64_t>());
        counts.write(first, table.counts.size(), table.counts.data(), hdf5_memory_type<std::uint32_t>());
        first += table.cells.size();
    }
}

std::vector<StoredTable> load_tables(const std::vector<std::uint32_t>& domains, std::uint64_t rows,
                                     const Hdf5Group& group) {
    const auto columns = group.read<std::uint16_t>("columns");
    const auto column_ends = group.read<std::uint64_t>("column_ends");
    const auto cell_ends = group.read<std::uint64_t>("cell_ends");
    const auto cells = group.open_chunked("cells");
    const auto counts = group.open_chunked("counts");
    require(column_ends.size() == cell_ends.size() && cells.size() == counts.size(), "tables without an index");
    check_ends(column_ends, columns.size());
    check_ends(cell_ends, cells.size());
    std::vector<StoredTable> tables(cell_ends.size());
    std::uint64_t first_column = 0;
    std::uint64_t first_cell = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        StoredTable& table = tables[i];
        table.columns.assign(columns.data() + first_column, columns.data() + column_ends[i]);
        table.cells.resize(cell_ends[i] - first_cell);
        table.counts.resize(table.cells.size());
        cells.read(first_cell, table.cells.size(), table.cells.data(), hdf5_memory_type<std::uint64_t>());
        counts.read(first_cell, table.counts.size(), table.counts.data(), hdf5_memory_type<std::uint32_t>());
        check_table(table, domains, rows);
        first_column = column_ends[i];
        first_cell = cell_ends[i];
    }
    return tables;
}

}  // namespace replica
