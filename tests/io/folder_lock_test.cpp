#include "io/folder_lock.hpp"

#include "engine/error.hpp"
#include "io/lock_holder.hpp"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

class FolderLockTest : public testing::Test {
protected:
    FolderLockTest() : folder_(fs::temp_directory_path() / ("folder_lock_test_" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        file_ = folder_ / "histograms.lock";
    }
    ~FolderLockTest() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string contents() const {
        std::ifstream in(file_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& text, long age_seconds) const {
        std::ofstream(file_) << text;
        const timespec time{std::time(nullptr) - age_seconds, 0};
        const timespec times[] = {time, time};
        ::utimensat(AT_FDCWD, file_.c_str(), times, 0);
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    fs::path folder_;
    fs::path file_;
};

const std::string other_host = "host=elsewhere\npid=12\nstart=5\nboot=b\ncontainer=c\njob=77\nuser=1\nword=w\n";

TEST_F(FolderLockTest, OneHolderAtATime) {
    {
        const FolderLock first(file_);
        EXPECT_TRUE(first.held());
        EXPECT_EQ(first.holder(), "");
        struct stat status = {};
        ASSERT_EQ(::stat(file_.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U);
        const FolderLock second(file_);
        EXPECT_FALSE(second.held());
        EXPECT_TRUE(second.holder().starts_with("process " + std::to_string(::getpid()) + " on ")) << second.holder();
    }
    EXPECT_EQ(files(), 0U);
    EXPECT_TRUE(FolderLock(file_).held());
}

TEST_F(FolderLockTest, AnotherHostKeepsAFreshOne) {
    write(other_host, 500);
    {
        const FolderLock lock(file_);
        EXPECT_FALSE(lock.held());
        EXPECT_EQ(lock.holder(), "process 12 on elsewhere, SLURM job 77");
    }
    EXPECT_EQ(contents(), other_host);
    EXPECT_EQ(files(), 1U);
}

TEST_F(FolderLockTest, AnOldOneIsTakenOver) {
    write(other_host, 700);
    {
        const FolderLock lock(file_);
        EXPECT_TRUE(lock.held());
        EXPECT_NE(contents(), other_host);
    }
    EXPECT_EQ(files(), 0U);
}

TEST_F(FolderLockTest, AnUnreadableOneIsSomebodys) {
    write("", 5);
    EXPECT_EQ(FolderLock(file_).holder(), "an unknown process");
    write("", 700);
    EXPECT_TRUE(FolderLock(file_).held());
}

TEST_F(FolderLockTest, ACrashedHolderIsTakenOver) {
    if (!fs::exists("/proc/self/stat")) GTEST_SKIP() << "/proc is not mounted";
    const pid_t child = ::fork();
    if (child == 0) {
        const FolderLock* lock = new FolderLock(file_);
        ::_exit(lock->held() ? 7 : 8);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WEXITSTATUS(status), 7);
    ASSERT_TRUE(fs::exists(file_));
    EXPECT_TRUE(FolderLock(file_).held());
}

TEST_F(FolderLockTest, AKilledHolderThatNobodyWaitedForIsTakenOver) {
    if (!fs::exists("/proc/self/stat")) GTEST_SKIP() << "/proc is not mounted";
    const pid_t child = ::fork();
    if (child == 0) {
        const FolderLock* lock = new FolderLock(file_);
        ::_exit(lock->held() ? 7 : 8);
    }
    siginfo_t end = {};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &end, WEXITED | WNOWAIT), 0);
    ASSERT_EQ(end.si_status, 7);
    ASSERT_EQ(::kill(child, 0), 0) << "it has a number still";
    EXPECT_TRUE(FolderLock(file_).held());
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
}

TEST_F(FolderLockTest, ANumberGivenAgainIsAnotherProcess) {
    if (!fs::exists("/proc/self/stat")) GTEST_SKIP() << "/proc is not mounted";
    std::string text = describe_this_process();
    EXPECT_FALSE(is_dead(text));
    text.replace(text.find("start="), 6, "start=1");
    EXPECT_TRUE(is_dead(text));
    write(text, 0);
    EXPECT_TRUE(FolderLock(file_).held());
}

TEST_F(FolderLockTest, TouchRefreshesAndNoticesALoss) {
    FolderLock lock(file_);
    const std::string own = contents();
    write(own, 590);
    lock.touch();
    EXPECT_TRUE(lock.held());
    struct stat status = {};
    ASSERT_EQ(::stat(file_.c_str(), &status), 0);
    EXPECT_LT(std::time(nullptr) - status.st_mtime, 60);
    write(other_host, 0);
    lock.touch();
    EXPECT_FALSE(lock.held());
    EXPECT_EQ(lock.holder(), "process 12 on elsewhere, SLURM job 77");
}

TEST_F(FolderLockTest, DoesNotReleaseAnothers) {
    {
        const FolderLock lock(file_);
        write(other_host, 0);
    }
    EXPECT_EQ(contents(), other_host);
}

TEST_F(FolderLockTest, RefusesAFolderThatCannotBeWritten) {
    EXPECT_THROW(FolderLock(folder_ / "absent" / "histograms.lock"), InputError);
}

}  // namespace
}  // namespace replica
