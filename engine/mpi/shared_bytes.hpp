#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstddef>
#include <span>

namespace replica {

/// Memory that all ranks of a node see at once. One rank alone gets ordinary memory, of which only the pages that are
/// touched exist. The shared memory bears a name only while it is empty, so a killed program leaves nothing behind.
class SharedBytes {
public:
    /// Collective over `node`: `size` zeroed bytes on a 64-byte boundary. `node` must outlive the object. Removes what
    /// dead programs of this user left. Every rank of `node`, but no other, throws the same JobError where the room
    /// is not there.
    SharedBytes(const Communicator& node, std::size_t size);
    ~SharedBytes() = default;
    SharedBytes(const SharedBytes&) = delete;
    SharedBytes& operator=(const SharedBytes&) = delete;

    [[nodiscard]] std::span<std::byte> bytes() const { return {mapping_.data(), size_}; }
    /// Collective: after it every rank of the node sees what the others wrote before it.
    void synchronize() const;

private:
    /// Pages in this process's address space.
    class Mapping {
    public:
        Mapping() = default;
        ~Mapping();
        Mapping(const Mapping&) = delete;
        Mapping& operator=(const Mapping&) = delete;

        /// Maps `size` > 0 bytes of a file, or of nothing where `descriptor` is -1. Throws JobError.
        void map(int descriptor, std::size_t size);
        [[nodiscard]] std::byte* data() const { return data_; }

    private:
        std::byte* data_ = nullptr;
        std::size_t size_ = 0;
    };

    const Communicator& node_;
    std::size_t size_;
    Mapping mapping_;
};

}  // namespace replica
