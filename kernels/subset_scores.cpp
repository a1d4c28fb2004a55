#include "kernels/subset_scores.hpp"

#include <atomic>

namespace replica {

SubsetScores::SubsetScores(std::size_t columns, std::size_t max_size) : columns_(columns), by_size_(max_size) {
    for (std::size_t size = 1; size <= max_size; ++size) by_size_[size - 1].resize(binomial(columns, size));
}

bool SubsetScores::is_published(std::size_t size, std::uint64_t rank) {
    const std::atomic_ref<std::int64_t> x_log_x(by_size_[size - 1][rank].x_log_x);
    return x_log_x.load(std::memory_order_relaxed) >= 0;
}

void SubsetScores::publish(std::size_t size, std::uint64_t rank, SubsetScore score) {
    SubsetScore& place = by_size_[size - 1][rank];
    std::atomic_ref<std::uint32_t>(place.support).store(score.support, std::memory_order_relaxed);
    std::atomic_ref<std::int64_t>(place.x_log_x).store(score.x_log_x, std::memory_order_relaxed);
}

}  // namespace replica
