#include "io/report/html_text.hpp"

#include <algorithm>
#include <vector>

namespace replica {
namespace {

constexpr const char* unreadable = "\xef\xbf\xbd";  // U+FFFD
constexpr const char* ellipsis = "\xe2\x80\xa6";

// By its first two bytes: neither written longer than needed, nor half of a surrogate pair, nor beyond U+10FFFF
// (RFC 3629, section 4).
bool is_in_range(unsigned char first, unsigned char second) {
    switch (first) {
        case 0xE0: return second >= 0xA0;
        case 0xED: return second < 0xA0;
        case 0xF0: return second >= 0x90;
        case 0xF4: return second < 0x90;
        default: return true;
    }
}

/// Bytes of the character that starts here; 0 where none does that XML may hold: U+FFFE and U+FFFF it may not.
std::size_t character_bytes(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (size == 0 || size > text.size() || first > 0xF4) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
    const bool is_last = size == 3 && first == 0xEF && text[1] == '\xbf' && (text[2] == '\xbe' || text[2] == '\xbf');
    return is_last || !is_in_range(first, static_cast<unsigned char>(text[size > 1 ? 1 : 0])) ? 0 : size;
}

void append_character(std::string_view character, std::string& out) {
    if (character.size() > 1) {
        out += character;
        return;
    }
    switch (character[0]) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: {
            const auto code = static_cast<unsigned char>(character[0]);
            const bool control = (code < 0x20 && code != '\n' && code != '\t') || code == 0x7f;
            out += control ? std::string(unreadable) : std::string(character);
        }
    }
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    while (!text.empty()) {
        const std::size_t size = character_bytes(text);
        if (size == 0)
            out += unreadable;
        else
            append_character(text.substr(0, size), out);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

std::string shortened(std::string_view text, std::size_t most) {
    std::vector<std::size_t> begins;  // of characters
    for (std::size_t at = 0; at < text.size();) {
        begins.push_back(at);
        at += std::max<std::size_t>(1, character_bytes(text.substr(at)));
    }
    if (begins.size() <= most || most == 0) return std::string(text);
    return std::string(text.substr(0, begins[most - 1])) + ellipsis;
}

}  // namespace replica
