#pragma once

#include <span>
#include <string>

namespace replica {

/// What follows an HDF5 image in a file whose every byte is vouched for: a line with the image's size and XXH3 (64
/// bits), of fixed length. HDF5 itself ignores bytes after its own.
std::string checksum_trailer(std::span<const char> image);

/// Throws Hdf5Error unless the file is an image followed by its trailer, to the byte. Called before HDF5 sees the file,
/// for HDF5 may crash on damaged structures.
void check_trailer(const std::string& path);

}  // namespace replica
