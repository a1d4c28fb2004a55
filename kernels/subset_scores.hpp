#pragma once

#include "kernels/entropy.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// n choose k; the result must be below 2^64 / k.
constexpr std::uint64_t binomial(std::uint64_t n, std::uint64_t k) {
    if (k > n) return 0;
    std::uint64_t result = 1;
    for (std::uint64_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
    return result;
}

/// Rank of an ascending set of columns among all sets of its size, in colexicographic order: the sum of
/// C(column_i, i + 1), Knuth, The Art of Computer Programming 4A, 7.2.1.3, theorem L. It does not depend on how many
/// columns there are.
constexpr std::uint64_t subset_rank(std::span<const std::uint16_t> columns) {
    std::uint64_t rank = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) rank += binomial(columns[i], i + 1);
    return rank;
}

/// The scores of all sets of 1 to max_size columns, 16 bytes a set: sum over s of C(columns, s) sets.
class SubsetScores {
public:
    /// All unknown, in memory of its own. max_size >= 1; throws std::bad_alloc where the sets don't fit memory.
    SubsetScores(std::size_t columns, std::size_t max_size);

    /// In `memory`, which outlives it, such as memory that several processes share: size_of(columns, max_size) scores,
    /// as they are.
    SubsetScores(std::size_t columns, std::size_t max_size, std::span<SubsetScore> memory);

    /// How many scores that are. Exact below 2^53, as the estimates of what can be counted need no more.
    [[nodiscard]] static double size_of(std::size_t columns, std::size_t max_size);

    SubsetScores(SubsetScores&&) noexcept = default;
    SubsetScores& operator=(SubsetScores&&) noexcept = default;
    SubsetScores(const SubsetScores&) = delete;
    SubsetScores& operator=(const SubsetScores&) = delete;

    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t max_size() const { return by_size_.size(); }

    /// As the function, from a table.
    [[nodiscard]] std::uint64_t rank_of(std::span<const std::uint16_t> subset) const {
        std::uint64_t rank = 0;
        for (std::size_t i = 0; i < subset.size(); ++i) rank += binomials_[i * columns_ + subset[i]];
        return rank;
    }

    /// Score of an ascending set of 1 to max_size columns; not known() where nobody has counted it.
    [[nodiscard]] SubsetScore find(std::span<const std::uint16_t> subset) const {
        return by_size_[subset.size() - 1][rank_of(subset)];
    }

    /// All sets of one size, by subset_rank; what a store keeps and ranks exchange.
    [[nodiscard]] std::span<SubsetScore> of_size(std::size_t size) { return by_size_[size - 1]; }
    [[nodiscard]] std::span<const SubsetScore> of_size(std::size_t size) const { return by_size_[size - 1]; }

    /// All sets, size by size.
    [[nodiscard]] std::span<SubsetScore> all() { return all_; }

    /// As find(...).known(), while other threads or processes publish.
    [[nodiscard]] bool is_published(std::size_t size, std::uint64_t rank) const;

    /// Sets a score while other threads or processes publish too. Two may publish the same set, with the same score.
    void publish(std::size_t size, std::uint64_t rank, SubsetScore score);

private:
    void divide(std::size_t max_size, std::span<SubsetScore> memory);

    std::size_t columns_;
    std::vector<SubsetScore> own_;
    std::span<SubsetScore> all_;
    std::vector<std::span<SubsetScore>> by_size_;
    std::vector<std::uint64_t> binomials_;  ///< C(column, i + 1) at i · columns + column
};

}  // namespace replica
