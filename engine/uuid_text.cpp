#include "engine/uuid_text.hpp"

#include <cctype>
#include <cstddef>

namespace replica {
namespace {

constexpr std::size_t length = 36;

constexpr bool has_dash(std::size_t place) { return place == 8 || place == 13 || place == 18 || place == 23; }

}  // namespace

bool is_uuid(std::string_view text) {
    if (text.size() != length) return false;
    for (std::size_t i = 0; i < length; ++i) {
        if (has_dash(i) ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    }
    return true;
}

void append_uuid(std::array<std::uint64_t, 2> random, bool upper, std::string& out) {
    random[0] = (random[0] & ~0xF000ULL) | 0x4000ULL;          // version 4
    random[1] = (random[1] & ~(3ULL << 62U)) | (2ULL << 62U);  // variant 10
    const char* const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (has_dash(i)) {
            out += '-';
            continue;
        }
        out += digits[(random[nibble / 16] >> (60 - 4 * (nibble % 16))) & 0xFU];
        ++nibble;
    }
}

}  // namespace replica
