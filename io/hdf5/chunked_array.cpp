#include "io/hdf5/chunked_array.hpp"

#include "io/hdf5/hdf5_file.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::uint64_t least_chunk_bytes = std::uint64_t{64} << 10;
constexpr std::uint64_t most_chunk_bytes = std::uint64_t{256} << 10;

Hdf5SpaceHandle space_of(std::uint64_t count) {
    const hsize_t elements = count;
    return Hdf5SpaceHandle(H5Screate_simple(1, &elements, nullptr));
}

}  // namespace

ChunkedArray ChunkedArray::create(hid_t parent, const std::string& name, std::uint64_t size, hid_t file) {
    const std::uint64_t element = H5Tget_size(file);
    const hsize_t elements = size;
    const hsize_t most = H5S_UNLIMITED;
    const hsize_t chunk = std::clamp(size * element, least_chunk_bytes, most_chunk_bytes) / element;
    const Hdf5PropertiesHandle properties(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(properties.id(), false);
    H5Pset_chunk(properties.id(), 1, &chunk);
    H5Pset_fletcher32(properties.id());
    const Hdf5SpaceHandle space(H5Screate_simple(1, &elements, &most));
    Hdf5DatasetHandle dataset(
        H5Dcreate2(parent, name.c_str(), file, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT));
    if (!dataset.valid()) throw Hdf5Error("cannot create " + name);
    return {std::move(dataset), name};
}

ChunkedArray ChunkedArray::open(hid_t parent, const std::string& name) {
    Hdf5DatasetHandle dataset(H5Dopen2(parent, name.c_str(), H5P_DEFAULT));
    if (!dataset.valid()) throw Hdf5Error("cannot find " + name);
    return {std::move(dataset), name};
}

std::uint64_t ChunkedArray::size() const {
    const Hdf5SpaceHandle space(H5Dget_space(dataset_.id()));
    const ::hssize_t size = H5Sget_simple_extent_npoints(space.id());
    if (H5Sget_simple_extent_ndims(space.id()) != 1 || size < 0) throw Hdf5Error("cannot read " + name_);
    return static_cast<std::uint64_t>(size);
}

Hdf5SpaceHandle ChunkedArray::select(std::uint64_t first, std::uint64_t count) const {
    Hdf5SpaceHandle space(H5Dget_space(dataset_.id()));
    const hsize_t start = first;
    const hsize_t length = count;
    if (H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &start, nullptr, &length, nullptr) < 0)
        throw Hdf5Error("cannot address " + name_);
    return space;
}

void ChunkedArray::write(std::uint64_t first, std::uint64_t count, const void* data, hid_t memory) const {
    if (count == 0) return;
    const auto here = space_of(count);
    const auto there = select(first, count);
    if (H5Dwrite(dataset_.id(), memory, here.id(), there.id(), H5P_DEFAULT, data) < 0)
        throw Hdf5Error("cannot write " + name_);
}

void ChunkedArray::read(std::uint64_t first, std::uint64_t count, void* data, hid_t memory) const {
    if (count == 0) return;
    const auto here = space_of(count);
    const auto there = select(first, count);
    if (H5Dread(dataset_.id(), memory, here.id(), there.id(), H5P_DEFAULT, data) < 0)
        throw Hdf5Error("cannot read " + name_);
}

}  // namespace replica
