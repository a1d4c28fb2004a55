#pragma once

#include "engine/uncovered_subsets.hpp"
#include "kernels/counting_costs.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Builds blocks of columns that cover many uncovered sets for what they cost.
class BlockBuilder {
public:
    using Columns = std::vector<std::uint16_t>;  ///< ascending

    /// block_cells: of the largest block that is not a single set. All arguments must outlive the builder; uncovered
    /// may change between blocks.
    BlockBuilder(std::span<const std::uint32_t> domains, const CountingCosts& costs, std::uint64_t rows,
                 std::uint64_t block_cells, const UncoveredSubsets& uncovered);

    /// A block that has `seed`: takes the columns that cover most for their room, as long as they cover anything and
    /// fit, and is then cut back to where it covered most for its cost. The span is valid until the next call.
    const Columns& build(std::span<const std::uint16_t> seed);

    /// Uncovered sets inside `columns`, ascending, for each nanosecond that they cost as a block.
    [[nodiscard]] double rate(std::span<const std::uint16_t> columns) {
        start(columns);
        return current_rate();
    }

private:
    [[nodiscard]] std::uint64_t cells() const;
    [[nodiscard]] double current_rate();
    void start(std::span<const std::uint16_t> columns);
    [[nodiscard]] std::size_t best_addition() const;
    void add(std::size_t column);

    std::span<const std::uint32_t> domains_;
    const CountingCosts& costs_;
    std::uint64_t rows_;
    std::uint64_t block_cells_;
    const UncoveredSubsets& uncovered_;
    std::vector<double> value_;  ///< of what a column covers, for the room that it takes

    Columns block_;                        ///< the one that grows
    std::uint32_t covered_ = 0;            ///< uncovered sets inside it
    std::vector<std::uint32_t> gain_;      ///< UncoveredSubsets::gains of it
    std::vector<std::uint32_t> new_gain_;  ///< what a column has added to gain_
    std::vector<std::uint32_t> chosen_;    ///< domains of the block
    Columns best_;
    double best_rate_ = 0;
};

}  // namespace replica
