#include "io/hdf5/hdf5_file.hpp"

namespace replica {

template <>
hid_t hdf5_memory_type<std::uint8_t>() {
    return H5T_NATIVE_UINT8;
}
template <>
hid_t hdf5_memory_type<std::uint16_t>() {
    return H5T_NATIVE_UINT16;
}
template <>
hid_t hdf5_memory_type<std::uint32_t>() {
    return H5T_NATIVE_UINT32;
}
template <>
hid_t hdf5_memory_type<std::uint64_t>() {
    return H5T_NATIVE_UINT64;
}
template <>
hid_t hdf5_memory_type<std::int64_t>() {
    return H5T_NATIVE_INT64;
}
template <>
hid_t hdf5_memory_type<char>() {
    return H5T_NATIVE_UINT8;
}
template <>
hid_t hdf5_memory_type<double>() {
    return H5T_NATIVE_DOUBLE;
}
template <>
hid_t hdf5_file_type<std::uint8_t>() {
    return H5T_STD_U8LE;
}
template <>
hid_t hdf5_file_type<std::uint16_t>() {
    return H5T_STD_U16LE;
}
template <>
hid_t hdf5_file_type<std::uint32_t>() {
    return H5T_STD_U32LE;
}
template <>
hid_t hdf5_file_type<std::uint64_t>() {
    return H5T_STD_U64LE;
}
template <>
hid_t hdf5_file_type<std::int64_t>() {
    return H5T_STD_I64LE;
}
template <>
hid_t hdf5_file_type<char>() {
    return H5T_STD_U8LE;
}
template <>
hid_t hdf5_file_type<double>() {
    return H5T_IEEE_F64LE;
}

}  // namespace replica
