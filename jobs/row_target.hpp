#pragma once

#include <cstdint>
#include <string>

namespace replica {

/// How many rows a replica gets: `text` is a number, a percentage of `source_rows` such as "95%", or a range of
/// percentages "95%..105%", out of which the seed draws. Throws InputError where it is none of these.
std::uint64_t row_target(const std::string& text, std::uint64_t source_rows, std::uint64_t seed);

}  // namespace replica
