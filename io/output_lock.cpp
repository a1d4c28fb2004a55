#include "io/output_lock.hpp"

#include "engine/error.hpp"
#include "engine/stop_request.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Whether this is a batch job that SLURM has started before.
bool was_put_back() {
    const char* restarts = std::getenv("SLURM_RESTART_COUNT");
    return restarts != nullptr && std::string_view(restarts) != "0";
}

// Whoever held the file before may have removed it: then a lock on it is worth nothing.
bool is_still_there(int descriptor, const fs::path& file) {
    struct stat mine = {};
    struct stat there = {};
    return ::fstat(descriptor, &mine) == 0 && ::stat(file.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

enum class Taken : std::uint8_t { yes, no, by_another };

Taken take(int descriptor) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Taken::yes;
    return errno == EWOULDBLOCK ? Taken::by_another : Taken::no;
}

}  // namespace

fs::path output_lock_path(const fs::path& folder) { return folder / ".lock.replica-partial"; }

OutputLock::OutputLock(const fs::path& folder) : file_(output_lock_path(folder)) {
    const auto end = Clock::now() + std::chrono::seconds(was_put_back() ? 180 : 0);
    for (;;) {
        descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (descriptor_ < 0)
            throw JobError("cannot write to " + folder.string() + ": " + std::generic_category().message(errno));
        const Taken taken = take(descriptor_);
        if (taken == Taken::no || (taken == Taken::yes && is_still_there(descriptor_, file_))) return;
        ::close(descriptor_);
        if (taken == Taken::by_another && Clock::now() >= end)
            throw InputError(folder.string() +
                             " is being written by another run; wait for its end, or name another folder");
        check_stop();
        std::this_thread::sleep_for(std::chrono::milliseconds(taken == Taken::by_another ? 500 : 1));
    }
}

OutputLock::~OutputLock() {
    ::unlink(file_.c_str());
    ::close(descriptor_);
}

}  // namespace replica
