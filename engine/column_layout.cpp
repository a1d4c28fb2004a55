#include "engine/column_layout.hpp"

namespace replica {
namespace {

constexpr std::size_t vector_bytes = 64;
constexpr std::size_t page_bytes = 4096;
// Nine cache lines: the next column with the same cache sets is 64 columns away.
constexpr std::size_t shift_bytes = 576;

}  // namespace

ColumnLayout::ColumnLayout(std::span<const std::uint32_t> domains, std::uint64_t rows)
    : domains_(domains.begin(), domains.end()), rows_(rows) {
    for (const std::uint32_t domain : domains) {
        offsets_.push_back(end_);
        const std::size_t bytes = rows * code_bytes(domain) + vector_bytes;
        // Short columns needn't fill pages.
        end_ += bytes < page_bytes ? (bytes + vector_bytes - 1) / vector_bytes * vector_bytes
                                   : (bytes + page_bytes - 1) / page_bytes * page_bytes + shift_bytes;
    }
}

CodeColumn ColumnLayout::column(std::span<const std::byte> memory, std::size_t column) const {
    const std::byte* base = memory.data() + offsets_[column];
    if (domains_[column] <= 256) return std::span(reinterpret_cast<const std::uint8_t*>(base), rows_);
    return std::span(reinterpret_cast<const std::uint16_t*>(base), rows_);
}

}  // namespace replica
