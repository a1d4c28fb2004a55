#pragma once

#include "engine/mpi/communicator.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

namespace replica {

/// Collective: describe with differential privacy. Outputs are checked by the caller, options.degree is set.
///
/// What comes out (model, ledger, JSON log) is a function of released tables, of what the schema declares and of the
/// options; counts of the data are told on a terminal alone.
void describe_private(const DescribeOptions& options, int threads, const Communicator& world, Log& log);

}  // namespace replica
