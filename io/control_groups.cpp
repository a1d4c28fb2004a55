#include "io/control_groups.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

namespace replica {

namespace fs = std::filesystem;

namespace {

bool has_item(std::string_view list, std::string_view item) {
    while (true) {
        const std::size_t comma = list.find(',');
        if (list.substr(0, comma) == item) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
}

// Blanks in mount points are written as \040 and so on.
std::string unescaped(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        const char* begin = text.data() + i + 1;
        if (text[i] == '\\' && i + 3 < text.size() && std::from_chars(begin, begin + 3, code, 8).ptr == begin + 3) {
            result.push_back(static_cast<char>(code));
            i += 3;
        } else {
            result.push_back(text[i]);
        }
    }
    return result;
}

// The group's path in the hierarchy: lines "number:controllers:path", version 2 with number 0 and no controllers.
std::optional<fs::path> group_path(const fs::path& root, GroupVersion version, std::string_view controller) {
    for (const std::string& line : lines_of(root / "proc/self/cgroup")) {
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string_view controllers = std::string_view(line).substr(first + 1, second - first - 1);
        const bool wanted = version == GroupVersion::v2 ? controllers.empty() && line.starts_with("0:")
                                                        : has_item(controllers, controller);
        if (wanted) return fs::path(line.substr(second + 1));
    }
    return std::nullopt;
}

struct Mount {
    fs::path hierarchy_root;  ///< what of the hierarchy is mounted
    fs::path point;
};

// Fields of a line: id, parent, device, root, mount point, options, ... "-", type, source, super options.
std::vector<Mount> group_mounts(const fs::path& root, GroupVersion version, std::string_view controller) {
    std::vector<Mount> mounts;
    for (const std::string& line : lines_of(root / "proc/self/mountinfo")) {
        const auto words = words_of(line);
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 6 || words.end() - dash < 4) continue;
        const bool wanted =
            version == GroupVersion::v2 ? dash[1] == "cgroup2" : dash[1] == "cgroup" && has_item(dash[3], controller);
        if (wanted) mounts.push_back({unescaped(words[3]), unescaped(words[4])});
    }
    return mounts;
}

}  // namespace

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return number;
}

std::vector<fs::path> control_groups(const fs::path& root, GroupVersion version, std::string_view controller) {
    std::vector<fs::path> folders;
    const auto own = group_path(root, version, controller);
    if (!own) return folders;
    for (const Mount& mount : group_mounts(root, version, controller)) {
        fs::path below = own->lexically_relative(mount.hierarchy_root).lexically_normal();
        // In a container the path may be told from outside; what is mounted is then the group itself.
        if (below.empty() || *below.begin() == "..") below = ".";
        const fs::path top = root / mount.point.relative_path();
        for (; below != "." && !below.empty(); below = below.parent_path()) folders.push_back(top / below);
        folders.push_back(top);
    }
    return folders;
}

}  // namespace replica
