#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace replica {

/// A weighted pool of rows, as a model keeps it. Codes are merged: rare ones share one.
struct PooledRows {
    std::vector<std::uint32_t> columns;              ///< of the model
    std::vector<std::vector<std::uint16_t>> codes;   ///< merged, by column, of each row
    std::vector<std::vector<std::uint16_t>> merged;  ///< by column: the merged code of each of the column's codes
    std::vector<double> weights;                     ///< of each row

    [[nodiscard]] std::size_t rows() const { return weights.size(); }
};

/// Rows that are drawn at a time from a pool: with fewer, chance shows more in their tables.
inline constexpr std::uint64_t pool_block_rows = 65536;

/// Draws rows from a pool. Immutable.
class PoolSampler {
public:
    explicit PoolSampler(PooledRows pool);

    /// The pool's columns with its rows drawn as their weights say, `rows` of them in random order, in the columns' own
    /// codes; a function of (seed, block, rows). Drawn systematically along the sorted pool, then polished: a row is
    /// exchanged for a fresh one where that brings the counts of all pairs of codes nearer to the pool's, `passes`
    /// times over all rows.
    [[nodiscard]] std::vector<std::vector<std::uint16_t>> draw(std::uint64_t rows, int passes, std::uint64_t seed,
                                                               std::uint64_t block) const;

    [[nodiscard]] const std::vector<std::uint32_t>& columns() const { return pool_.columns; }

private:
    class Stream;
    [[nodiscard]] std::vector<std::uint32_t> draw_indices(std::uint64_t rows, double offset) const;
    void polish(std::vector<std::uint32_t>& rows, Stream& stream) const;
    [[nodiscard]] std::size_t cell(std::size_t pair, std::size_t row) const;
    [[nodiscard]] std::vector<std::uint16_t> with_members(std::size_t column, std::span<const std::uint32_t> rows,
                                                          Stream& stream) const;

    PooledRows pool_;
    std::vector<std::uint32_t> order_;                              // of rows, sorted by their codes
    std::vector<double> cumulative_;                                // weights in that order, up to 1
    std::vector<std::vector<std::vector<std::uint16_t>>> members_;  // by column and merged code
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
    std::vector<std::size_t> first_cell_;  // of each pair, in shares_
    std::vector<std::size_t> stride_;      // of each pair
    std::vector<double> shares_;           // the pool's, of all pairs' cells
};

}  // namespace replica
