#pragma once

#include "engine/slot.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace replica {

struct ValueTable;

/// What is learned of a column of free text: how many words a text has, how words look where they stand, and what is
/// between them. No word of the source is in it: a shape has a class for each letter and digit, as text_shape says, and
/// like every number of words it stands for at least min_count persons.
struct TextModel {
    std::vector<Slot> words;                                   ///< words a text: runs of whole numbers, ascending
    std::array<std::vector<Weighted<std::string>>, 3> shapes;  ///< of the first word, of those between, of the last
    std::vector<Weighted<std::string>> separators;             ///< white space between words
};

/// Longer words are cut at so many bytes, longer texts at so many words.
inline constexpr std::size_t longest_word = 64;
inline constexpr std::size_t most_words = 65536;

/// Learns from the distinct texts of a column. Shapes that too few persons share are replaced by one of as many
/// lower-case letters, or left out if that is too rare as well; so are rare separators.
TextModel learn_text(const ValueTable& texts, std::uint32_t min_count);

}  // namespace replica
