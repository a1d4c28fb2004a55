#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstddef>

namespace replica {

/// A file in memory (POSIX shared memory) that all ranks of a node have open and that has no name any more.
class SharedSegment {
public:
    /// Collective over `node`: `size` > 0 zeroed bytes for which the room is taken. Every rank throws the same
    /// JobError, which tells what is needed, what is free and what to do.
    SharedSegment(const Communicator& node, std::size_t size);
    ~SharedSegment();
    SharedSegment(const SharedSegment&) = delete;
    SharedSegment& operator=(const SharedSegment&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    void open(const Communicator& node);

    int descriptor_ = -1;
};

/// Removes this user's segments whose process is gone: named replica.<user>.<process>.<random> in /dev/shm and older
/// than a minute, since a process of another container has a number that is unknown here.
void remove_stale_segments();

}  // namespace replica
