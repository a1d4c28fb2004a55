#pragma once

#include "engine/model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// Stores what says how a column follows from others: has_own, `rules` and the references of a related column, labels,
/// hours and keys of a derived one. ColumnModel::own is left to the caller.
void store_dependence(const ColumnModel& column, const Hdf5Group& group);

/// Its inverse; returns whether `own` was stored as well.
[[nodiscard]] bool load_dependence(ColumnModel& column, const Hdf5Group& group);

/// Throws Hdf5Error where a column follows from one that can't be followed, or from itself.
void check_dependences(const Model& model);

}  // namespace replica
