#include "engine/encoded_table.hpp"

#include "engine/byte_stream.hpp"

#include <cstring>

namespace replica {
namespace {

std::size_t code_bytes(std::uint32_t domain) { return domain <= 256 ? 1 : 2; }

// Columns start on cache lines, with room to load a full vector beyond the last row.
constexpr std::size_t alignment = 64;

}  // namespace

EncodedTable::EncodedTable(const Communicator& world, const Communicator& node, std::vector<std::uint32_t> domains,
                           std::uint64_t rows, RowRange own)
    : world_(world), node_(node), domains_(std::move(domains)), rows_(rows), own_(own) {
    std::size_t end = 0;
    for (const std::uint32_t domain : domains_) {
        offsets_.push_back(end);
        end += (rows_ * code_bytes(domain) + 2 * alignment - 1) / alignment * alignment;
    }
    memory_ = std::make_unique<SharedBytes>(node, end);
}

void EncodedTable::complete() {
    memory_->synchronize();
    const Communicator leaders = world_.leaders(node_);
    if (world_.max(node_.is_root() ? static_cast<std::uint64_t>(leaders.size()) : 1) > 1) exchange(leaders);
    memory_->synchronize();
}

// Nodes' rows need not be neighbours, so each rank's rows travel from its own node's leader to the other leaders.
void EncodedTable::exchange(const Communicator& leaders) {
    const auto index = static_cast<std::int32_t>(node_.is_root() ? leaders.rank() : 0);
    ByteWriter mine;
    mine.put(own_);
    ByteWriter leader;
    leader.put(index);
    const Bytes leader_index = node_.broadcast(leader.take());
    const auto ranges = world_.all_gather(mine.take());
    const auto owners = world_.all_gather(leader_index);
    if (!node_.is_root()) return;
    for (std::size_t rank = 0; rank < ranges.size(); ++rank) {
        const auto rows = ByteReader(ranges[rank]).get<RowRange>();
        const auto owner = ByteReader(owners[rank]).get<std::int32_t>();
        for (std::size_t c = 0; c < domains_.size(); ++c) {
            const std::size_t width = code_bytes(domains_[c]);
            std::byte* target = memory_->bytes().data() + offsets_[c] + rows.first * width;
            const std::size_t size = rows.count * width;
            const Bytes sent = leaders.broadcast(owner == index ? Bytes(target, target + size) : Bytes{}, owner);
            if (owner != index && size > 0) std::memcpy(target, sent.data(), size);
        }
    }
}

CodeColumn EncodedTable::column(std::size_t column) const {
    const std::byte* base = memory_->bytes().data() + offsets_[column];
    if (domains_[column] <= 256) return std::span(reinterpret_cast<const std::uint8_t*>(base), rows_);
    return std::span(reinterpret_cast<const std::uint16_t*>(base), rows_);
}

}  // namespace replica
