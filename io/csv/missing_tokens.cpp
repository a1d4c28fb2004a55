#include "io/csv/missing_tokens.hpp"

#include <utility>

namespace replica {

MissingTokens::MissingTokens(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {
    for (const std::string& token : tokens_) {
        if (token.empty()) continue;
        sizes_of_first_byte_[static_cast<unsigned char>(token.front())] |= std::uint64_t{1} << size_bit(token.size());
    }
    empty_index_ = search("");
}

int MissingTokens::search(std::string_view text) const {
    const auto found = std::find(tokens_.begin(), tokens_.end(), text);
    return found == tokens_.end() ? -1 : static_cast<int>(found - tokens_.begin());
}

}  // namespace replica
