#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace replica {

/// What a finished step of a chain was: while it is still the same, there is nothing to do.
struct DoneStep {
    std::string words;    ///< job and options
    std::string program;  ///< version and build
    std::string inputs;   ///< contents' fingerprints
    std::string outputs;  ///< the same; of a step that was begun only, what they were before
    bool begun_only = false;

    friend bool operator==(const DoneStep&, const DoneStep&) = default;
};

/// Names, sizes and times of change of files, and of all files in folders but those that are being made, as one text of
/// fixed length; tells "none" of those that aren't there. As make does, it takes a file for unchanged whose time and
/// size are.
std::string fingerprint_of(const std::vector<std::string>& paths);

/// Finished steps by name, from FILE.done beside the job file; none where it isn't there or can't be read.
std::map<std::string, DoneStep> read_chain_state(const std::filesystem::path& job_file);

/// Writes them, mode 0600, whole or not at all. Throws JobError.
void write_chain_state(const std::filesystem::path& job_file, const std::map<std::string, DoneStep>& steps);

}  // namespace replica
