#include "engine/counting/subset_counting.hpp"
#include "engine/encoded_table.hpp"
#include "engine/subset_cover.hpp"
#include "tests/engine/mpi_main.hpp"

#include <limits>
#include <numeric>
#include <random>
#include <set>

namespace replica {
namespace {

constexpr std::uint64_t most_laid_out = std::uint64_t{1} << 22;

/// The sets of at most max_size columns of a block that are not in `seen` yet, which they are put into; in the order of
/// ranks' messages, where the sets without a column come before those with it.
class NewSets {
public:
    using Columns = std::vector<std::uint16_t>;

    NewSets(const Block& block, std::size_t max_size, std::set<Columns>& seen) {
        Columns chosen;
        list(block.columns, 0, max_size, chosen, seen);
    }

    std::vector<Columns> sets;
    std::set<std::uint16_t> columns;  ///< of all of them

private:
    void list(const Columns& block, std::size_t axis, std::size_t room, Columns& chosen, std::set<Columns>& seen) {
        if (axis == block.size() || room == 0) {
            if (chosen.empty() || !seen.insert(chosen).second) return;
            sets.push_back(chosen);
            columns.insert(chosen.begin(), chosen.end());
            return;
        }
        list(block, axis + 1, room, chosen, seen);
        chosen.push_back(block[axis]);
        list(block, axis + 1, room - 1, chosen, seen);
        chosen.pop_back();
    }
};

/// What a rank should send while it counts, from the documentation of count_on_grid, pack_batch and ScoreExchange; for
/// tables of fewer cells than a batch has, so that all blocks go in one.
class Expected {
public:
    Expected(const std::vector<std::uint32_t>& domains, const Placement& placement)
        : domains_(domains), placement_(placement) {}

    std::uint64_t of(const std::vector<Block>& blocks, std::size_t max_size, const std::vector<std::uint64_t>& large) {
        std::set<NewSets::Columns> seen;
        std::vector<std::uint64_t> cells;  // of the sets that are laid out
        std::uint64_t description = 17;
        for (std::size_t i = static_cast<std::size_t>(placement_.replica()); i < blocks.size();
             i += static_cast<std::size_t>(placement_.replicas())) {
            const NewSets fresh(blocks[i], max_size, seen);
            if (fresh.sets.empty()) continue;
            const bool whole = cells_of({fresh.columns.begin(), fresh.columns.end()}) <= most_laid_out;
            if (whole) description += 16 + 2 * fresh.columns.size();
            for (const auto& set : fresh.sets) {
                const std::uint64_t set_cells = cells_of(set);
                if (set_cells > most_laid_out) {
                    description += 20 + 2 * set.size();
                    continue;
                }
                if (!whole) description += 16 + 2 * set.size();
                description += 4;
                cells.push_back(set_cells);
            }
        }
        std::uint64_t bytes = 0;
        if (placement_.row_parts() > 1) bytes += on_grid(cells, description, large);
        if (placement_.replicas() > 1 && placement_.row_part() == 0) bytes += 20 * seen.size();
        return bytes;
    }

private:
    [[nodiscard]] std::uint64_t on_grid(const std::vector<std::uint64_t>& cells, std::uint64_t description,
                                        const std::vector<std::uint64_t>& large) const {
        const bool first = placement_.across().is_root();
        const std::uint64_t all = std::accumulate(cells.begin(), cells.end(), std::uint64_t{0});
        std::uint64_t bytes = 4 * all + 12 * scored(cells, all);
        if (first) bytes += description + 17 * large.size();  // a large set fills a batch
        for (const std::uint64_t occupied : large) bytes += first ? 12 : 8 + 12 * occupied;
        return bytes;
    }

    /// Sets that begin in this rank's share of the cells.
    [[nodiscard]] std::uint64_t scored(const std::vector<std::uint64_t>& cells, std::uint64_t all) const {
        const auto rank = static_cast<std::uint64_t>(placement_.across().rank());
        const auto ranks = static_cast<std::uint64_t>(placement_.across().size());
        std::uint64_t begin = 0;
        std::uint64_t sets = 0;
        for (const std::uint64_t set : cells) {
            if (begin >= all * rank / ranks && begin < all * (rank + 1) / ranks) ++sets;
            begin += set;
        }
        return sets;
    }

    [[nodiscard]] std::uint64_t cells_of(const NewSets::Columns& columns) const {
        std::uint64_t cells = 1;
        for (const std::uint16_t column : columns) cells *= domains_[column];
        return cells;
    }

    const std::vector<std::uint32_t>& domains_;
    const Placement& placement_;
};

std::uint16_t code(std::uint64_t row, std::size_t column, std::uint32_t domain) {
    return static_cast<std::uint16_t>((row * 2654435761U >> (column % 7)) % domain);
}

class Volume : public testing::Test {
protected:
    static constexpr std::uint64_t rows = 501;

