#pragma once

#include <filesystem>

namespace replica {

/// The name of a folder's lock file, hidden.
std::filesystem::path output_lock_path(const std::filesystem::path& folder);

/// Keeps two runs from writing to one folder: a lock of the system (flock) on a file in it, which ends with the
/// process. Where a file system has none, there is none.
class OutputLock {
public:
    /// The folder must be there. Throws InputError where another process holds it; a batch job that was put back waits
    /// three minutes, since a file server may keep a lost node's lock for so long. Throws JobError where the file can't
    /// be made.
    explicit OutputLock(const std::filesystem::path& folder);
    /// Removes the file.
    ~OutputLock();
    OutputLock(const OutputLock&) = delete;
    OutputLock& operator=(const OutputLock&) = delete;

private:
    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace replica
