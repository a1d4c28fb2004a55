#pragma once

#include "engine/column_model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// Stores how a column writes months, hours and time zones beside the rest of its format, and its calendar and zones.
void store_calendar(const ColumnModel& column, const Hdf5Group& group);

/// Loads them into `column`.
void load_calendar(const Hdf5Group& group, ColumnModel& column);

/// Throws Hdf5Error where they aren't what ColumnModel documents.
void check_calendar(const ColumnModel& column);

}  // namespace replica
