#pragma once

#include "io/csv/field.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Finds a field's text among the missing tokens; nearly every field is told apart by its first byte and size.
class MissingTokens {
public:
    explicit MissingTokens(std::vector<std::string> tokens);

    /// The field of the unquoted text[begin, end). text[begin] is looked at even if there is no text.
    [[nodiscard]] Field field(const char* text, std::size_t begin, std::size_t end) const {
        const std::size_t size = end - begin;
        const std::uint64_t sizes = sizes_of_first_byte_[static_cast<unsigned char>(text[begin])];
        if (((sizes >> size_bit(size)) & 1U) != 0) {
            const int token = search({text + begin, size});
            if (token >= 0) return Field::missing(begin, token);
        }
        // Without a branch: in a column with gaps it couldn't be foretold.
        return Field(begin, size == 0 ? empty_ : size);
    }
    /// The field of no text at `offset`.
    [[nodiscard]] Field empty_field(std::size_t offset) const { return Field(offset, empty_); }

    [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }

private:
    static std::size_t size_bit(std::size_t size) { return std::min<std::size_t>(size, 63); }
    [[nodiscard]] int search(std::string_view text) const;

    std::vector<std::string> tokens_;
    std::array<std::uint64_t, 256> sizes_of_first_byte_{};  ///< bit s: a token of s bytes starts with it; 63: or more
    std::size_t empty_ = 0;                                 ///< of Field: the token that no text is, or size 0
};

}  // namespace replica
