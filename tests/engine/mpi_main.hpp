#pragma once

#include "engine/mpi/communicator.hpp"

#include <gtest/gtest.h>

/// main of a test program that runs on several ranks: a failure on any rank fails the program.
#define REPLICA_MPI_TEST_MAIN                                              \
    int main(int argc, char** argv) {                                      \
        const replica::MpiEnvironment environment(argc, argv);             \
        testing::InitGoogleTest(&argc, argv);                              \
        const auto world = replica::Communicator::world();                 \
        const int result = RUN_ALL_TESTS();                                \
        return world.max(static_cast<std::uint64_t>(result)) == 0 ? 0 : 1; \
    }
