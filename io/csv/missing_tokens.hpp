#pragma once

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

    /// Index of the first token equal to `text`, or -1.
    [[nodiscard]] int find(std::string_view text) const {
        if (text.empty()) return empty_index_;
        const std::uint64_t sizes = sizes_of_first_byte_[static_cast<unsigned char>(text.front())];
        if (((sizes >> size_bit(text.size())) & 1U) == 0) return -1;
        return search(text);
    }

    [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }

private:
    static std::size_t size_bit(std::size_t size) { return std::min<std::size_t>(size, 63); }
    [[nodiscard]] int search(std::string_view text) const;

    std::vector<std::string> tokens_;
    std::array<std::uint64_t, 256> sizes_of_first_byte_{};  ///< bit s: a token of s bytes starts with it; 63: or more
    int empty_index_ = -1;
};

}  // namespace replica
