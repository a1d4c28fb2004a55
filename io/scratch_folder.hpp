#pragma once

#include "io/shard_writer.hpp"

#include <filesystem>

namespace replica {

/// A folder of this process on its node's own disk, mode 0700, for files on their way to another folder. It is named
/// replica.<user>.<job>.<word>, job being SLURM's or 0, so that a script can remove what a killed process left.
class ScratchFolder {
public:
    /// Throws InputError, which names the node, where `parent` isn't a folder that can be written to.
    explicit ScratchFolder(const std::filesystem::path& parent);
    /// Removes it and all it holds.
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Copies a file to another file system, synced, and removes it. Throws JobError where what is read, or what has
/// arrived when it is read again, isn't `expected`; then the copy is removed.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to, const FileDigest& expected);

}  // namespace replica
