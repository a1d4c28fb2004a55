#pragma once

#include "engine/mpi/communicator.hpp"

namespace replica {

/// Collective: a barrier whose waiting ranks sleep, a millisecond at a time, where Communicator::barrier() takes a
/// whole processor: for ranks that have nothing to do for long, so that they don't slow down those who have.
void idle_barrier(const Communicator& comm);

}  // namespace replica
