#include "jobs/command_line.hpp"

int main(int argc, char** argv) {
    const replica::MpiEnvironment environment(argc, argv);
    return replica::run_command_line(argc, argv, replica::Communicator::world());
}
