#include "io/csv/input_file.hpp"

#include "engine/error.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace replica {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void throw_changed(const std::string& path) {
    throw JobError(path + " was changed while it was read; run again when nothing writes to it any more.");
}

}  // namespace

InputFile::InputFile(std::string path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) {
        throw InputError(path_ + " can't be opened (" + reason(errno) + "); check its name and permissions.");
    }
}

InputFile::~InputFile() { ::close(descriptor_); }

FileStamp InputFile::stamp() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) throw JobError(path_ + " can't be examined: " + reason(errno) + ".");
    return {static_cast<std::uint64_t>(status.st_size),
            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

void InputFile::expect(const FileStamp& stamp) const {
    if (this->stamp() != stamp) throw_changed(path_);
}

void InputFile::read(std::uint64_t offset, std::span<char> bytes) const {
    while (!bytes.empty()) {
        const ::ssize_t got = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<::off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw JobError(path_ + " can't be read: " + reason(errno) + ".");
        if (got == 0) throw_changed(path_);
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
}

}  // namespace replica
