#pragma once

#include "io/folder_lock.hpp"
#include "io/hdf5/histogram_layout.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace replica {

/// Makes the folder of a store, mode 0700, where it is absent. Throws InputError where it can't be made or written to.
void make_store_folder(const std::filesystem::path& folder);

/// DIR/histograms.h5: what was counted, kept between runs. Of one rank only. While another process holds the folder's
/// lock it is read-only: renames make reading safe, and write() does nothing.
class HistogramStore {
public:
    /// Opens the store in `folder`, made with mode 0700 where absent, and reads what was counted of the same identity.
    /// A damaged file becomes histograms.h5.damaged. Throws InputError where the folder can't be made or written to.
    HistogramStore(const std::filesystem::path& folder, StoreIdentity identity);

    /// Sentences for the log: why nothing was read, and who else holds the store.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
    /// What was read, once; nothing where there was nothing to be used.
    [[nodiscard]] std::optional<StoredHistograms> take() { return std::exchange(read_, std::nullopt); }

    [[nodiscard]] bool writable() const { return lock_.held(); }
    /// Keeps the lock; to be called at least every few minutes where write() is not.
    void touch() { lock_.touch(); }

    /// Replaces the file, mode 0600: a temporary one is written, synced and renamed, so that a kill leaves the former
    /// whole. Does nothing unless writable(). Throws JobError, and then the former file is there still.
    void write(const HistogramsView& histograms);

private:
    void read();
    void load();

    std::filesystem::path file_;
    StoreIdentity identity_;
    FolderLock lock_;
    std::vector<std::string> notes_;
    std::optional<StoredHistograms> read_;
};

}  // namespace replica
