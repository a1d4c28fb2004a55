#include "io/hdf5/hdf5_file.hpp"

#include "io/hdf5/file_checksum.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

constexpr std::size_t compress_above_bytes = 4096;
constexpr hsize_t chunk_elements = 32768;
constexpr std::size_t core_increment_bytes = 1U << 20U;
constexpr std::size_t longest_text_attribute = 1U << 16U;  // the limit of an object header

// HDF5 prints its own error stack unless told not to; failures become exceptions here.
void silence_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Hdf5PropertiesHandle dataset_properties(std::size_t bytes, hsize_t elements) {
    Hdf5PropertiesHandle properties(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(properties.id(), false);
    if (bytes > compress_above_bytes) {
        const hsize_t chunk = std::min(elements, chunk_elements);
        H5Pset_chunk(properties.id(), 1, &chunk);
        H5Pset_shuffle(properties.id());
        H5Pset_deflate(properties.id(), 1);
    }
    return properties;
}

// Files are read only when whole and written through memory and a rename, so HDF5's locks, which some network file
// systems refuse, guard nothing here.
void leave_out_file_locks(const Hdf5PropertiesHandle& access) {
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access.id(), false, true);
#else
    static_cast<void>(access);
#endif
}

void write_bytes(const std::string& path, std::span<const char> bytes, const std::string& trailer) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() &&
                         std::fwrite(trailer.data(), 1, trailer.size(), file) == trailer.size();
    const bool closed = file != nullptr && std::fclose(file) == 0;
    if (!written || !closed) throw Hdf5Error("cannot write " + path + ": " + std::strerror(errno));
}

// The bytes of a flushed file that lies in memory, where they are: a copy would double the memory.
std::span<const char> image_of(hid_t file) {
    void* handle = nullptr;
    const ::ssize_t size = H5Fget_file_image(file, nullptr, 0);
    if (size <= 0 || H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || handle == nullptr) return {};
    return {static_cast<const char*>(*static_cast<void**>(handle)), static_cast<std::size_t>(size)};
}

// Whether an array of so many bytes can come from a dataset: deflate makes at most 1 : 1,032 of it.
bool is_plausible_size(hid_t dataset, double bytes) {
    return bytes <= 1032.0 * static_cast<double>(H5Dget_storage_size(dataset)) + 4096;
}

Hdf5GroupHandle open_root(const Hdf5FileHandle& file, const std::string& path) {
    Hdf5GroupHandle root(H5Gopen2(file.id(), "/", H5P_DEFAULT));
    if (!root.valid()) throw Hdf5Error("cannot open the root of " + path);
    return root;
}

}  // namespace

void Hdf5Group::fail(const std::string& action, const std::string& name) const {
    throw Hdf5Error("cannot " + action + " " + path_ + name);
}

Hdf5Group Hdf5Group::create_group(const std::string& name) const {
    Hdf5PropertiesHandle properties(H5Pcreate(H5P_GROUP_CREATE));
    H5Pset_obj_track_times(properties.id(), false);
    Hdf5GroupHandle group(H5Gcreate2(handle_.id(), name.c_str(), H5P_DEFAULT, properties.id(), H5P_DEFAULT));
    if (!group.valid()) fail("create", name);
    return {std::move(group), path_ + name + "/"};
}

Hdf5Group Hdf5Group::open_group(const std::string& name) const {
    Hdf5GroupHandle group(H5Gopen2(handle_.id(), name.c_str(), H5P_DEFAULT));
    if (!group.valid()) fail("find", name);
    return {std::move(group), path_ + name + "/"};
}

bool Hdf5Group::has(const std::string& name) const {
    return H5Lexists(handle_.id(), name.c_str(), H5P_DEFAULT) > 0 || H5Aexists(handle_.id(), name.c_str()) > 0;
}

void Hdf5Group::write_scalar(const std::string& name, const void* data, hid_t memory, hid_t file) const {
    const Hdf5SpaceHandle space(H5Screate(H5S_SCALAR));
    const Hdf5AttributeHandle attribute(
        H5Acreate2(handle_.id(), name.c_str(), file, space.id(), H5P_DEFAULT, H5P_DEFAULT));
    if (!attribute.valid() || H5Awrite(attribute.id(), memory, data) < 0) fail("write", name);
}

void Hdf5Group::read_scalar(const std::string& name, void* data, hid_t memory) const {
    const Hdf5AttributeHandle attribute(H5Aopen(handle_.id(), name.c_str(), H5P_DEFAULT));
    if (!attribute.valid()) fail("find", name);
    const Hdf5SpaceHandle space(H5Aget_space(attribute.id()));
    const Hdf5TypeHandle type(H5Aget_type(attribute.id()));
    const bool number = H5Tget_class(type.id()) == H5Tget_class(memory);
    if (!number || H5Sget_simple_extent_npoints(space.id()) != 1 || H5Aread(attribute.id(), memory, data) < 0) {
        fail("read", name);
    }
}

void Hdf5Group::write_attribute(const std::string& name, std::int64_t value) const {
    write_scalar(name, &value, H5T_NATIVE_INT64, H5T_STD_I64LE);
}

void Hdf5Group::write_attribute(const std::string& name, double value) const {
    write_scalar(name, &value, H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE);
}

void Hdf5Group::write_attribute(const std::string& name, const std::string& value) const {
    const Hdf5TypeHandle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), value.size() + 1);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    write_scalar(name, value.c_str(), type.id(), type.id());
}

std::int64_t Hdf5Group::read_integer(const std::string& name) const {
    std::int64_t value = 0;
    read_scalar(name, &value, H5T_NATIVE_INT64);
    return value;
}

