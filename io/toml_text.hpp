#pragma once

#include <string>
#include <string_view>

namespace replica {

/// A TOML string in double quotes.
std::string toml_string(std::string_view text);

/// A key, in quotes where it must be.
std::string toml_key(std::string_view name);

}  // namespace replica
