#include "engine/mpi/agreement.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/mpi/idle_barrier.hpp"
#include "tests/engine/mpi_main.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <thread>

namespace replica {
namespace {

const Communicator& world() {
    static const Communicator communicator = Communicator::world();
    return communicator;
}

std::uint64_t rank() { return static_cast<std::uint64_t>(world().rank()); }
std::uint64_t size() { return static_cast<std::uint64_t>(world().size()); }

Bytes bytes_of(std::size_t length, int value) { return Bytes(length, static_cast<std::byte>(value)); }

TEST(Communicator, ReducesOverRanks) {
    EXPECT_EQ(world().sum(rank() + 1), size() * (size() + 1) / 2);
    EXPECT_EQ(world().max(rank()), size() - 1);
    EXPECT_EQ(world().min(rank() + 7), 7U);
    EXPECT_EQ(world().exclusive_sum(rank() + 1), rank() * (rank() + 1) / 2);
}

TEST(Communicator, SumsElementwise) {
    std::array<std::uint64_t, 3> values{rank(), 1, 1000 * rank()};
    world().sum_in_place(values);
    EXPECT_EQ(values, (std::array<std::uint64_t, 3>{size() * (size() - 1) / 2, size(), 500 * size() * (size() - 1)}));
}

// The first rank comes late; what the others take of a processor meanwhile is next to nothing.
TEST(Communicator, SleepsInAnIdleBarrier) {
    using Clock = std::chrono::steady_clock;
    world().barrier();
    const auto begin = Clock::now();
    const std::clock_t used = std::clock();
    if (world().is_root()) std::this_thread::sleep_for(std::chrono::milliseconds(300));
    idle_barrier(world());
    EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(280));
    EXPECT_LT(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC, 0.15);
}

TEST(Communicator, GathersMessagesOfDifferentLength) {
    const auto gathered = world().all_gather(bytes_of(static_cast<std::size_t>(rank()), world().rank()));
    ASSERT_EQ(gathered.size(), size());
    for (std::size_t i = 0; i < gathered.size(); ++i) EXPECT_EQ(gathered[i], bytes_of(i, static_cast<int>(i)));

    const auto at_root = world().gather(bytes_of(static_cast<std::size_t>(rank()) + 1, world().rank()));
    if (!world().is_root()) {
        EXPECT_TRUE(at_root.empty());
        return;
    }
    for (std::size_t i = 0; i < size(); ++i) EXPECT_EQ(at_root[i], bytes_of(i + 1, static_cast<int>(i)));
}

TEST(Communicator, BroadcastsFromAnyRank) {
    const int root = world().size() - 1;
    EXPECT_EQ(world().broadcast(world().rank() == root ? bytes_of(5, 42) : Bytes{}, root), bytes_of(5, 42));
}

TEST(Agreement, ReturnsEachRanksResult) {
    EXPECT_EQ(agree(world(), [] { return rank(); }), rank());
}

TEST(Agreement, ThrowsTheFirstErrorOfTheInputEverywhere) {
    // Every rank fails; the last rank's error is the first in the input.
    try {
        agree(world(), [] { throw InputError("rank " + std::to_string(rank()), {1, 100 - rank()}); });
        FAIL() << "nothing was thrown";
    } catch (const InputError& error) {
        EXPECT_EQ(error.what(), "rank " + std::to_string(size() - 1));
        EXPECT_EQ(error.position(), (ErrorPosition{1, 100 - (size() - 1)}));
    }
}

TEST(Agreement, OneRanksFailureIsEveryRanks) {
    const auto fail_on_last = [] {
        if (rank() + 1 == size()) throw JobError("disk full");
    };
    EXPECT_THROW(agree(world(), fail_on_last), JobError);
    EXPECT_NO_THROW(agree(world(), [] {}));
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
