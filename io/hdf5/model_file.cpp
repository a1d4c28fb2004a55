#include "io/hdf5/model_file.hpp"

#include "engine/error.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "io/hdf5/model_layout.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

// Leaves no temporary file behind unless it was renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& path)
        : path_((folder_of(path) / ("." + fs::path(path).filename().string() + ".part")).string()) {
        fs::remove(path_);
    }
    ~TemporaryFile() {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    void sync_and_rename(const std::string& target) const {
        const int descriptor = ::open(path_.c_str(), O_RDONLY);
        const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
        if (descriptor >= 0) ::close(descriptor);
        if (!synced) throw JobError("cannot write " + target + ": " + std::strerror(errno));
        fs::rename(path_, target);
    }

private:
    std::string path_;
};

}  // namespace

void check_model_path(const std::string& path, Overwrite overwrite) {
    if (fs::is_directory(path)) throw InputError(path + " is a folder; name a file for the model");
    if (fs::exists(path) && !fs::is_regular_file(path))
        throw InputError(path + " is no regular file; name another for the model");
    if (fs::exists(path) && overwrite == Overwrite::refuse) throw InputError(path + " exists; --force overwrites it");
    const fs::path folder = folder_of(path);
    if (!fs::is_directory(folder))
        throw InputError("folder " + folder.string() + " of the model does not exist; make it first");
    if (::access(folder.c_str(), W_OK) != 0)
        throw InputError("folder " + folder.string() + " of the model can't be written to");
}

void write_model(const Model& model, const std::string& path, Overwrite overwrite) {
    check_model_path(path, overwrite);
    const TemporaryFile temporary(path);
    try {
        Hdf5File file = Hdf5File::create(temporary.path());
        file.root().write_attribute("format", std::string("replica model"));
        file.root().write_attribute("format_version", std::int64_t{model_format_version});
        store_model(model, file.root());
        file.close(Hdf5Trailer::checksum);
    } catch (const Hdf5Error& error) {
        throw JobError(path + " could not be written: " + error.what() + "; is the disk full?");
    }
    temporary.sync_and_rename(path);
}

Model read_model(const std::string& path) {
    if (!fs::exists(path)) throw InputError(path + " does not exist; describe writes it");
    if (fs::is_directory(path)) throw InputError(path + " is a folder, not a model");
    std::optional<Model> model;
    try {
        check_trailer(path);
        const Hdf5File file = Hdf5File::open(path);
        if (!file.root().has("format_version") || file.root().read_text("format") != "replica model") {
            throw Hdf5Error("no model");
        }
        const std::int64_t version = file.root().read_integer("format_version");
        if (version < model_format_version) {
            throw InputError(path + " is a model of format " + std::to_string(version) +
                             ", older than what this version reads; describe the data again");
        }
        if (version > model_format_version) {
            throw InputError(path + " is a model of format " + std::to_string(version) + ", newer than format " +
                             std::to_string(model_format_version) + " that this version reads; use a newer replica");
        }
        model = load_model(file.root());
        check_model(*model);
    } catch (const Hdf5Error& error) {
        throw InputError(path + " is not a model that can be read (" + error.what() + "); describe it again");
    } catch (const std::bad_alloc&) {
        throw InputError(path + " is damaged: it claims more than fits memory; describe it again");
    } catch (const std::length_error&) {
        throw InputError(path + " is damaged: it claims more than fits memory; describe it again");
    }
    return std::move(*model);
}

}  // namespace replica
