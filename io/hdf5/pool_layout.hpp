#pragma once

#include "engine/column_model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// Writes a column's pools: their labels, the patterns and weights of all one after another, and the end of each.
void store_pools(const ColumnModel& column, const Hdf5Group& group);

/// Reads them. Throws Hdf5Error where they don't fit each other.
void load_pools(const Hdf5Group& group, ColumnModel& column);

/// Throws Hdf5Error where a pool has nothing to draw.
void check_pools(const ColumnModel& column);

}  // namespace replica
