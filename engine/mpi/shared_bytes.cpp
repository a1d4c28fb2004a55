#include "engine/mpi/shared_bytes.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/mpi/shared_segment.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>

#include <sys/mman.h>
#include <system_error>

namespace replica {

SharedBytes::Mapping::~Mapping() {
    if (data_ != nullptr) ::munmap(data_, size_);
}

void SharedBytes::Mapping::map(int descriptor, std::size_t size) {
    const int kind = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void* base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, kind, descriptor, 0);
    if (base == MAP_FAILED) {
        throw JobError(std::to_string((size >> 20U) + 1) + " MiB of memory are needed for the encoded rows, and the " +
                       "system says: " + std::generic_category().message(errno) + "; use a machine with more memory");
    }
    data_ = static_cast<std::byte*>(base);
    size_ = size;
}

SharedBytes::SharedBytes(const Communicator& node, std::size_t size) : node_(node), size_(size) {
    if (node.is_root()) remove_stale_segments();
    const std::size_t mapped = std::max<std::size_t>(size, 1);  // nothing can't be mapped
    if (node.size() == 1) {
        mapping_.map(-1, mapped);
        return;
    }
    const SharedSegment segment(node, mapped);  // the mapping keeps it alive
    agree(node, [&] { mapping_.map(segment.descriptor(), mapped); });
}

// All ranks map the same pages, so only the order of stores and loads is left to care for.
void SharedBytes::synchronize() const {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (node_.size() > 1) node_.barrier();
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

}  // namespace replica
