#pragma once

#include "io/hdf5/chunked_array.hpp"
#include "io/hdf5/hdf5_handle.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace replica {

/// A failed HDF5 call: what was being done, and to which object.
class Hdf5Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The HDF5 type of a C++ integer or floating-point type in memory and, little-endian, in files.
template <typename Value>
hid_t hdf5_memory_type();
template <typename Value>
hid_t hdf5_file_type();

/// A group of an HDF5 file: arrays of numbers or texts as datasets, single values as attributes.
/// Every function throws Hdf5Error where an object is absent or of another shape.
class Hdf5Group {
public:
    Hdf5Group(Hdf5GroupHandle handle, std::string path) : handle_(std::move(handle)), path_(std::move(path)) {}

    [[nodiscard]] Hdf5Group create_group(const std::string& name) const;
    [[nodiscard]] Hdf5Group open_group(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;

    void write_attribute(const std::string& name, std::int64_t value) const;
    void write_attribute(const std::string& name, double value) const;
    void write_attribute(const std::string& name, const std::string& value) const;
    [[nodiscard]] std::int64_t read_integer(const std::string& name) const;
    [[nodiscard]] double read_real(const std::string& name) const;
    [[nodiscard]] std::string read_text(const std::string& name) const;

    /// One-dimensional; stored compressed where large.
    template <typename Value>
    void write(const std::string& name, const std::vector<Value>& values) const {
        write_array(name, values.data(), values.size(), hdf5_memory_type<Value>(), hdf5_file_type<Value>());
    }
    template <typename Value>
    [[nodiscard]] std::vector<Value> read(const std::string& name) const {
        std::vector<Value> values(array_size(name, hdf5_memory_type<Value>()));
        read_array(name, values.data(), hdf5_memory_type<Value>());
        return values;
    }
    /// Texts as their bytes in `name` and their ends in `name`_ends.
    void write_texts(const std::string& name, const std::vector<std::string>& texts) const;
    [[nodiscard]] std::vector<std::string> read_texts(const std::string& name) const;

    /// Large arrays, piece by piece.
    template <typename Value>
    [[nodiscard]] ChunkedArray create_chunked(const std::string& name, std::uint64_t size) const {
        return ChunkedArray::create(handle_.id(), name, size, hdf5_file_type<Value>());
    }
    [[nodiscard]] ChunkedArray open_chunked(const std::string& name) const {
        return ChunkedArray::open(handle_.id(), name);
    }

private:
    void write_array(const std::string& name, const void* data, std::size_t size, hid_t memory, hid_t file) const;
    [[nodiscard]] std::size_t array_size(const std::string& name, hid_t memory) const;
    void read_array(const std::string& name, void* data, hid_t memory) const;
    void write_scalar(const std::string& name, const void* data, hid_t memory, hid_t file) const;
    void read_scalar(const std::string& name, void* data, hid_t memory) const;
    [[noreturn]] void fail(const std::string& action, const std::string& name) const;

    Hdf5GroupHandle handle_;
    std::string path_;
};

/// Whether a file ends in a checksum of all its bytes (file_checksum.hpp).
enum class Hdf5Trailer : std::uint8_t { none, checksum };

/// A file of one process. Objects carry no times, so equal contents are equal bytes.
class Hdf5File {
public:
    /// A new file that only its owner may read and write (mode 0600).
    static Hdf5File create(const std::string& path);
    static Hdf5File open(const std::string& path);

    [[nodiscard]] const Hdf5Group& root() const { return root_; }
    /// Writes everything out and closes; throws where that fails, such as on a full disk.
    void close(Hdf5Trailer trailer = Hdf5Trailer::none);

private:
    Hdf5File(Hdf5FileHandle handle, std::string path);
    Hdf5FileHandle handle_;
    std::string path_;
    Hdf5Group root_;
};

}  // namespace replica
