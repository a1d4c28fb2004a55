#include "io/csv/missing_tokens.hpp"

#include <utility>

namespace replica {

MissingTokens::MissingTokens(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {
    for (const std::string& token : tokens_) {
        if (token.empty()) continue;
        sizes_of_first_byte_[static_cast<unsigned char>(token.front())] |= std::uint64_t{1} << size_bit(token.size());
    }
    const int empty = search("");
    if (empty >= 0) empty_ = Field::missing_bit | static_cast<std::size_t>(empty);
}

int MissingTokens::search(std::string_view text) const {
    const auto found = std::find(tokens_.begin(), tokens_.end(), text);
    return found == tokens_.end() ? -1 : static_cast<int>(found - tokens_.begin());
}

}  // namespace replica
