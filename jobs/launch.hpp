#pragma once

#include "engine/mpi/communicator.hpp"

namespace replica {

/// Collective, to be called before anything else. Throws InputError, the same on all ranks, where the program isn't
/// what its launcher meant: it was started as several ranks and runs as single ones (an srun without PMIx, or another
/// MPI's mpirun), as fewer or more than SLURM's step has tasks, or nodes have different builds of it.
void check_launch(const Communicator& world);

/// Whether this process is the one to tell an error: the root, and where a launch went wrong, the first process of it.
bool speaks(const Communicator& world);

}  // namespace replica
