#pragma once

#include "engine/copula.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace replica {

/// Writes the variables one after another: column and kind of each, where its lists end, the lists; and the factor.
void store_copula(const Copula& copula, const Hdf5Group& group);

/// Reads them. Throws Hdf5Error where they don't fit each other.
Copula load_copula(const Hdf5Group& group);

}  // namespace replica
