#include "io/part_journal.hpp"

#include "engine/error.hpp"
#include "io/shard_writer.hpp"

#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".journal-";
constexpr const char* suffix = ".replica-partial";

fs::path journal_path(const fs::path& folder, const std::string& whose) { return folder / (prefix + whose + suffix); }

std::vector<fs::path> journals(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix) && entry.is_regular_file(absent))
            found.push_back(entry.path());
    }
    return found;
}

// The name comes last, since it may hold anything but an end of line; a full stop tells that the line is whole.
std::string line_of(const ReplicaPart& part) {
    return std::to_string(part.rows) + " " + std::to_string(part.bytes) + " " + hash_text(part.xxh3) + " " + part.name +
           " .\n";
}

bool read_line(const std::string& line, ReplicaPart& part) {
    std::istringstream in(line);
    std::string hash;
    if (!(in >> part.rows >> part.bytes >> hash) || hash.size() != 16 || in.get() != ' ') return false;
    std::getline(in, part.name);
    if (part.name.size() < 3 || !part.name.ends_with(" .")) return false;
    part.name.resize(part.name.size() - 2);
    std::istringstream digits(hash);
    return static_cast<bool>(digits >> std::hex >> part.xxh3);
}

bool has_size(const fs::path& file, std::uint64_t bytes) {
    std::error_code absent;
    return fs::is_regular_file(file, absent) && fs::file_size(file, absent) == bytes;
}

bool is_there(const fs::path& folder, const ReplicaPart& part) {
    return has_size(partial_path(folder / part.name), part.bytes) || has_size(folder / part.name, part.bytes);
}

[[noreturn]] void fail(const fs::path& file) {
    throw JobError("cannot write " + file.string() + ": " + std::generic_category().message(errno));
}

}  // namespace

PartJournal::PartJournal(const fs::path& folder, int rank, const std::string& identity)
    : file_(journal_path(folder, std::to_string(rank))) {
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(file_);
    append(identity + "\n");
}

PartJournal::~PartJournal() { ::close(descriptor_); }

void PartJournal::append(const std::string& lines) {
    for (std::size_t done = 0; done < lines.size();) {
        const ssize_t written = ::write(descriptor_, lines.data() + done, lines.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(file_);
        done += static_cast<std::size_t>(written);
    }
    if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(file_);
}

void PartJournal::add(const std::vector<ReplicaPart>& parts) {
    std::string lines;
    for (const ReplicaPart& part : parts) lines += line_of(part);
    const std::lock_guard lock(mutex_);
    append(lines);
}

std::vector<ReplicaPart> journaled_parts(const fs::path& folder, const std::string& identity) {
    std::map<std::string, ReplicaPart> found;
    if (identity.empty()) return {};  // nothing tells this output from others
    for (const fs::path& file : journals(folder)) {
        std::ifstream in(file);
        std::string line;
        if (!std::getline(in, line) || line != identity) continue;
        ReplicaPart part;
        while (std::getline(in, line))
            if (read_line(line, part) && is_there(folder, part)) found[part.name] = part;
    }
    std::vector<ReplicaPart> parts;
    for (auto& [name, part] : found) parts.push_back(std::move(part));
    return parts;
}

void replace_journals(const fs::path& folder, const std::string& identity, const std::vector<ReplicaPart>& parts) {
    const std::vector<fs::path> old = journals(folder);
    const fs::path joint = folder / (std::string(prefix) + "joint");
    if (!parts.empty()) {
        std::string text = identity + "\n";
        for (const ReplicaPart& part : parts) text += line_of(part);
        // Written beside the others first, which stay until it is whole.
        ShardWriter writer(joint);
        writer.write(text);
        writer.finish();
        const fs::path whole = journal_path(folder, "earlier");
        if (std::rename(partial_path(joint).c_str(), whole.c_str()) != 0) fail(whole);
    }
    std::error_code ignored;
    for (const fs::path& file : old)
        if (parts.empty() || file != journal_path(folder, "earlier")) fs::remove(file, ignored);
}

}  // namespace replica
