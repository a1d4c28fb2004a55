#include "io/privacy/release_journal.hpp"

#include "engine/error.hpp"
#include "io/lock_holder.hpp"
#include "io/privacy/statement_json.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const std::string& path) {
    throw JobError(path + ", where releases are kept, can't be written: " + std::strerror(errno));
}

// The file's name has to last, too.
void sync_folder(const fs::path& path) {
    const fs::path folder = path.parent_path().empty() ? "." : path.parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

ReleaseJournal::ReleaseJournal(std::string path, const std::string& run)
    : path_(std::move(path)), lock_(path_ + ".lock") {
    if (!lock_.held())
        throw InputError(path_ + " belongs to a run that goes on (" + lock_.holder() + "); wait for it to end");
    const bool resumes = fs::exists(path_);
    if (resumes) load(run);
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
    if (file_ < 0) fail(path_);
    if (id_.empty()) {
        if (::ftruncate(file_, 0) != 0) fail(path_);
        id_ = random_word();
        append(id_ + " " + run);
        sync_folder(path_);
    }
}

ReleaseJournal::~ReleaseJournal() {
    if (file_ >= 0) ::close(file_);
}

void ReleaseJournal::load(const std::string& run) {
    std::ifstream in(path_);
    std::string text(std::istreambuf_iterator<char>(in), {});
    // What a kill has cut off was never used: it is cut off here as well.
    const std::size_t whole = text.find_last_of('\n') == std::string::npos ? 0 : text.find_last_of('\n') + 1;
    text.resize(whole);
    std::size_t at = 0;
    for (bool first = true; at < text.size(); first = false) {
        const std::size_t end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (!first) {
            auto drawn = parse_drawn(line);
            if (!drawn)
                throw InputError(path_ + " is damaged; its releases are spent, so remove it only to begin anew");
            remembered_.push_back(std::move(*drawn));
            continue;
        }
        const std::size_t blank = line.find(' ');
        if (blank == std::string::npos || line.substr(blank + 1) != run)
            throw InputError(path_ + " holds the releases of another run that was interrupted; start that one again, " +
                             "or remove the file, which gives up what it has spent");
        id_ = line.substr(0, blank);
    }
    std::error_code ignored;
    fs::resize_file(path_, whole, ignored);
    if (ignored) fail(path_);
}

void ReleaseJournal::append(const std::string& line) {
    const std::string text = line + "\n";
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t count = ::write(file_, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail(path_);
        written += static_cast<std::size_t>(count);
    }
    if (::fdatasync(file_) != 0) fail(path_);
}

ReleaseKeeper ReleaseJournal::keeper() {
    return {[this]() -> std::optional<Drawn> {
                if (next_ == remembered_.size()) return std::nullopt;
                return remembered_[next_++];
            },
            [this](const Drawn& drawn) { append(drawn_line(drawn)); }};
}

void ReleaseJournal::finish() {
    std::error_code ignored;
    fs::remove(path_, ignored);
}

}  // namespace replica
