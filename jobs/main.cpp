#include "engine/stop_request.hpp"
#include "jobs/command_line.hpp"

#include <csignal>

int main(int argc, char** argv) {
    // A file that grows beyond its limit is told as a full disk is, by the failing write.
    std::signal(SIGXFSZ, SIG_IGN);
    replica::stop_on_signals();
    const replica::MpiEnvironment environment(argc, argv);
    return replica::run_command_line(argc, argv, replica::Communicator::world());
}
