#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Whether every set of `size` columns has at most `family_cells` joint cells. domains: ascending, `size` at least.
bool all_sets_needed(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells);

/// The sets of `size` columns that still have to be covered. Held as a bit row for each set of size - 1 columns: which
/// columns complete it to an uncovered set. So what each column would add to a block is a sum of a few bit rows.
class UncoveredSubsets {
public:
    /// All sets of `size` >= 1 columns with at most `family_cells` joint cells.
    UncoveredSubsets(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells);

    /// Columns of a set.
    [[nodiscard]] std::size_t size() const { return size_; }

    /// Marks all sets inside `columns` (ascending) as covered.
    void cover(std::span<const std::uint16_t> columns);

    /// gain[a] = uncovered sets {a} ∪ S with S inside `columns` (ascending), for every column a: what adding a would
    /// cover, or for an a among `columns` what taking it out would lose. gain: one entry a column.
    void gains(std::span<const std::uint16_t> columns, std::span<std::uint32_t> gain) const;

    /// As gains, but only of the sets S that have columns[through].
    void gains_through(std::span<const std::uint16_t> columns, std::size_t through,
                       std::span<std::uint32_t> gain) const;

    /// Whether all sets are covered.
    [[nodiscard]] bool empty() const {
        return std::all_of(bits_.begin(), bits_.end(), [](std::uint64_t row) { return row == 0; });
    }

    /// An uncovered set, ascending; the same one until it is covered. Nothing when all are.
    [[nodiscard]] std::optional<std::vector<std::uint16_t>> first();

private:
    [[nodiscard]] std::optional<std::vector<std::uint16_t>> set_in_row(std::size_t row) const;

    std::size_t columns_;
    std::size_t size_;
    std::size_t words_;                     ///< of a bit row
    std::vector<std::uint64_t> bits_;       ///< rows in order of subset_rank
    std::vector<std::uint32_t> binomials_;  ///< C(column, i) at column · (size + 1) + i
    std::size_t first_row_ = 0;             ///< rows before it are empty

    template <typename Visit>
    void for_each_row(std::span<const std::uint16_t> columns, std::size_t members, std::size_t forced, std::size_t row,
                      const Visit& visit) const;
    void sum_rows(std::span<const std::uint16_t> columns, std::size_t forced, std::span<std::uint32_t> gain) const;
    void add_rows(std::span<const std::size_t> begins, std::span<std::uint32_t> gain) const;
};

}  // namespace replica
