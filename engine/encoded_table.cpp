#include "engine/encoded_table.hpp"

#include "engine/byte_stream.hpp"

#include <cstring>

namespace replica {

EncodedTable::EncodedTable(const Communicator& all, const Communicator& holder, std::vector<std::uint32_t> domains,
                           std::uint64_t rows, RowRange own)
    : all_(all),
      holder_(holder),
      domains_(std::move(domains)),
      rows_(rows),
      own_(own),
      layout_(domains_, rows),
      memory_(std::make_unique<SharedBytes>(holder, layout_.bytes())) {}

void EncodedTable::complete() {
    memory_->synchronize();
    const Communicator leaders = all_.leaders(holder_);
    if (all_.max(holder_.is_root() ? static_cast<std::uint64_t>(leaders.size()) : 1) > 1) exchange(leaders);
    memory_->synchronize();
}

// Holders' rows need not be neighbours, so each rank's rows travel from its own holder's leader to the other leaders.
void EncodedTable::exchange(const Communicator& leaders) {
    const auto index = static_cast<std::int32_t>(holder_.is_root() ? leaders.rank() : 0);
    ByteWriter mine;
    mine.put(own_);
    ByteWriter leader;
    leader.put(index);
    const Bytes leader_index = holder_.broadcast(leader.take());
    const auto ranges = all_.all_gather(mine.take());
    const auto owners = all_.all_gather(leader_index);
    if (!holder_.is_root()) return;
    for (std::size_t rank = 0; rank < ranges.size(); ++rank) {
        const auto rows = ByteReader(ranges[rank]).get<RowRange>();
        const auto owner = ByteReader(owners[rank]).get<std::int32_t>();
        for (std::size_t c = 0; c < domains_.size(); ++c) {
            const std::size_t width = ColumnLayout::code_bytes(domains_[c]);
            std::byte* target = memory_->bytes().data() + layout_.offset(c) + rows.first * width;
            const std::size_t size = rows.count * width;
            const Bytes sent = leaders.broadcast(owner == index ? Bytes(target, target + size) : Bytes{}, owner);
            if (owner != index && size > 0) std::memcpy(target, sent.data(), size);
        }
    }
}

CodeColumn EncodedTable::column(std::size_t column) const { return layout_.column(memory_->bytes(), column); }

}  // namespace replica
