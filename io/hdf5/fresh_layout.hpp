#pragma once

#include "engine/column_model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// Writes how a column's fresh identifiers look, or what is imitated of its free text; nothing for other columns.
void store_fresh(const ColumnModel& column, const Hdf5Group& group);

/// Reads it. Throws Hdf5Error where something is missing or of another shape.
void load_fresh(const Hdf5Group& group, ColumnModel& column);

/// Throws Hdf5Error where nothing could be drawn from it.
void check_fresh(const ColumnModel& column);

}  // namespace replica
