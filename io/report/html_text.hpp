#pragma once

#include <string>
#include <string_view>

namespace replica {

/// Text as HTML and SVG hold it: & < > " ' escaped, what is no UTF-8 or no character of XML replaced,
/// control characters too.
std::string escaped(std::string_view text);

/// At most so many characters (not bytes), the last one an ellipsis where it was longer.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace replica
