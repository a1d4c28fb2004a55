#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/extract_source.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace replica {

/// One file of the chunks of all ranks in the order of the source. Each rank writes its own, in order, to a hidden file
/// beside the result (mode 0600), waiting for chunks that come early; then all put theirs where it belongs.
class OrderedParts {
public:
    /// Collective. source: scanned once, so that chunks without rows are known. Throws JobError.
    OrderedParts(std::filesystem::path out, const ExtractSource& source, const Communicator& world);
    /// Removes what is hidden.
    ~OrderedParts();
    OrderedParts(const OrderedParts&) = delete;
    OrderedParts& operator=(const OrderedParts&) = delete;

    /// The text of an own chunk; from any thread.
    void add(std::uint64_t chunk, std::string text);

    /// Collective: the header, all chunks, and the file under its own name.
    void finish(const std::string& header);

private:
    void skip_empty();
    void write(const std::string& text);
    void copy_to(std::uint64_t offset) const;

    std::filesystem::path out_;
    std::filesystem::path own_part_;
    std::filesystem::path whole_;
    const ExtractSource& source_;
    const Communicator& world_;
    std::mutex mutex_;
    std::uint64_t next_;
    std::map<std::uint64_t, std::string> early_;
    int file_ = -1;
    std::uint64_t bytes_ = 0;
};

}  // namespace replica
