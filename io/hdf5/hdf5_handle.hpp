#pragma once

#include <utility>

#include <hdf5.h>

namespace replica {

/// Owns one HDF5 identifier and closes it with `Close`.
template <herr_t (*Close)(hid_t)>
class Hdf5Handle {
public:
    Hdf5Handle() = default;
    explicit Hdf5Handle(hid_t id) : id_(id) {}
    ~Hdf5Handle() { reset(); }
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        if (this != &other) {
            reset();
            id_ = std::exchange(other.id_, H5I_INVALID_HID);
        }
        return *this;
    }
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;

    [[nodiscard]] hid_t id() const { return id_; }
    [[nodiscard]] bool valid() const { return id_ >= 0; }
    /// Closes now; returns whether that worked.
    bool reset() { return id_ < 0 || Close(std::exchange(id_, H5I_INVALID_HID)) >= 0; }

private:
    hid_t id_ = H5I_INVALID_HID;
};

using Hdf5FileHandle = Hdf5Handle<H5Fclose>;
using Hdf5GroupHandle = Hdf5Handle<H5Gclose>;
using Hdf5DatasetHandle = Hdf5Handle<H5Dclose>;
using Hdf5SpaceHandle = Hdf5Handle<H5Sclose>;
using Hdf5TypeHandle = Hdf5Handle<H5Tclose>;
using Hdf5AttributeHandle = Hdf5Handle<H5Aclose>;
using Hdf5PropertiesHandle = Hdf5Handle<H5Pclose>;

}  // namespace replica
