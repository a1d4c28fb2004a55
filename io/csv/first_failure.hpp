#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>

namespace replica {

/// Keeps, of what several threads threw, the exception of the lowest chunk.
class FirstFailure {
public:
    void keep(std::uint64_t chunk, std::exception_ptr failure) {
        const std::lock_guard lock(mutex_);
        if (chunk >= chunk_.load()) return;
        chunk_.store(chunk);
        failure_ = std::move(failure);
    }
    /// Whether any chunk failed.
    [[nodiscard]] bool any() const { return chunk_.load() != none; }
    /// Whether `chunk` or one before it failed.
    [[nodiscard]] bool reaches(std::uint64_t chunk) const { return chunk_.load() <= chunk; }

    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
    std::mutex mutex_;
    std::atomic<std::uint64_t> chunk_{none};
    std::exception_ptr failure_;
};

}  // namespace replica
