#include "engine/mpi/shared_segment.hpp"

#include "engine/mpi/agreement.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace replica {
namespace {

// Room is taken in pieces, so that a signal that comes again and again can't keep one call from ever ending.
constexpr std::size_t piece_bytes = std::size_t{64} << 20;
constexpr std::size_t page_bytes = std::size_t{2} << 20;  // a whole number of pages of any size in use

std::string mebibytes(double bytes) {
    char text[64];
    std::snprintf(text, sizeof text, "%.0f MiB", std::ceil(bytes / (1024.0 * 1024.0)));
    return text;
}

[[noreturn]] void fail(const std::string& reason) {
    throw JobError("the ranks of a node can't share memory: " + reason +
                   "; give /dev/shm more room, or run one rank a node with --threads");
}

[[noreturn]] void fail(const char* call, int code) {
    fail(std::string(call) + " says: " + std::generic_category().message(code));
}

std::string segment_name() {
    std::uint64_t random = 0;
    if (::getrandom(&random, sizeof random, 0) != sizeof random) fail("getrandom", errno);
    return "/replica." + std::to_string(::geteuid()) + "." + std::to_string(::getpid()) + "." + std::to_string(random);
}

// Free bytes of the file system; all there can be where it has no limit of its own.
double free_bytes(int descriptor) {
    struct statvfs status = {};
    if (::fstatvfs(descriptor, &status) != 0 || status.f_blocks == 0) return std::numeric_limits<double>::max();
    return static_cast<double>(status.f_bavail) * static_cast<double>(status.f_frsize);
}

void check_room(int descriptor, std::size_t size) {
    const double free = free_bytes(descriptor);
    const auto needed = static_cast<double>(size);
    if (needed <= free && size <= std::size_t{std::numeric_limits<off_t>::max()}) return;
    fail(mebibytes(needed) + " are needed and " + mebibytes(std::min(free, 0x1p63)) + " are free in /dev/shm");
}

// Takes the room for bytes [begin, end), so that a full memory is an error here, not a signal at some later store.
void take_room(int descriptor, std::size_t begin, std::size_t end, std::size_t size) {
    while (begin < end) {
        const std::size_t length = std::min(piece_bytes, end - begin);
        const int code = ::posix_fallocate(descriptor, static_cast<off_t>(begin), static_cast<off_t>(length));
        if (code == EINTR) continue;
        if (code == ENOSPC || code == ENOMEM)
            fail(mebibytes(static_cast<double>(size)) + " are needed and memory or /dev/shm is full");
        if (code != 0) fail("posix_fallocate", code);
        begin += length;
    }
}

// A rank's part of the pages: pages lie in the memory that is next to the processor which takes them.
void take_own_room(const Communicator& node, int descriptor, std::size_t size) {
    const auto ranks = static_cast<std::size_t>(node.size());
    const std::size_t part = ((size - 1) / ranks / page_bytes + 1) * page_bytes;
    const std::size_t begin = std::min(size, part * static_cast<std::size_t>(node.rank()));
    take_room(descriptor, begin, std::min(size, begin + part), size);
}

Bytes bytes_of(const std::string& text) {
    Bytes bytes;
    for (const char letter : text) bytes.push_back(static_cast<std::byte>(letter));
    return bytes;
}

std::string text_of(const Bytes& bytes) {
    std::string text;
    for (const std::byte byte : bytes) text.push_back(static_cast<char>(byte));
    return text;
}

/// Takes the name away whatever happens between.
class SegmentName {
public:
    explicit SegmentName(std::string name) : name_(std::move(name)) {}
    ~SegmentName() {
        if (!name_.empty()) ::shm_unlink(name_.c_str());
    }
    SegmentName(const SegmentName&) = delete;
    SegmentName& operator=(const SegmentName&) = delete;

private:
    std::string name_;
};

}  // namespace

SharedSegment::SharedSegment(const Communicator& node, std::size_t size) {
    try {
        open(node);
        agree(node, [&] {
            if (node.is_root()) check_room(descriptor_, size);
        });
        agree(node, [&] { take_own_room(node, descriptor_, size); });
    } catch (...) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw;
    }
}

SharedSegment::~SharedSegment() { ::close(descriptor_); }

// All ranks open the segment while it is empty; then its name goes, before any byte is in it.
void SharedSegment::open(const Communicator& node) {
    const std::string created = agree(node, [&]() -> std::string {
        if (!node.is_root()) return {};
        std::string name = segment_name();
        descriptor_ = ::shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, S_IRUSR | S_IWUSR);
        if (descriptor_ < 0) fail("shm_open", errno);
        return name;
    });
    const SegmentName named(created);
    const std::string name = text_of(node.broadcast(bytes_of(created)));
    agree(node, [&] {
        if (node.is_root()) return;
        descriptor_ = ::shm_open(name.c_str(), O_RDWR, 0);
        if (descriptor_ < 0) fail("shm_open", errno);
    });
}

}  // namespace replica
