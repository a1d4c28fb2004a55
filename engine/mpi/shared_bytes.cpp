#include "engine/mpi/shared_bytes.hpp"

namespace replica {

SharedBytes::SharedBytes(const Communicator& node, std::size_t size) : node_(node) {
    if (node.size() == 1) {
        own_.resize(size);
        bytes_ = own_;
        return;
    }
    // The node's first rank owns all of it: one piece without gaps.
    void* base = nullptr;
    const auto own_size = static_cast<MPI_Aint>(node.is_root() ? size : 0);
    check_mpi(MPI_Win_allocate_shared(own_size, 1, MPI_INFO_NULL, node.handle(), &base, &window_),
              "MPI_Win_allocate_shared");
    MPI_Aint whole = 0;
    int unit = 0;
    check_mpi(MPI_Win_shared_query(window_, 0, &whole, &unit, &base), "MPI_Win_shared_query");
    check_mpi(MPI_Win_lock_all(MPI_MODE_NOCHECK, window_), "MPI_Win_lock_all");
    bytes_ = {static_cast<std::byte*>(base), size};
}

SharedBytes::~SharedBytes() {
    if (window_ == MPI_WIN_NULL) return;
    MPI_Win_unlock_all(window_);
    MPI_Win_free(&window_);
}

void SharedBytes::synchronize() const {
    if (window_ == MPI_WIN_NULL) return;
    check_mpi(MPI_Win_sync(window_), "MPI_Win_sync");
    node_.barrier();
    check_mpi(MPI_Win_sync(window_), "MPI_Win_sync");
}

}  // namespace replica
