#pragma once

#include <cstdint>
#include <vector>

namespace replica {

/// The bytes [begin, end) of a file.
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// One chunk: its file, and its bytes in it. Every chunk but a file's last has the same number of bytes.
struct Chunk {
    std::uint64_t file = 0;
    ByteRange bytes;
};

/// The chunks numbered [begin, end).
struct ChunkRun {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    [[nodiscard]] std::uint64_t size() const { return end - begin; }
};

/// Cuts the data regions of files into chunks, numbered in the order of files and bytes. Depends on nothing but its
/// arguments, so it is the same for any number of ranks.
class ChunkGrid {
public:
    ChunkGrid() = default;
    /// regions: the data of each file. chunk_bytes > 0.
    ChunkGrid(std::vector<ByteRange> regions, std::uint64_t chunk_bytes);

    [[nodiscard]] std::uint64_t size() const { return first_chunk_.back(); }
    [[nodiscard]] Chunk chunk(std::uint64_t index) const;

    /// The chunks of `rank` out of `ranks`: contiguous, as many bytes each as whole chunks allow.
    [[nodiscard]] ChunkRun run(int rank, int ranks) const;

private:
    [[nodiscard]] std::uint64_t run_begin(std::uint64_t rank, std::uint64_t ranks) const;

    std::vector<ByteRange> regions_;
    std::uint64_t chunk_bytes_ = 1;
    std::vector<std::uint64_t> first_chunk_{0};  ///< of each file, and the number of chunks
    std::vector<std::uint64_t> first_byte_{0};   ///< bytes of data before each file, and in all
};

}  // namespace replica
