#pragma once

#include <filesystem>
#include <string>

namespace replica {

/// A lock file, made with O_EXCL, which is atomic on NFS and Lustre too. It tells its holder's host, process and job.
/// One is stale, and taken over, when its process on this machine is gone or when nobody has touched it for ten minutes
/// by the file system's own clock. Released at the end, unless another has taken it over.
class FolderLock {
public:
    /// Tries to take the lock `file`. Throws InputError where its folder can't be written to, and
    /// JobError where that is full.
    explicit FolderLock(std::filesystem::path file);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    /// Whether this object took the lock and, at its last touch(), still had it.
    [[nodiscard]] bool held() const { return held_; }
    /// Who holds it instead: "process 12 on node3, SLURM job 77"; empty while held().
    [[nodiscard]] const std::string& holder() const { return holder_; }

    /// Says that the holder lives, and finds out whether it still is the holder: call it at least every few minutes.
    void touch();

private:
    bool create();
    [[nodiscard]] bool is_ours() const;
    [[nodiscard]] bool is_stale(const std::string& contents) const;
    void remove_stale(const std::string& contents) const;

    std::filesystem::path file_;
    std::string own_;
    std::string holder_;
    bool held_ = false;
};

}  // namespace replica