double Hdf5Group::read_real(const std::string& name) const {
    double value = 0;
    read_scalar(name, &value, H5T_NATIVE_DOUBLE);
    return value;
}

std::string Hdf5Group::read_text(const std::string& name) const {
    const Hdf5AttributeHandle attribute(H5Aopen(handle_.id(), name.c_str(), H5P_DEFAULT));
    if (!attribute.valid()) fail("find", name);
    const Hdf5TypeHandle type(H5Aget_type(attribute.id()));
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) > 0) fail("read", name);
    const Hdf5SpaceHandle space(H5Aget_space(attribute.id()));
    const std::size_t size = H5Tget_size(type.id());
    if (H5Sget_simple_extent_npoints(space.id()) != 1 || size > longest_text_attribute) fail("read", name);
    std::string text(size, '\0');
    if (H5Aread(attribute.id(), type.id(), text.data()) < 0) fail("read", name);
    text.resize(text.empty() ? 0 : text.size() - 1);
    return text;
}

void Hdf5Group::write_array(const std::string& name, const void* data, std::size_t size, hid_t memory,
                            hid_t file) const {
    const hsize_t elements = size;
    const Hdf5SpaceHandle space(H5Screate_simple(1, &elements, nullptr));
    const auto properties = dataset_properties(size * H5Tget_size(file), elements);
    const Hdf5DatasetHandle dataset(
        H5Dcreate2(handle_.id(), name.c_str(), file, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT));
    if (!dataset.valid()) fail("create", name);
    if (size > 0 && H5Dwrite(dataset.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) fail("write", name);
}

std::size_t Hdf5Group::array_size(const std::string& name, hid_t memory) const {
    const Hdf5DatasetHandle dataset(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT));
    if (!dataset.valid()) fail("find", name);
    const Hdf5SpaceHandle space(H5Dget_space(dataset.id()));
    const Hdf5TypeHandle type(H5Dget_type(dataset.id()));
    const ::hssize_t size = H5Sget_simple_extent_npoints(space.id());
    const bool number = H5Tget_class(type.id()) == H5Tget_class(memory);
    const bool is_array = number && H5Sget_simple_extent_ndims(space.id()) == 1;
    if (!is_array || size < 0) fail("read", name);
    if (!is_plausible_size(dataset.id(), static_cast<double>(size) * static_cast<double>(H5Tget_size(type.id())))) {
        fail("read", name);
    }
    return static_cast<std::size_t>(size);
}

void Hdf5Group::read_array(const std::string& name, void* data, hid_t memory) const {
    const Hdf5DatasetHandle dataset(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT));
    if (!dataset.valid() || H5Dread(dataset.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) fail("read", name);
}

void Hdf5Group::write_texts(const std::string& name, const std::vector<std::string>& texts) const {
    std::vector<char> bytes;
    std::vector<std::uint64_t> ends;
    for (const std::string& text : texts) {
        bytes.insert(bytes.end(), text.begin(), text.end());
        ends.push_back(bytes.size());
    }
    write(name, bytes);
    write(name + "_ends", ends);
}

std::vector<std::string> Hdf5Group::read_texts(const std::string& name) const {
    const auto bytes = read<char>(name);
    std::vector<std::string> texts;
    std::uint64_t begin = 0;
    for (const std::uint64_t end : read<std::uint64_t>(name + "_ends")) {
        if (end < begin || end > bytes.size()) fail("read", name);
        texts.emplace_back(bytes.data() + begin, end - begin);
        begin = end;
    }
    return texts;
}

Hdf5File::Hdf5File(Hdf5FileHandle handle, std::string path)
    : handle_(std::move(handle)), path_(std::move(path)), root_(open_root(handle_, path_), "/") {}

Hdf5File Hdf5File::create(const std::string& path) {
    silence_hdf5();
    // Created here with its mode, so that there is no moment at which others can read it.
    const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY, S_IRUSR | S_IWUSR);
    if (descriptor < 0) throw Hdf5Error("cannot create " + path);
    ::close(descriptor);
    // In memory until close(): a write that fails inside HDF5 1.10 leaves a file open that crashes its exit.
    Hdf5PropertiesHandle access(H5Pcreate(H5P_FILE_ACCESS));
    leave_out_file_locks(access);
    H5Pset_fapl_core(access.id(), core_increment_bytes, false);
    Hdf5PropertiesHandle properties(H5Pcreate(H5P_FILE_CREATE));
    H5Pset_obj_track_times(properties.id(), false);
    Hdf5FileHandle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, properties.id(), access.id()));
    if (!file.valid()) throw Hdf5Error("cannot create " + path);
    return {std::move(file), path};
}

Hdf5File Hdf5File::open(const std::string& path) {
    silence_hdf5();
    const Hdf5PropertiesHandle access(H5Pcreate(H5P_FILE_ACCESS));
    leave_out_file_locks(access);
    Hdf5FileHandle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()));
    if (!file.valid()) throw Hdf5Error("cannot open " + path + " as HDF5");
    return {std::move(file), path};
}

void Hdf5File::close(Hdf5Trailer trailer) {
    const bool flushed = H5Fflush(handle_.id(), H5F_SCOPE_GLOBAL) >= 0;
    const auto image = image_of(handle_.id());
    if (!flushed || image.empty()) throw Hdf5Error("cannot write " + path_);
    write_bytes(path_, image, trailer == Hdf5Trailer::checksum ? checksum_trailer(image) : std::string());
    root_ = Hdf5Group(Hdf5GroupHandle(), "/");
    if (!handle_.reset()) throw Hdf5Error("cannot write " + path_);
}

}  // namespace replica
