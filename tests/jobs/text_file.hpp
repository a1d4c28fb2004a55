#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace replica::test {

/// All bytes of a file; throws std::runtime_error if it can't be read.
std::string read_text(const std::filesystem::path& file);

/// Writes a file of exactly these bytes; throws std::runtime_error if it can't.
void write_text(const std::filesystem::path& file, std::string_view text);

/// The bytes of every file below a folder by its path relative to the folder: equal maps are equal folders.
std::map<std::string, std::string> read_folder(const std::filesystem::path& folder);

}  // namespace replica::test
