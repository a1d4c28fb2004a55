#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace replica {

/// What tells one state of a file from another.
struct FileStamp {
    std::uint64_t bytes = 0;
    std::int64_t changed_ns = 0;  ///< last modification, nanoseconds since 1970

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// An open file that several threads may read at once.
class InputFile {
public:
    /// Throws InputError where `path` can't be opened for reading.
    explicit InputFile(std::string path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] FileStamp stamp() const;

    /// Throws JobError unless the file is as `stamp` says.
    void expect(const FileStamp& stamp) const;

    /// Fills `bytes` from `offset` on. Throws JobError where reading fails or the file ends before.
    void read(std::uint64_t offset, std::span<char> bytes) const;

private:
    std::string path_;
    int descriptor_;
};

}  // namespace replica
