#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace replica {

struct Rgb {
    std::uint8_t red = 0, green = 0, blue = 0;

    friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// A picture of pixels, row by row from the top left.
struct PixelImage {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<Rgb> pixels;
};

/// The picture as the bytes of a PNG file, the same for the same picture. Throws std::bad_alloc.
std::string png_bytes(const PixelImage& image);

/// Bytes as a URI of their own: data:TYPE;base64,...
std::string data_uri(const std::string& type, const std::string& bytes);

}  // namespace replica
