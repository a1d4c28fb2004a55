#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// The sets of `size` columns that still have to be covered. Held as a bit row for each set of size - 1 columns: which
/// columns complete it to an uncovered set. So what each column would add to a block is a sum of a few bit rows.
class UncoveredSubsets {
public:
    /// All sets of `size` >= 1 columns with at most `family_cells` joint cells.
    UncoveredSubsets(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells);

    /// Marks all sets inside `columns` (ascending) as covered.
    void cover(std::span<const std::uint16_t> columns);

    /// gain[a] = uncovered sets {a} ∪ S with S inside `columns` (ascending), for every column a: what adding a would
    /// cover, or for an a among `columns` what taking it out would lose. gain: one entry a column.
    void gains(std::span<const std::uint16_t> columns, std::span<std::uint32_t> gain) const;

    /// An uncovered set, ascending; the same one until it is covered. Nothing when all are.
    [[nodiscard]] std::optional<std::vector<std::uint16_t>> first();

    /// Uncovered sets from the first on, `limit` bit rows at most, one a row.
    [[nodiscard]] std::vector<std::vector<std::uint16_t>> some(std::size_t limit) const;

private:
    [[nodiscard]] std::optional<std::vector<std::uint16_t>> set_in_row(std::size_t row) const;

    std::size_t columns_;
    std::size_t size_;
    std::size_t words_;                     ///< of a bit row
    std::vector<std::uint64_t> bits_;       ///< rows in order of subset_rank
    std::vector<std::uint32_t> binomials_;  ///< C(column, i) at column · (size + 1) + i
    std::size_t first_row_ = 0;             ///< rows before it are empty

    template <typename Visit>
    void for_each_row(std::span<const std::uint16_t> columns, std::size_t members, std::size_t row,
                      const Visit& visit) const;
};

}  // namespace replica
