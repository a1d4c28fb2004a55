#include "io/csv/chunk_grid.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace replica {

ChunkGrid::ChunkGrid(std::vector<ByteRange> regions, std::uint64_t chunk_bytes)
    : regions_(std::move(regions)), chunk_bytes_(chunk_bytes) {
    assert(chunk_bytes > 0);
    for (const ByteRange& region : regions_) {
        const std::uint64_t bytes = region.end - region.begin;
        first_chunk_.push_back(first_chunk_.back() + (bytes + chunk_bytes - 1) / chunk_bytes);
        first_byte_.push_back(first_byte_.back() + bytes);
    }
}

Chunk ChunkGrid::chunk(std::uint64_t index) const {
    assert(index < size());
    const auto next = std::upper_bound(first_chunk_.begin(), first_chunk_.end(), index);
    const auto file = static_cast<std::size_t>(next - first_chunk_.begin()) - 1;
    const ByteRange& region = regions_[file];
    const std::uint64_t begin = region.begin + (index - first_chunk_[file]) * chunk_bytes_;
    return {file, {begin, std::min(begin + chunk_bytes_, region.end)}};
}

std::uint64_t ChunkGrid::run_begin(std::uint64_t rank, std::uint64_t ranks) const {
    // The first chunk that begins at or behind this rank's share of all bytes; no overflow up to 2^64 bytes.
    const std::uint64_t total = first_byte_.back();
    const std::uint64_t share = total / ranks * rank + total % ranks * rank / ranks;
    const auto next = std::upper_bound(first_byte_.begin(), first_byte_.end(), share);
    if (next == first_byte_.end()) return size();
    const auto file = static_cast<std::size_t>(next - first_byte_.begin()) - 1;
    const std::uint64_t inside = share - first_byte_[file];
    return first_chunk_[file] + (inside + chunk_bytes_ - 1) / chunk_bytes_;
}

ChunkRun ChunkGrid::run(int rank, int ranks) const {
    const auto r = static_cast<std::uint64_t>(rank);
    const auto n = static_cast<std::uint64_t>(ranks);
    return {r == 0 ? 0 : run_begin(r, n), r + 1 == n ? size() : run_begin(r + 1, n)};
}

}  // namespace replica
