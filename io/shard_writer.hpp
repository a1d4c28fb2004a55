#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <xxhash.h>

namespace replica {

/// The name under which a file is written until it is whole: hidden, and marked as ours.
std::filesystem::path partial_path(const std::filesystem::path& file);

/// A file being written under its partial_path; its bytes are counted and hashed as they pass. They reach the system in
/// large aligned pieces, for which it keeps fewer and larger pages, so that some wait here until finish().
/// Every member function throws JobError, naming the file, where the system refuses.
class ShardWriter {
public:
    /// Creates the partial file, in place of one that is left over.
    explicit ShardWriter(std::filesystem::path file);
    /// Removes the partial file unless finish() was reached.
    ~ShardWriter();
    ShardWriter(const ShardWriter&) = delete;
    ShardWriter& operator=(const ShardWriter&) = delete;

    void write(std::span<const char> bytes);

    /// Waits until the bytes are on the disk and closes the file, which keeps its partial name.
    void finish();

    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// XXH3 (64 bits) of all bytes so far.
    [[nodiscard]] std::uint64_t hash() const;

private:
    [[noreturn]] void fail(const char* action) const;
    void reserve(std::uint64_t end);
    void write_out(std::span<const char> first, std::span<const char> second);

    std::filesystem::path file_;
    int descriptor_ = -1;
    std::uint64_t bytes_ = 0;
    std::uint64_t written_ = 0;   ///< by the system; a multiple of the alignment
    std::uint64_t reserved_ = 0;  ///< bytes of the disk that are ours, as far as we asked
    std::vector<char> waiting_;   ///< the last bytes_ - written_
    XXH3_state_t* hash_state_ = nullptr;
};

/// Renames `file` from its partial name to its own. Throws JobError.
void publish(const std::filesystem::path& file);

/// Makes renames and removals in `folder` last through a crash. Throws JobError.
void sync_folder(const std::filesystem::path& folder);

/// A file's size and the XXH3 (64 bits) of its bytes.
struct FileDigest {
    std::uint64_t bytes = 0;
    std::uint64_t xxh3 = 0;
};

/// Waits until a file that something else wrote is on the disk, and reads it once. Throws JobError.
FileDigest sync_and_digest(const std::filesystem::path& file);

/// A 64-bit hash as 16 hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace replica
