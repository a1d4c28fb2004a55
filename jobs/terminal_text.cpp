#include "jobs/terminal_text.hpp"

#include <algorithm>

namespace replica {

std::string terminal_text(std::string_view text) {
    constexpr const char* unreadable = "\xef\xbf\xbd";
    std::string shown;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F are control characters too.
        const bool is_second = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || is_second) {
            shown += unreadable;
        } else {
            shown += text[i];
        }
        if (is_second) ++i;
    }
    return shown;
}

std::size_t terminal_width(std::string_view text) {
    const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

}  // namespace replica
