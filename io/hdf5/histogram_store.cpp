#include "io/hdf5/histogram_store.hpp"

#include "engine/error.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "io/shard_writer.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace replica {

namespace fs = std::filesystem;

namespace {

// The lock's path, for which its folder is made.
fs::path lock_in(const fs::path& folder) {
    make_store_folder(folder);
    return folder / "histograms.lock";
}

bool is_temporary(const fs::path& file) { return file.filename().string().starts_with(".histograms.h5."); }

// Only the holder of the lock writes, so what it finds is of dead runs.
void remove_temporaries(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (is_temporary(entry.path())) found.push_back(entry.path());
    for (const fs::path& file : found) fs::remove(file, error);
}

std::string difference(const StoreIdentity& was, const StoreIdentity& is) {
    if (was.program_version != is.program_version)
        return "version " + was.program_version + " became " + is.program_version;
    if (was.rows != is.rows) return "rows " + std::to_string(was.rows) + " became " + std::to_string(is.rows);
    if (was.columns.size() != is.columns.size())
        return "columns " + std::to_string(was.columns.size()) + " became " + std::to_string(is.columns.size());
    for (std::size_t i = 0; i < is.columns.size(); ++i) {
        if (was.columns[i] != is.columns[i]) return "column " + was.columns[i] + " became " + is.columns[i];
        if (was.domains[i] != is.domains[i])
            return "codes of " + is.columns[i] + " " + std::to_string(was.domains[i]) + " became " +
                   std::to_string(is.domains[i]);
    }
    return "values differ";
}

/// A file that is gone at the end unless it was renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(fs::path path) : path_(std::move(path)) { remove(); }
    ~TemporaryFile() { remove(); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    void sync_and_rename(const fs::path& target) const {
        const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
        const int code = errno;
        if (descriptor >= 0) ::close(descriptor);
        if (synced && std::rename(path_.c_str(), target.c_str()) == 0) return;
        throw JobError("cannot write " + target.string() + ": " +
                       std::generic_category().message(synced ? errno : code));
    }

private:
    void remove() const {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    fs::path path_;
};

}  // namespace

void make_store_folder(const fs::path& folder) {
    std::error_code error;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
    const bool made = ::mkdir(folder.c_str(), S_IRWXU) == 0;
    const int code = errno;
    if (!made && !fs::is_directory(folder, error)) {
        const std::string reason = code == EEXIST ? "a file has that name" : std::generic_category().message(code);
        throw InputError("folder " + folder.string() + " can't be made (" + reason + "); choose another");
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw InputError("folder " + folder.string() + " can't be written to (" +
                         std::generic_category().message(errno) + "); choose another");
}

HistogramStore::HistogramStore(const fs::path& folder, StoreIdentity identity)
    : file_(folder / "histograms.h5"), identity_(std::move(identity)), lock_(lock_in(folder)) {
    if (lock_.held())
        remove_temporaries(folder);
    else
        notes_.push_back(file_.string() + " is held by " + lock_.holder() + ": what is counted now is not kept");
    read();
}

void HistogramStore::read() {
    std::error_code error;
    if (fs::symlink_status(file_, error).type() == fs::file_type::not_found) return;
    try {
        load();
    } catch (const Hdf5Error& damage) {
        notes_.push_back(file_.string() + " is damaged (" + damage.what() + "): counted anew");
        // A folder of that name would be in a rename's way.
        if (lock_.held()) fs::rename(file_, file_.string() + ".damaged", error);
    }
}

void HistogramStore::load() {
    check_trailer(file_.string());
    const Hdf5File file = Hdf5File::open(file_.string());
    const StoreIdentity found = load_identity(file.root());
    if (found == identity_) {
        read_ = load_histograms(identity_, file.root());
    } else {
        notes_.push_back(file_.string() + " was counted from another extract, schema or version (" +
                         difference(found, identity_) + "): counted anew");
    }
}

void HistogramStore::write(const HistogramsView& histograms) {
    lock_.touch();
    if (!lock_.held()) return;
    const fs::path path = file_.parent_path() / (".histograms.h5." + std::to_string(::getpid()) + ".part");
    const TemporaryFile temporary(path);
    try {
        Hdf5File file = Hdf5File::create(path.string());
        store_histograms(identity_, histograms, file.root());
        file.close(Hdf5Trailer::checksum);
    } catch (const Hdf5Error& error) {
        throw JobError(file_.string() + " could not be written: " + error.what() + "; is the disk full?");
    }
    lock_.touch();  // writing may have taken long
    if (!lock_.held()) return;
    temporary.sync_and_rename(file_);
    sync_folder(file_.parent_path());
}

}  // namespace replica
