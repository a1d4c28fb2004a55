#pragma once

#include "engine/mpi/communicator.hpp"

#include <gtest/gtest.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

/// main of a test program that runs on several ranks: a failure on any rank fails the program.
#define REPLICA_MPI_TEST_MAIN \
    int main(int argc, char** argv) { return replica::test::mpi_main(argc, argv); }

namespace replica::test {

/// Leaks are looked for in what the tests do: MPI keeps much of what it allocates when it starts, partly in plugins
/// that are gone again, and so can't be named in a list of exceptions.
inline MpiEnvironment start_mpi(int& argc, char**& argv) {
#if defined(__SANITIZE_ADDRESS__)
    const __lsan::ScopedDisabler not_here;
#endif
    return MpiEnvironment(argc, argv);
}

inline int mpi_main(int argc, char** argv) {
    const MpiEnvironment environment = start_mpi(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    const auto world = Communicator::world();
    const int result = RUN_ALL_TESTS();
#if defined(__SANITIZE_ADDRESS__)
    // Before MPI unloads its plugins.
    __lsan_do_leak_check();
#endif
    return world.max(static_cast<std::uint64_t>(result)) == 0 ? 0 : 1;
}

}  // namespace replica::test
