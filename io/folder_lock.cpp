#include "io/folder_lock.hpp"

#include "engine/error.hpp"
#include "io/lock_holder.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace replica {

namespace fs = std::filesystem;

namespace {

constexpr std::time_t stale_after_seconds = 600;
constexpr int attempts = 5;

std::string contents_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A new name beside `file`, hidden, that nobody else makes.
fs::path name_beside(const fs::path& file) {
    return file.parent_path() / ("." + file.filename().string() + "." + random_word());
}

std::optional<std::time_t> change_time(const fs::path& file) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    return status.st_mtime;
}

// The file system's own clock, which a client's may differ from: the time of a file made now.
std::time_t file_system_time(const fs::path& file) {
    const fs::path probe = name_beside(file);
    const int descriptor = ::open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        throw InputError("folder " + file.parent_path().string() + " can't be written to (" +
                         std::generic_category().message(errno) + "); choose another");
    }
    const bool written = ::write(descriptor, "x", 1) == 1;  // some file systems set the time only now
    struct stat status = {};
    const bool known = ::fstat(descriptor, &status) == 0;
    ::close(descriptor);
    ::unlink(probe.c_str());
    if (!written || !known) throw JobError("folder " + file.parent_path().string() + " is full; free some space");
    return status.st_mtime;
}

}  // namespace

FolderLock::FolderLock(fs::path file) : file_(std::move(file)), own_(describe_this_process()) {
    for (int attempt = 0; attempt < attempts && !held_; ++attempt) {
        if (create()) {
            held_ = true;
            return;
        }
        const std::string contents = contents_of(file_);
        holder_ = name_holder(contents);
        if (!is_stale(contents)) return;
        remove_stale(contents);
    }
}

FolderLock::~FolderLock() {
    if (held_ && is_ours()) ::unlink(file_.c_str());
}

bool FolderLock::create() {
    const int descriptor = ::open(file_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0 && errno == EEXIST) return false;
    if (descriptor < 0) {
        throw InputError("folder " + file_.parent_path().string() + " can't be written to (" +
                         std::generic_category().message(errno) + "); choose another");
    }
    const bool written = ::write(descriptor, own_.data(), own_.size()) == static_cast<ssize_t>(own_.size());
    const bool closed = ::close(descriptor) == 0;
    if (written && closed) {
        holder_.clear();
        return true;
    }
    ::unlink(file_.c_str());
    throw JobError("folder " + file_.parent_path().string() + " is full; free some space");
}

bool FolderLock::is_ours() const { return contents_of(file_) == own_; }

bool FolderLock::is_stale(const std::string& contents) const {
    if (is_dead(contents)) return true;
    const auto touched = change_time(file_);
    return touched && file_system_time(file_) - *touched > stale_after_seconds;
}

// Of several processes that find the same stale lock one renames it; another may by then have renamed a fresh lock,
// which it sees by the contents and puts back.
void FolderLock::remove_stale(const std::string& contents) const {
    const fs::path aside = name_beside(file_);
    if (std::rename(file_.c_str(), aside.c_str()) != 0) return;
    if (contents_of(aside) != contents && ::link(aside.c_str(), file_.c_str()) != 0 && errno != EEXIST)
        std::rename(aside.c_str(), file_.c_str());
    ::unlink(aside.c_str());
}

void FolderLock::touch() {
    if (!held_) return;
    held_ = is_ours();
    if (held_) {
        ::utimensat(AT_FDCWD, file_.c_str(), nullptr, 0);  // null: the time of the file system's server
    } else {
        holder_ = name_holder(contents_of(file_));
    }
}

}  // namespace replica
