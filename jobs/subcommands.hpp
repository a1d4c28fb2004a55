#pragma once

#include "engine/mpi/communicator.hpp"

#include <functional>
#include <string>
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

/// Parses a job's name and arguments as the command line does; what runs it. Throws InputError.
std::function<void()> parse_subcommand(const std::vector<std::string>& words, const Communicator& world);

}  // namespace replica
