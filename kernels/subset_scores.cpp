#include "kernels/subset_scores.hpp"

#include <atomic>
#include <cassert>
#include <limits>
#include <new>

namespace replica {
namespace {

double real_binomial(std::size_t n, std::size_t k) {
    double result = 1;
    for (std::size_t i = 1; i <= k && result > 0; ++i)
        result = result * static_cast<double>(n >= k ? n - k + i : 0) / static_cast<double>(i);
    return result;
}

std::size_t own_size(std::size_t columns, std::size_t max_size) {
    const double size = SubsetScores::size_of(columns, max_size);
    if (size > static_cast<double>(std::numeric_limits<std::ptrdiff_t>::max() / sizeof(SubsetScore)))
        throw std::bad_alloc();
    return static_cast<std::size_t>(size);
}

}  // namespace

double SubsetScores::size_of(std::size_t columns, std::size_t max_size) {
    double size = 0;
    for (std::size_t s = 1; s <= max_size; ++s) size += real_binomial(columns, s);
    return size;
}

SubsetScores::SubsetScores(std::size_t columns, std::size_t max_size) : columns_(columns) {
    own_.resize(own_size(columns, max_size));
    divide(max_size, own_);
}

SubsetScores::SubsetScores(std::size_t columns, std::size_t max_size, std::span<SubsetScore> memory)
    : columns_(columns) {
    divide(max_size, memory);
}

void SubsetScores::divide(std::size_t max_size, std::span<SubsetScore> memory) {
    all_ = memory;
    binomials_.reserve(columns_ * max_size);
    for (std::size_t size = 1; size <= max_size; ++size) {
        by_size_.push_back(memory.first(binomial(columns_, size)));
        memory = memory.subspan(by_size_.back().size());
        for (std::size_t column = 0; column < columns_; ++column) binomials_.push_back(binomial(column, size));
    }
    assert(memory.empty());
}

bool SubsetScores::is_published(std::size_t size, std::uint64_t rank) const {
    const std::atomic_ref<std::int64_t> x_log_x(by_size_[size - 1][rank].x_log_x);
    return x_log_x.load(std::memory_order_relaxed) >= 0;
}

void SubsetScores::publish(std::size_t size, std::uint64_t rank, SubsetScore score) {
    SubsetScore& place = by_size_[size - 1][rank];
    std::atomic_ref<std::uint32_t>(place.support).store(score.support, std::memory_order_relaxed);
    std::atomic_ref<std::int64_t>(place.x_log_x).store(score.x_log_x, std::memory_order_release);
}

}  // namespace replica
