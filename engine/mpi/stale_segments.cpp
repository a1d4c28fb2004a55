#include "engine/mpi/shared_segment.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <dirent.h>
#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

constexpr std::time_t least_age_seconds = 60;

// The number before the next dot, which is taken off `text` as well; 0 where there is none.
long take_number(std::string_view& text) {
    long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || length == text.size() || text[length] != '.') return 0;
    text.remove_prefix(length + 1);
    return number;
}

// The process of a segment named as this user's are; 0 for any other file.
pid_t process_of(std::string_view name) {
    const std::string own = "replica." + std::to_string(::geteuid()) + ".";
    if (!name.starts_with(own)) return 0;
    name.remove_prefix(own.size());
    const long process = take_number(name);
    return process > 0 && static_cast<pid_t>(process) == process ? static_cast<pid_t>(process) : 0;
}

bool is_stale(int folder, const char* name) {
    const pid_t process = process_of(name);
    if (process == 0 || ::kill(process, 0) == 0 || errno != ESRCH) return false;
    struct stat status = {};
    return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == ::geteuid() && std::time(nullptr) - status.st_mtime > least_age_seconds;
}

}  // namespace

void remove_stale_segments() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/dev/shm"), ::closedir);
    if (!folder) return;
    const int descriptor = ::dirfd(folder.get());
    while (const dirent* entry = ::readdir(folder.get())) {
        if (is_stale(descriptor, entry->d_name)) ::unlinkat(descriptor, entry->d_name, 0);
    }
}

}  // namespace replica
