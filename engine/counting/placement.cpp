#include "engine/counting/placement.hpp"

#include "engine/byte_stream.hpp"

#include <cassert>

namespace replica {
namespace {

Communicator holder_of(const Communicator& world, Decomposition decomposition) {
    assert(decomposition != Decomposition::automatic);
    Communicator node = world.node();
    const bool one_node =
        world.min(static_cast<std::uint64_t>(node.size())) == static_cast<std::uint64_t>(world.size());
    if (decomposition == Decomposition::shared || !one_node) return node;
    return world.split(world.rank());
}

int from_leader(const Communicator& holder, int value) {
    ByteWriter mine;
    mine.put(value);
    const Bytes bytes = holder.broadcast(mine.take());
    return ByteReader(bytes).get<int>();
}

/// Ranks that every holder has.
int ranks_of_smallest(const Communicator& world, const Communicator& holder) {
    return static_cast<int>(world.min(static_cast<std::uint64_t>(holder.size())));
}

}  // namespace

Placement::Placement(const Communicator& world, Decomposition decomposition, int row_parts)
    : world_(world),
      holder_(holder_of(world, decomposition)),
      leaders_(world.leaders(holder_)),
      row_parts_(row_parts),
      holders_(from_leader(holder_, leaders_.size())),
      holder_index_(from_leader(holder_, leaders_.rank())),
      part_(world.split(holder_index_ % row_parts)),
      across_(world.split(choose_group())) {
    assert(holders_ % row_parts_ == 0 && (row_parts_ == 1 || decomposition == Decomposition::grid));
}

int Placement::choose_group() {
    const int smallest = ranks_of_smallest(world_, holder_);
    groups_ = row_parts_ == 1 ? world_.size() : replicas() * smallest;
    if (row_parts_ == 1)
        group_ = world_.rank();
    else if (holder_.rank() < smallest)
        group_ = replica() * smallest + holder_.rank();
    else
        group_ = groups_ + world_.rank();  // a group of its own that counts nothing
    return group_;
}

int count_holders(const Communicator& world, Decomposition decomposition) {
    const Communicator holder = holder_of(world, decomposition);
    return static_cast<int>(world.sum(holder.is_root() ? 1 : 0));
}

}  // namespace replica
