#pragma once

#include "engine/mpi/communicator.hpp"
#include "kernels/pair_tables.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace replica {

/// What is known of the columns from measurements: shares, not counts.
struct ReleasedTables {
    std::vector<std::uint32_t> sizes;                 ///< codes of each column
    std::vector<std::vector<double>> margins;         ///< by column, each summing to 1
    std::map<ColumnPair, std::vector<double>> pairs;  ///< row-major, margins as above
};

/// Where a pair of codes can't occur together: 1 in a pair's table, by public rules.
using ImpossibleCells = std::map<ColumnPair, std::vector<std::uint8_t>>;

/// Rows with weights that together stand for a distribution: its tables are sums over the rows, whatever was measured,
/// so memory and time don't depend on which pairs are known. Rows are drawn in blocks of a fixed size, dealt over the
/// ranks; weights are whole numbers, so all tables are the same for any number of ranks. Nothing here reads data.
class RowPool {
public:
    /// Draws `rows` rows (a multiple of block_rows) from the released pairs that form the forest of most mutual
    /// information, with equal weights; rows that can't occur weigh nothing. seed: public.
    RowPool(const ReleasedTables& released, const ImpossibleCells& impossible, std::uint64_t rows, std::uint64_t seed,
            const Communicator& world, int threads);

    static constexpr std::uint64_t block_rows = 8192;

    /// Collective: the share of the weight in each cell of each pair.
    [[nodiscard]] std::vector<std::vector<double>> tables(std::span<const ColumnPair> pairs);

    /// Collective: fits the weights to all released tables, one after another, `passes` times (raking; Deming, Stephan
    /// 1940). Margins come last: they are known best.
    void rake(const ReleasedTables& released, int passes);

    /// Collective: all rows, column by column, and their weights, on the root; nothing elsewhere.
    struct Rows {
        std::vector<std::vector<std::uint16_t>> columns;
        std::vector<double> weights;  ///< whole numbers below 2^53 in all
    };
    [[nodiscard]] Rows gather() const;

private:
    [[nodiscard]] WeightedRows rows();
    void spread_weight();
    [[nodiscard]] std::vector<double> summed(const std::vector<double>& table) const;

    const Communicator& world_;
    int threads_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::vector<std::uint16_t>> columns_;  // this rank's rows
    std::vector<double> weights_;
};

}  // namespace replica
