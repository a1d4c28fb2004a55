#pragma once

#include "engine/column_model.hpp"
#include "engine/value_table.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// The shape of a text: 'A' for an upper-case letter, 'a' for any other letter (one for each character beyond ASCII),
/// '9' for a digit, a backslash and the byte for anything else.
std::string text_shape(std::string_view text);

/// The commonest shapes of the pooled values, at most 64, each held by at least `min_count` persons in two or
/// more values, so that no shape stands for one value. Heaviest first, ties by text.
std::vector<Weighted<std::string>> common_shapes(const std::vector<ValueCount>& pooled, std::uint64_t min_count);

}  // namespace replica
