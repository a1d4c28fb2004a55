#pragma once

#include "engine/mpi/communicator.hpp"

namespace replica {

/// Exit codes of the program.
enum ExitCode : int { exit_done = 0, exit_failed = 1, exit_bad_input = 2, exit_stopped = 75 };

/// Parses the command line and runs its job. Collective; returns the same exit code on every rank, having printed any
/// error once, on the root's standard error.
int run_command_line(int argc, char** argv, const Communicator& world);

}  // namespace replica
