#pragma once

#include "engine/mpi/communicator.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <vector>

namespace replica {

/// Collective: the occupied cells of all ranks' tables added up, ascending, on the root; nothing elsewhere. The tables
/// are of the same columns, in row-major indices.
std::vector<SparseCell> sum_sparse_tables(const std::vector<SparseCell>& own, const Communicator& comm, int root = 0);

}  // namespace replica
