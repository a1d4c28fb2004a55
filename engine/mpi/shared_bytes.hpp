#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstddef>
#include <span>

namespace replica {

/// Memory that all ranks of a node see at once. One rank alone gets ordinary memory.
class SharedBytes {
public:
    /// Collective over `node`: `size` zeroed bytes. `node` must outlive the object. Throws MpiError.
    SharedBytes(const Communicator& node, std::size_t size);
    ~SharedBytes();
    SharedBytes(const SharedBytes&) = delete;
    SharedBytes& operator=(const SharedBytes&) = delete;

    [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }
    /// Collective: after it every rank of the node sees what the others wrote before it.
    void synchronize() const;

private:
    const Communicator& node_;
    MPI_Win window_ = MPI_WIN_NULL;
    std::vector<std::byte> own_;
    std::span<std::byte> bytes_;
};

}  // namespace replica
