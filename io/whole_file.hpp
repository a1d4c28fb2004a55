#pragma once

#include <filesystem>
#include <string>

namespace replica {

/// Writes a file, mode 0600, that is there as a whole or not at all: under a temporary name, synced, renamed. Throws
/// JobError.
void write_whole_file(const std::filesystem::path& path, const std::string& text);

}  // namespace replica
