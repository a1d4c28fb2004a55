#pragma once

#include "engine/model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// The parts of a model as HDF5 groups: /text, /provenance, /columns/N, /families/N; README.md lists the fields.
void store_model(const Model& model, const Hdf5Group& root);

/// Inverse of store_model. Throws Hdf5Error where a part is missing or has a wrong shape.
Model load_model(const Hdf5Group& root);

/// Throws Hdf5Error unless every index, code and weight of a model lies in its range, so that a damaged file is
/// refused and never read out of bounds.
void check_model(const Model& model);

}  // namespace replica
