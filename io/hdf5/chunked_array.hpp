#pragma once

#include "io/hdf5/hdf5_handle.hpp"

#include <cstdint>
#include <string>

namespace replica {

/// A one-dimensional dataset in chunks of 64 to 256 KiB with HDF5's own checksum (Fletcher-32), written and read piece
/// by piece, and open to growth. Every function throws Hdf5Error, naming the dataset.
class ChunkedArray {
public:
    /// A new dataset of `size` elements of the HDF5 type `file` in the group `parent`.
    static ChunkedArray create(hid_t parent, const std::string& name, std::uint64_t size, hid_t file);
    static ChunkedArray open(hid_t parent, const std::string& name);

    [[nodiscard]] std::uint64_t size() const;
    /// Elements first ... first + count - 1, in memory of the HDF5 type `memory`.
    void write(std::uint64_t first, std::uint64_t count, const void* data, hid_t memory) const;
    void read(std::uint64_t first, std::uint64_t count, void* data, hid_t memory) const;

private:
    ChunkedArray(Hdf5DatasetHandle dataset, std::string name) : dataset_(std::move(dataset)), name_(std::move(name)) {}
    [[nodiscard]] Hdf5SpaceHandle select(std::uint64_t first, std::uint64_t count) const;

    Hdf5DatasetHandle dataset_;
    std::string name_;
};

}  // namespace replica
