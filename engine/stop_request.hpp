#pragma once

#include <atomic>
#include <stdexcept>

namespace replica {

/// The program was asked to stop, and did so at a safe point: what was finished is on disk, and the same command goes
/// on from there. Exit code 75.
class StopRequested : public std::runtime_error {
public:
    StopRequested() : std::runtime_error("stopped on a signal; the same command goes on from here") {}
};

/// Makes SIGUSR1 and SIGTERM requests to stop, for the rest of the process's life.
void stop_on_signals();

/// Set once this process was asked to stop. Other ranks may not know yet.
const std::atomic<bool>& stop_flag();

/// Throws StopRequested where this process was asked to stop. For what may be left undone: long loops between safe
/// points, within a body that ranks agree on (engine/mpi/agreement.hpp), never while an output is put in place.
void check_stop();

}  // namespace replica
