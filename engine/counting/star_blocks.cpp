#include "engine/counting/star_blocks.hpp"

#include <algorithm>

namespace replica {
namespace {

using Columns = std::vector<std::uint16_t>;

constexpr std::uint64_t block_cells = std::uint64_t{1} << 17;

/// How wide chunks may be.
struct ChunkLimit {
    std::uint64_t cells = 1;
    std::size_t columns = 1;
};

/// As many cells as `chunks` chunks may have each, beside the anchor.
ChunkLimit chunk_limit(std::uint32_t anchor_domain, std::size_t chunks) {
    const std::uint64_t room = std::max<std::uint64_t>(1, block_cells / anchor_domain);
    const auto power = [&](std::uint64_t base) {
        std::uint64_t product = 1;
        for (std::size_t i = 0; i < chunks && product <= room; ++i) product *= base;
        return product;
    };
    std::uint64_t cells = 1;
    while (power(cells + 1) <= room) ++cells;
    return {cells, std::max<std::size_t>(1, (max_block_columns - 1) / chunks)};
}

std::vector<Columns> chunks_of(std::span<const std::uint16_t> columns, std::span<const std::uint32_t> domains,
                               ChunkLimit limit) {
    std::vector<Columns> chunks;
    std::uint64_t cells = 1;
    for (const std::uint16_t column : columns) {
        const bool fits =
            !chunks.empty() && cells * domains[column] <= limit.cells && chunks.back().size() < limit.columns;
        if (!fits) {
            chunks.emplace_back();
            cells = 1;
        }
        cells *= domains[column];
        chunks.back().push_back(column);
    }
    return chunks;
}

/// Calls visit(columns) for the union of each `size` of the chunks.
template <typename Visit>
void for_each_union(const std::vector<Columns>& chunks, std::size_t size, std::size_t from, const Columns& chosen,
                    const Visit& visit) {
    if (size == 0) return visit(chosen);
    for (std::size_t i = from; i + size <= chunks.size(); ++i) {
        Columns more = chosen;
        more.insert(more.end(), chunks[i].begin(), chunks[i].end());
        for_each_union(chunks, size - 1, i + 1, more, visit);
    }
}

}  // namespace

std::vector<Block> star_blocks(std::span<const std::uint32_t> domains, std::span<const std::uint16_t> placed,
                               std::span<const std::uint16_t> remaining, std::size_t others) {
    const auto anchor = static_cast<std::uint16_t>(domains.size() - 1);
    const ChunkLimit limit = chunk_limit(domains[anchor], others + 1);
    const auto placed_chunks = chunks_of(placed, domains, limit);
    const auto remaining_chunks = chunks_of(remaining, domains, limit);
    std::vector<Block> blocks;
    for_each_union(placed_chunks, std::min(others, placed_chunks.size()), 0, {}, [&](const Columns& parents) {
        for (const Columns& children : remaining_chunks) {
            Block block{parents};
            block.columns.insert(block.columns.end(), children.begin(), children.end());
            std::sort(block.columns.begin(), block.columns.end());
            block.columns.push_back(anchor);
            blocks.push_back(std::move(block));
        }
    });
    return blocks;
}

}  // namespace replica
