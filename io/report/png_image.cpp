#include "io/report/png_image.hpp"

#include <png.h>
#include <stdexcept>

#include <sodium.h>

namespace replica {

std::string png_bytes(const PixelImage& image) {
    static_assert(sizeof(Rgb) == 3);
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = 0;
    const auto write = [&](void* target) {
        if (png_image_write_to_memory(&png, target, &size, 0, image.pixels.data(), 0, nullptr) == 0)
            throw std::runtime_error(std::string("a picture could not be made: ") + png.message);
    };
    write(nullptr);
    std::string bytes(size, '\0');
    write(bytes.data());
    bytes.resize(size);
    return bytes;
}

std::string data_uri(const std::string& type, const std::string& bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the closing zero byte
    return "data:" + type + ";base64," + text;
}

}  // namespace replica
