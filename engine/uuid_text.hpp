#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace replica {

/// Whether a text is 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text);

/// Appends the UUID of version 4 (RFC 9562, 5.4) whose other 122 bits are those of `random`, high bits first.
void append_uuid(std::array<std::uint64_t, 2> random, bool upper, std::string& out);

}  // namespace replica
