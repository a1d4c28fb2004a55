#include "io/csv/short_columns.hpp"

#include "kernels/ancestral_sampling.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace replica {

namespace {

static_assert(std::endian::native == std::endian::little, "a ShortText's number of bytes is in its highest byte");

/// Combinations of two columns or more: all tables of a wide table stay in the first cache level.
constexpr std::size_t most_combinations = 256;
/// Codes of a lone column: as many as an index can tell apart.
constexpr std::size_t most_codes = 65536;

ShortText append(ShortText text, std::string_view field) {
    const auto size = static_cast<std::size_t>(text >> 56U);
    char bytes[sizeof text];
    std::memcpy(bytes, &text, sizeof text);
    std::copy(field.begin(), field.end(), bytes + size);
    bytes[longest_short_text] = static_cast<char>(size + field.size());
    std::memcpy(&text, bytes, sizeof text);
    return text;
}

}  // namespace

bool ShortColumns::try_add(std::uint32_t column, std::span<const std::string_view> fields) {
    std::size_t longest = 0;
    for (const std::string_view field : fields) longest = std::max(longest, field.size());
    if (fields.empty() || longest_ + longest > longest_short_text) return false;
    if (fields.size() > most_codes || (!columns_.empty() && texts_.size() * fields.size() > most_combinations))
        return false;
    if (columns_.empty()) texts_ = {0};
    const std::vector<ShortText> before = texts_;
    columns_.push_back(column);
    strides_.push_back(static_cast<std::uint32_t>(before.size()));
    longest_ += longest;
    texts_.clear();
    for (const std::string_view field : fields)
        for (const ShortText text : before) texts_.push_back(append(text, field));
    return true;
}

void ShortColumns::place(std::span<const std::vector<std::uint16_t>> codes, CsvFields& out) const {
    std::vector<ParentCodes> parts;
    for (std::size_t i = 0; i < columns_.size(); ++i) parts.push_back({codes[columns_[i]].data(), strides_[i]});
    out.short_texts = texts_.data();
    out.short_index.resize(codes[columns_.front()].size());
    parent_configurations(parts, out.short_index);
    out.bytes = out.short_index.size() * longest_;
}

}  // namespace replica