    EncodedTable encode(const std::vector<std::uint32_t>& domains, const Placement& placement) const {
        const auto rank = static_cast<std::uint64_t>(world_.rank());
        const auto ranks = static_cast<std::uint64_t>(world_.size());
        const std::uint64_t first = rows * rank / ranks;
        const std::uint64_t count = rows * (rank + 1) / ranks - first;
        const std::uint64_t place = placement.part().exclusive_sum(count);
        EncodedTable table(placement.part(), placement.holder(), domains, placement.part().sum(count), {place, count});
        for (std::uint64_t row = 0; row < count; ++row)
            for (std::size_t c = 0; c < domains.size(); ++c)
                table.store(c, place + row, code(first + row, c, domains[c]));
        const std::uint64_t before = Communicator::payload_bytes();
        table.complete();
        expect_encoding(domains, placement, count, Communicator::payload_bytes() - before);
        return table;
    }

    void expect_encoding(const std::vector<std::uint32_t>& domains, const Placement& placement, std::uint64_t own_rows,
                         std::uint64_t sent) const {
        std::uint64_t row_bytes = 0;
        for (const std::uint32_t domain : domains) row_bytes += domain > 256 ? 2 : 1;
        const Communicator& holder = placement.holder();
        const std::uint64_t held = holder.sum(own_rows);
        std::uint64_t expected = 0;
        if (placement.part().size() > holder.size()) {
            expected = 20;
            if (holder.is_root()) expected += held * row_bytes + (holder.size() > 1 ? 4 : 0);
        }
        EXPECT_EQ(sent, expected);
    }

    void expect_volume(const std::vector<std::uint32_t>& domains, const std::vector<Block>& blocks,
                       std::size_t max_size, const Placement& placement,
                       const std::vector<NewSets::Columns>& large = {}) const {
        const EncodedTable table = encode(domains, placement);
        std::vector<CodeColumn> columns;
        for (std::size_t c = 0; c < domains.size(); ++c) columns.push_back(table.column(c));
        SharedScores scores(placement.holder(), domains.size(), max_size);
        const std::uint64_t before = Communicator::payload_bytes();
        SubsetCountingOptions options;
        options.family_cells = std::numeric_limits<std::uint64_t>::max();
        options.round = std::chrono::minutes(10);  // so that there is one
        count_subsets({columns, domains, {}}, blocks, scores, placement, options);
        const std::uint64_t sent = Communicator::payload_bytes() - before;

        std::vector<std::uint64_t> occupied;
        for (const auto& set : large) occupied.push_back(occupied_cells(table, set));
        const std::uint64_t expected = Expected(domains, placement).of(blocks, max_size, occupied);
        EXPECT_EQ(sent, expected) << "rank " << world_.rank() << ", " << placement.row_parts() << " parts";
        EXPECT_EQ(world_.sum(sent), world_.sum(expected));
        if (placement.holders() == 1) {
            EXPECT_EQ(sent, 0U);
        }
    }

    /// Of this rank's part.
    static std::uint64_t occupied_cells(const EncodedTable& table, const NewSets::Columns& set) {
        std::set<std::vector<std::uint16_t>> cells;
        for (std::uint64_t row = 0; row < table.rows(); ++row) {
            std::vector<std::uint16_t> cell;
            for (const std::uint16_t c : set)
                std::visit([&](const auto& codes) { cell.push_back(codes[row]); }, table.column(c));
            cells.insert(cell);
        }
        return cells.size();
    }

    template <typename Check>
    void for_each_placement(const Check& check) const {
        check(Placement(world_, Decomposition::shared, 1));
        check(Placement(world_, Decomposition::replicated, 1));
        for (int parts = 2; parts <= world_.size(); ++parts)
            if (world_.size() % parts == 0) check(Placement(world_, Decomposition::grid, parts));
    }

    Communicator world_ = Communicator::world();
};

TEST_F(Volume, OfACoverIsAsDocumented) {
    const std::vector<std::uint32_t> domains{3, 4, 2, 300, 5, 4, 7, 2, 6, 3, 9, 2};
    for (const std::size_t max_size : {std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
        CoverOptions options;
        options.max_size = max_size;
        options.rows = rows;
        const auto blocks = cover_subsets(domains, options);
        for_each_placement([&](const Placement& placement) { expect_volume(domains, blocks, max_size, placement); });
    }
}

// Blocks that overlap in all ways: what was counted is not counted again by the same replica.
TEST_F(Volume, OfOverlappingBlocksIsAsDocumented) {
    const std::vector<std::uint32_t> domains{3, 4, 2, 5, 6, 2};
    const std::vector<Block> blocks{{{0, 1, 2}}, {{0, 1, 2}}, {{1, 2, 3, 4}}, {{0, 1, 2, 3, 4, 5}}, {{4, 5}}};
    for_each_placement([&](const Placement& placement) { expect_volume(domains, blocks, 3, placement); });
}

// 7 million cells, of which only the occupied ones are sent.
TEST_F(Volume, OfLargeSetsIsTheirOccupiedCells) {
    const std::vector<std::uint32_t> domains{200, 190, 185, 3};
    const std::vector<Block> blocks{{{0, 1, 2, 3}}};
    for_each_placement([&](const Placement& placement) {
        // With more replicas than blocks some have nothing to count.
        const bool counts = placement.replica() == 0;
        expect_volume(domains, blocks, 3, placement,
                      counts ? std::vector<NewSets::Columns>{{0, 1, 2}} : std::vector<NewSets::Columns>{});
    });
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
