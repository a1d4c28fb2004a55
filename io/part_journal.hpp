#pragma once

#include "io/replica_manifest.hpp"

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace replica {

/// Which files of an output are whole while others are still to be made, kept in the output's folder under hidden
/// names, a file a rank: the output's identity, and a line a file. So a run that was stopped or killed goes on.
class PartJournal {
public:
    /// Begins rank `rank`'s journal anew. identity: one line that tells this output from any other. Throws JobError.
    PartJournal(const std::filesystem::path& folder, int rank, const std::string& identity);
    ~PartJournal();
    PartJournal(const PartJournal&) = delete;
    PartJournal& operator=(const PartJournal&) = delete;

    /// Notes files that are on the disk under their partial names, in one write that is synced. Threads may call it.
    void add(const std::vector<ReplicaPart>& parts);

private:
    void append(const std::string& lines);

    std::filesystem::path file_;
    std::mutex mutex_;
    int descriptor_ = -1;
};

/// What all journals in `folder` tell of an output of this identity; those that aren't there (any more) under their
/// partial or final name, with the size that was noted, are left out. A line that a kill has cut off counts for
/// nothing.
std::vector<ReplicaPart> journaled_parts(const std::filesystem::path& folder, const std::string& identity);

/// Replaces all journals by one that tells of `parts`; removes them where there are none. Throws JobError.
void replace_journals(const std::filesystem::path& folder, const std::string& identity,
                      const std::vector<ReplicaPart>& parts);

}  // namespace replica
