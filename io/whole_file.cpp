#include "io/whole_file.hpp"

#include "engine/error.hpp"
#include "io/lock_holder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
    throw JobError(path.string() + " could not be written: " + std::strerror(errno));
}

void write_all(int file, const std::string& text, const fs::path& path) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t written = ::write(file, text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(path);
        done += static_cast<std::size_t>(written);
    }
}

/// A file that is there under another name until it is whole.
class PartialFile {
public:
    explicit PartialFile(const fs::path& path)
        : path_(path), partial_(path.string() + "." + random_word() + ".part"), file_(open(partial_)) {}
    ~PartialFile() {
        if (file_ >= 0) ::close(file_);
        if (!partial_.empty()) ::unlink(partial_.c_str());
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    void publish(const std::string& text) {
        write_all(file_, text, path_);
        if (::fsync(file_) != 0) fail(path_);
        const int closed = ::close(file_);
        file_ = -1;
        if (closed != 0 || std::rename(partial_.c_str(), path_.c_str()) != 0) fail(path_);
        partial_.clear();
    }

private:
    static int open(const fs::path& partial) {
        const int file = ::open(partial.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (file < 0) fail(partial);
        return file;
    }

    fs::path path_;
    fs::path partial_;
    int file_;
};

}  // namespace

void write_whole_file(const fs::path& path, const std::string& text) { PartialFile(path).publish(text); }

}  // namespace replica
