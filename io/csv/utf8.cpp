#include "io/csv/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace replica {
namespace {

/// What may follow a first byte (RFC 3629, section 4): the range of the second byte and how many bytes there are.
struct Lead {
    std::size_t size;
    std::uint8_t second_low;
    std::uint8_t second_high;
};

Lead lead_of(std::uint8_t byte) {
    if (byte < 0x80) return {1, 0, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) {
    const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const Lead lead = lead_of(byte_at(i));
        if (lead.size == 0 || i + lead.size > text.size()) return false;
        if (lead.size > 1 && (byte_at(i + 1) < lead.second_low || byte_at(i + 1) > lead.second_high)) return false;
        for (std::size_t k = 2; k < lead.size; ++k) {
            if ((byte_at(i + k) & 0xC0U) != 0x80U) return false;
        }
        i += lead.size;
    }
    return true;
}

}  // namespace replica
