#pragma once

#include "io/hdf5/histogram_layout.hpp"

namespace replica {

/// Writes tables one after another: datasets cells and counts, the index columns and column_ends, and cell_ends.
void store_tables(std::span<const StoredTable> tables, const Hdf5Group& group);

/// Reads them. Throws Hdf5Error where columns or cells are out of order or range, or counts exceed the rows.
std::vector<StoredTable> load_tables(const std::vector<std::uint32_t>& domains, std::uint64_t rows,
                                     const Hdf5Group& group);

}  // namespace replica
