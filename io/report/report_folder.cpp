#include "io/report/report_folder.hpp"

#include "engine/error.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
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
        : path_(path), partial_(path.string() + ".part"), file_(open(partial_)) {}
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
        ::unlink(partial.c_str());
        const int file = ::open(partial.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (file < 0) fail(partial);
        return file;
    }

    fs::path path_;
    fs::path partial_;
    int file_;
};

// Pictures and figures that this report may not have; files of other names belong to somebody else.
void remove_older(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name : {"histograms.csv", "pairs.csv", "times.csv", "missing.csv"})
        fs::remove(folder / "data" / name, ignored);
    std::vector<fs::path> pictures;
    for (const auto& entry : fs::directory_iterator(folder / "plots", ignored)) {
        const std::string name = entry.path().filename().string();
        const bool ours =
            name.starts_with("histogram-") || name.starts_with("mutual-information") || name.starts_with("spearman");
        if (ours && name.ends_with(".svg")) pictures.push_back(entry.path());
    }
    for (const fs::path& picture : pictures) fs::remove(picture, ignored);
}

}  // namespace

void check_report_folder(const fs::path& folder, Overwrite overwrite) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw InputError(folder.string() + " is no folder; name another --out");
    for (const char* name : {"report.html", "metrics.json"}) {
        if (overwrite == Overwrite::refuse && fs::exists(folder / name, error))
            throw InputError((folder / name).string() +
                             " is there already; name another --out, or --force to replace it");
    }
    // A folder that isn't there yet is made below the nearest one that is.
    fs::path there = fs::absolute(folder);
    while (!fs::exists(there, error) && there.has_parent_path() && there != there.root_path())
        there = there.parent_path();
    if (!fs::is_directory(there, error)) throw InputError(there.string() + " is no folder; name another --out");
    if (::access(there.c_str(), W_OK | X_OK) != 0)
        throw InputError(there.string() + " can't be written to; name another --out");
}

void write_report_folder(const fs::path& folder, const std::vector<ReportFile>& files) {
    remove_older(folder);
    std::error_code ignored;
    for (const ReportFile& file : files) {
        const fs::path path = folder / file.path;
        fs::create_directories(path.parent_path(), ignored);
        PartialFile(path).publish(file.text);
    }
}

}  // namespace replica
