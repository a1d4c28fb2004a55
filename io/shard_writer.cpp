#include "io/shard_writer.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>
#if defined(__x86_64__)
#include <xxh_x86dispatch.h>
#endif

namespace replica {

namespace {

/// Where writes begin and end. A whole one is a large page of the system's cache on most file systems.
constexpr std::size_t alignment = std::size_t{1} << 18U;

[[noreturn]] void fail_with_errno(const std::filesystem::path& file, const char* action) {
    const int code = errno;
    const char* advice = code == ENOSPC || code == EDQUOT || code == EFBIG ? "; free some space and run again" : "";
    throw JobError("cannot " + std::string(action) + " " + file.string() + ": " +
                   std::generic_category().message(code) + advice);
}

}  // namespace

std::filesystem::path partial_path(const std::filesystem::path& file) {
    std::string name = ".";
    name += file.filename().string();
    name += ".replica-partial";
    return file.parent_path() / name;
}

ShardWriter::ShardWriter(std::filesystem::path file) : file_(std::move(file)) {
    descriptor_ = ::open(partial_path(file_).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail("create");
    hash_state_ = XXH3_createState();
    if (hash_state_ == nullptr || XXH3_64bits_reset(hash_state_) != XXH_OK) throw std::bad_alloc();
}

ShardWriter::~ShardWriter() {
    XXH3_freeState(hash_state_);
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(partial_path(file_).c_str());
}

void ShardWriter::fail(const char* action) const { fail_with_errno(file_, action); }

void ShardWriter::reserve(std::uint64_t end) {
    constexpr std::uint64_t most = std::uint64_t{1} << 26U;
    if (end <= reserved_ || bytes_ < alignment) return;
#if defined(__linux__)
    // Asked for early, space costs less than page by page. Where that isn't possible, writing will tell.
    const std::uint64_t ahead = std::min(most, bytes_);
    const auto offset = static_cast<off_t>(reserved_);
    ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, offset, static_cast<off_t>(end + ahead - reserved_));
    reserved_ = end + ahead;
#endif
}

void ShardWriter::write_out(std::span<const char> first, std::span<const char> second) {
    reserve(written_ + first.size() + second.size());
    written_ += first.size() + second.size();
    while (!first.empty() || !second.empty()) {
        const std::array<iovec, 2> pieces = {
            {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}}};
        const ssize_t result = ::writev(descriptor_, pieces.data(), static_cast<int>(pieces.size()));
        if (result < 0 && errno == EINTR) continue;
        if (result < 0) fail("write");
        const auto taken = static_cast<std::size_t>(result);
        const std::size_t of_first = std::min(taken, first.size());
        first = first.subspan(of_first);
        second = second.subspan(taken - of_first);
    }
}

void ShardWriter::write(std::span<const char> bytes) {
    XXH3_64bits_update(hash_state_, bytes.data(), bytes.size());
    bytes_ += bytes.size();
    const std::size_t whole = (waiting_.size() + bytes.size()) / alignment * alignment;
    if (whole > 0) {
        const auto head = bytes.first(whole - waiting_.size());
        write_out(waiting_, head);
        waiting_.clear();
        bytes = bytes.subspan(head.size());
    }
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
}

void ShardWriter::finish() {
    write_out(waiting_, {});
    // Gives back what was reserved too much; nothing is lost where that fails.
    if (reserved_ > bytes_ && ::ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) errno = 0;
    // A pipe or a special file can't be synced, and need not be.
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail("write");
    const int descriptor = std::exchange(descriptor_, -1);
    if (::close(descriptor) == 0) return;
    const int code = errno;
    ::unlink(partial_path(file_).c_str());
    errno = code;
    fail("write");
}

std::uint64_t ShardWriter::hash() const { return XXH3_64bits_digest(hash_state_); }

void publish(const std::filesystem::path& file) {
    if (std::rename(partial_path(file).c_str(), file.c_str()) != 0) fail_with_errno(file, "put in place");
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail_with_errno(folder, "open");
    const int result = ::fsync(descriptor);
    const int code = errno;
    ::close(descriptor);
    errno = code;
    if (result != 0 && code != EINVAL && code != EROFS) fail_with_errno(folder, "write");
}

FileDigest sync_and_digest(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail_with_errno(file, "open");
    FileDigest digest;
    XXH3_state_t* state = XXH3_createState();
    XXH3_64bits_reset(state);
    std::vector<char> buffer(std::size_t{1} << 20U);
    ssize_t size = ::fsync(descriptor);
    while (size >= 0 && (size = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
        XXH3_64bits_update(state, buffer.data(), static_cast<std::size_t>(size));
        digest.bytes += static_cast<std::uint64_t>(size);
    }
    digest.xxh3 = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    const int code = errno;
    ::close(descriptor);
    errno = code;
    if (size < 0) fail_with_errno(file, "write");
    return digest;
}

std::string hash_text(std::uint64_t hash) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4U) text[i] = digits[hash & 15U];
    return text;
}

}  // namespace replica
