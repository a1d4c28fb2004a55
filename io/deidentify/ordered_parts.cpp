#include "io/deidentify/ordered_parts.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path) {
    throw JobError(path.string() + " can't be written: " + std::strerror(errno));
}

int open_new(const fs::path& path, int flags) {
    const int file = ::open(path.c_str(), flags, S_IRUSR | S_IWUSR);
    if (file < 0) fail(path);
    return file;
}

void write_at(int file, const char* data, std::size_t size, std::uint64_t offset, const fs::path& path) {
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::pwrite(file, data + done, size - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail(path);
        done += static_cast<std::size_t>(count);
    }
}

fs::path hidden(const fs::path& out, const std::string& end) {
    return out.parent_path() / ("." + out.filename().string() + end);
}

}  // namespace

OrderedParts::OrderedParts(fs::path out, const ExtractSource& source, const Communicator& world)
    : out_(std::move(out)),
      own_part_(hidden(out_, ".rank" + std::to_string(world.rank()) + ".part")),
      whole_(hidden(out_, ".part")),
      source_(source),
      world_(world),
      next_(source.own.begin) {
    agree(world, [&] { file_ = open_new(own_part_, O_RDWR | O_CREAT | O_TRUNC); });
    skip_empty();
}

OrderedParts::~OrderedParts() {
    if (file_ >= 0) ::close(file_);
    std::error_code ignored;
    fs::remove(own_part_, ignored);
    if (world_.is_root()) fs::remove(whole_, ignored);
}

void OrderedParts::skip_empty() {
    while (next_ < source_.own.end && source_.own_states[next_ - source_.own.begin].rows == 0) ++next_;
}

void OrderedParts::write(const std::string& text) {
    write_at(file_, text.data(), text.size(), bytes_, own_part_);
    bytes_ += text.size();
    ++next_;
    skip_empty();
}

void OrderedParts::add(std::uint64_t chunk, std::string text) {
    const std::lock_guard lock(mutex_);
    if (chunk != next_) {
        early_.emplace(chunk, std::move(text));
        return;
    }
    write(text);
    for (auto early = early_.find(next_); early != early_.end(); early = early_.find(next_)) {
        const std::string waiting = std::move(early->second);
        early_.erase(early);
        write(waiting);
    }
}

void OrderedParts::copy_to(std::uint64_t offset) const {
    const int whole = open_new(whole_, O_WRONLY);
    std::vector<char> buffer(std::size_t{1} << 20U);
    for (std::uint64_t done = 0; done < bytes_;) {
        const ssize_t count = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail(own_part_);
        write_at(whole, buffer.data(), static_cast<std::size_t>(count), offset + done, whole_);
        done += static_cast<std::uint64_t>(count);
    }
    const bool synced = ::fsync(whole) == 0;
    ::close(whole);
    if (!synced) fail(whole_);
}

void OrderedParts::finish(const std::string& header) {
    const std::uint64_t first = world_.exclusive_sum(bytes_);
    agree(world_, [&] {
        if (!world_.is_root()) return;
        const int whole = open_new(whole_, O_WRONLY | O_CREAT | O_TRUNC);
        write_at(whole, header.data(), header.size(), 0, whole_);
        ::close(whole);
    });
    agree(world_, [&] { copy_to(header.size() + first); });
    agree(world_, [&] {
        if (!world_.is_root()) return;
        std::error_code failed;
        fs::rename(whole_, out_, failed);
        if (failed) throw JobError(out_.string() + " can't be written: " + failed.message());
    });
}

}  // namespace replica
