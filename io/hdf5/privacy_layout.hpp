#pragma once

#include "engine/model.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// The ledger of a private model as JSON in /privacy/ledger, what can not be by public rules, and the pool in
/// /privacy/pool; nothing for other models.
void store_privacy(const Model& model, const Hdf5Group& root);

/// Inverse of store_privacy. Throws Hdf5Error.
void load_privacy(const Hdf5Group& root, Model& model);

/// Throws Hdf5Error unless the pool's rows are codes of the model's columns with weights.
void check_pool(const Model& model);

}  // namespace replica
