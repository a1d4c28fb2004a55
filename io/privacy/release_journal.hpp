#pragma once

#include "engine/privacy/ledger.hpp"
#include "io/folder_lock.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace replica {

/// The releases of a run that hasn't written its model yet, a line each in a file of mode 0600: a run that is killed
/// and started again reads what it drew, and draws nothing twice. The first line tells the run: its options and data.
class ReleaseJournal {
public:
    /// Opens the journal `path`, or starts it with `run`. Throws InputError where it is another run's, or one that
    /// still goes on.
    ReleaseJournal(std::string path, const std::string& run);
    ~ReleaseJournal();
    ReleaseJournal(const ReleaseJournal&) = delete;
    ReleaseJournal& operator=(const ReleaseJournal&) = delete;

    /// A word by which a budget file knows the run, the same once it is resumed.
    [[nodiscard]] const std::string& id() const { return id_; }
    /// Releases of an earlier attempt.
    [[nodiscard]] std::size_t remembered() const { return remembered_.size(); }
    /// Valid as long as the journal.
    [[nodiscard]] ReleaseKeeper keeper();
    /// The model is there: removes the file.
    void finish();

private:
    void append(const std::string& line);
    void load(const std::string& run);

    std::string path_;
    FolderLock lock_;
    int file_ = -1;
    std::string id_;
    std::vector<Drawn> remembered_;
    std::size_t next_ = 0;
};

}  // namespace replica
