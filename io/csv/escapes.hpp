#pragma once

#include "io/csv/dialect.hpp"

#include <cstddef>
#include <span>

namespace replica {

/// What stands for itself only when it is undone.
enum class Doubled : std::uint8_t { none, quotes };

/// Undoes doubled quotes, and backslash escapes if the dialect has them, in place.
/// Returns how many of the bytes are left; the rest is undefined.
std::size_t unescape(std::span<char> field, Doubled doubled, Escapes escapes);

}  // namespace replica
