#pragma once

#include "engine/mpi/communicator.hpp"

#include <gtest/gtest.h>

/// main of a test program that runs on several ranks: a failure on any rank fails the program.
#define REPLICA_MPI_TEST_MAIN \
    int main(int argc, char** argv) { return replica::test::mpi_main(argc, argv); }

namespace replica::test {

inline int mpi_main(int argc, char** argv) {
    const MpiEnvironment environment(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    const auto world = Communicator::world();
    const int result = RUN_ALL_TESTS();
    return world.max(static_cast<std::uint64_t>(result)) == 0 ? 0 : 1;
}

}  // namespace replica::test
