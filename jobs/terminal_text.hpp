#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace replica {

/// UTF-8 text as a terminal can show it: control characters, which it would obey, as U+FFFD each.
std::string terminal_text(std::string_view text);

/// Characters (not bytes) of UTF-8 text, each taken as one column wide.
std::size_t terminal_width(std::string_view text);

}  // namespace replica
