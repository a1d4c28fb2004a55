#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// The two layouts of Linux's control groups, cgroups(7).
enum class GroupVersion : std::uint8_t { v1, v2 };

/// Folders of the control groups of this process, its own first, then its ancestors as far as they can be seen: those
/// of `controller` ("memory", "cpu") in version 1, all in version 2. Read from proc/self/cgroup and proc/self/mountinfo
/// below `root`; none where these are absent.
std::vector<std::filesystem::path> control_groups(const std::filesystem::path& root, GroupVersion version,
                                                  std::string_view controller);

/// A file's lines; none where it can't be read.
std::vector<std::string> lines_of(const std::filesystem::path& file);

/// The words of a line.
std::vector<std::string> words_of(const std::string& line);

/// A number that fills the text; nothing for "max" or nonsense.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace replica
