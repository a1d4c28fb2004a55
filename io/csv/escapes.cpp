#include "io/csv/escapes.hpp"

#include <cstdint>
#include <string_view>

namespace replica {
namespace {

/// One escape undone: the byte that it stands for, and the bytes it takes after the backslash.
struct Unescaped {
    char byte;
    std::size_t size;
};

int digit_of(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return 16;
}

Unescaped read_number(std::string_view digits, int base, std::size_t most) {
    unsigned value = 0;
    std::size_t size = 0;
    while (size < most && size < digits.size() && digit_of(digits[size]) < base) {
        value = value * static_cast<unsigned>(base) + static_cast<unsigned>(digit_of(digits[size]));
        ++size;
    }
    return {static_cast<char>(static_cast<std::uint8_t>(value)), size};
}

/// `rest`: what follows the backslash, not empty.
Unescaped read_escape(std::string_view rest) {
    constexpr std::string_view letters = "bfnrtv";
    constexpr std::string_view meanings = "\b\f\n\r\t\v";
    const auto letter = letters.find(rest.front());
    if (letter != std::string_view::npos) return {meanings[letter], 1};
    if (digit_of(rest.front()) < 8) return read_number(rest, 8, 3);
    if (rest.front() == 'x') {
        const Unescaped number = read_number(rest.substr(1), 16, 2);
        if (number.size > 0) return {number.byte, number.size + 1};
    }
    return {rest.front(), 1};
}

}  // namespace

std::size_t unescape(std::span<char> field, Doubled doubled, Escapes escapes) {
    const std::string_view text(field.data(), field.size());
    std::size_t out = 0;
    for (std::size_t in = 0; in < text.size();) {
        const char byte = text[in];
        if (byte == '\\' && escapes == Escapes::backslash && in + 1 < text.size()) {
            const Unescaped escape = read_escape(text.substr(in + 1));
            field[out++] = escape.byte;
            in += 1 + escape.size;
            continue;
        }
        field[out++] = byte;
        const bool is_pair = byte == '"' && doubled == Doubled::quotes && in + 1 < text.size() && text[in + 1] == '"';
        in += is_pair ? 2 : 1;
    }
    return out;
}

}  // namespace replica
