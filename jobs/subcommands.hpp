#pragma once

#include "engine/mpi/communicator.hpp"

#include <functional>
#include <vector>

namespace CLI {
class App;
}

namespace replica {

/// A job on the command line: its subcommand and what runs it, once parsed.
struct Subcommand {
    CLI::App* app;
    std::function<void()> run;
};

/// Adds all jobs to `app`. What they run is collective over `world`, which must outlive them.
std::vector<Subcommand> add_subcommands(CLI::App& app, const Communicator& world);

}  // namespace replica
