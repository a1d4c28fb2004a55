#include "engine/error.hpp"
#include "engine/mpi/shared_bytes.hpp"
#include "tests/engine/mpi_main.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

const fs::path segments = "/dev/shm";
constexpr long no_process = 4'194'305;  // above the highest number that Linux gives

const Communicator& node() {
    static const Communicator communicator = Communicator::world();  // tests run on one node
    return communicator;
}

std::size_t rank() { return static_cast<std::size_t>(node().rank()); }
std::size_t ranks() { return static_cast<std::size_t>(node().size()); }

std::string name_of(std::uint64_t user, long process, const std::string& rest) {
    return "replica." + std::to_string(user) + "." + std::to_string(process) + "." + rest;
}

std::size_t own_segments() {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(segments)) {
        count += entry.path().filename().string().starts_with(name_of(::geteuid(), ::getpid(), "")) ? 1 : 0;
    }
    return count;
}

/// An empty file among the segments, gone at the end.
class FakeSegment {
public:
    FakeSegment(std::uint64_t user, long process, long age_seconds)
        : path_(segments / name_of(user, process, "test" + std::to_string(::getpid()) + std::to_string(age_seconds))) {
        std::ofstream(path_).put('x');
        const timespec time{std::time(nullptr) - age_seconds, 0};
        const timespec times[] = {time, time};
        ::utimensat(AT_FDCWD, path_.c_str(), times, 0);
    }
    ~FakeSegment() {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    FakeSegment(const FakeSegment&) = delete;
    FakeSegment& operator=(const FakeSegment&) = delete;

    [[nodiscard]] bool exists() const { return fs::exists(path_); }

private:
    fs::path path_;
};

void expect_job_error_everywhere(std::size_t size, const std::string& part) {
    std::string sentence;
    try {
        const SharedBytes memory(node(), size);
    } catch (const JobError& error) {
        sentence = error.what();
    }
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
    Bytes bytes(sentence.size());
    std::transform(sentence.begin(), sentence.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    EXPECT_EQ(node().broadcast(bytes), bytes) << "ranks tell different things";
}

TEST(SharedBytes, AreZeroAndAligned) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{4097}, std::size_t{9'000'001}}) {
        const SharedBytes memory(node(), size);
        ASSERT_EQ(memory.bytes().size(), size);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.bytes().data()) % 64, 0U);
        EXPECT_TRUE(std::all_of(memory.bytes().begin(), memory.bytes().end(), [](auto b) { return b == std::byte{}; }));
    }
}

TEST(SharedBytes, MayBeNone) {
    const SharedBytes memory(node(), 0);
    EXPECT_TRUE(memory.bytes().empty());
    memory.synchronize();
}

TEST(SharedBytes, EveryRankSeesWhatTheOthersWrote) {
    constexpr std::size_t own = 5'000'003;
    const SharedBytes memory(node(), own * ranks());
    for (int round = 1; round < 4; ++round) {
        const auto mine = memory.bytes().subspan(rank() * own, own);
        std::fill(mine.begin(), mine.end(), static_cast<std::byte>(rank() * 16 + static_cast<std::size_t>(round)));
        memory.synchronize();
        for (std::size_t other = 0; other < ranks(); ++other) {
            const auto expected = static_cast<std::byte>(other * 16 + static_cast<std::size_t>(round));
            const auto theirs = memory.bytes().subspan(other * own, own);
            EXPECT_EQ(std::count(theirs.begin(), theirs.end(), expected), static_cast<std::ptrdiff_t>(own));
        }
        memory.synchronize();
    }
}

TEST(SharedBytes, TwoAreApart) {
    const SharedBytes one(node(), 100);
    const SharedBytes other(node(), 100);
    if (node().is_root()) one.bytes()[0] = std::byte{7};
    one.synchronize();
    EXPECT_EQ(one.bytes()[0], std::byte{7});
    EXPECT_EQ(other.bytes()[0], std::byte{0});
}

TEST(SharedBytes, BearNoNameOnceMade) {
    {
        const SharedBytes memory(node(), 1 << 20);
        EXPECT_EQ(own_segments(), 0U);
        node().barrier();
    }
    EXPECT_EQ(own_segments(), 0U);
}

TEST(SharedBytes, OnlyWhatDeadProgramsLeftIsRemoved) {
    if (!node().is_root()) {
        const SharedBytes memory(node(), 1);
        return;
    }
    const FakeSegment stale(::geteuid(), no_process, 100);
    const FakeSegment young(::geteuid(), no_process, 10);
    const FakeSegment living(::geteuid(), ::getpid(), 100);
    const FakeSegment of_others(::geteuid() + 1, no_process, 100);
    ASSERT_TRUE(stale.exists());
    const SharedBytes memory(node(), 1);
    EXPECT_FALSE(stale.exists());
    EXPECT_TRUE(young.exists());
    EXPECT_TRUE(living.exists());
    EXPECT_TRUE(of_others.exists());
}

TEST(SharedBytes, TooMuchIsAnErrorOfAllRanks) {
    constexpr std::size_t pebibyte = std::size_t{1} << 50;
    expect_job_error_everywhere(pebibyte, ranks() > 1 ? "1073741824 MiB are needed" : "are needed");
    expect_job_error_everywhere(~std::size_t{0} - 100, "are needed");
    EXPECT_EQ(own_segments(), 0U);
}

TEST(SharedBytes, OneRanksRefusalIsAnErrorOfAllRanks) {
    if (ranks() == 1) return;
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1 << 20, before.rlim_max};
    if (rank() + 1 == ranks()) ::setrlimit(RLIMIT_FSIZE, &small);
    expect_job_error_everywhere(std::size_t{64} << 20, "one rank a node with --threads");
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(own_segments(), 0U);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
