#include "engine/subset_cover.hpp"

#include "engine/affine_flats.hpp"
#include "engine/uncovered_subsets.hpp"
#include "kernels/entropy.hpp"

#include <algorithm>
#include <optional>

namespace replica {
namespace {

using Columns = std::vector<std::uint16_t>;

/// Uncovered sets that a block looks at when no single column helps it.
constexpr std::size_t second_seeds = 256;

/// Builds blocks for one size of sets.
class BlockBuilder {
public:
    BlockBuilder(std::span<const std::uint32_t> domains, std::uint64_t block_cells, UncoveredSubsets& uncovered)
        : domains_(domains), block_cells_(block_cells), uncovered_(uncovered), gain_(domains.size()) {
        for (const std::uint32_t domain : domains) smallest_domain_ = std::min(smallest_domain_, domain);
        // An exchange rate between columns: what a column takes of the block's room.
        for (const std::uint32_t domain : domains) room_.push_back(log_of_integer(std::max(domain, 2U)));
    }

    Block build(const Columns& seed) {
        Block block{seed};
        do fill(block.columns);
        while (add_seed(block.columns));
        while (exchange(block.columns)) {
        }
        return block;
    }

    /// A block around given columns, which fit.
    Block build_around(Columns columns) {
        fill(columns);
        return {columns};
    }

private:
    /// Joint cells; saturates above block_cells.
    [[nodiscard]] std::uint64_t cells(const Columns& columns) const {
        std::uint64_t product = 1;
        for (const std::uint16_t column : columns) {
            if (product > block_cells_) break;
            product *= domains_[column];
        }
        return product;
    }

    /// The column outside `columns` that covers most for its room, among those that fit; nothing where none helps.
    std::optional<std::uint16_t> best_addition(const Columns& columns) {
        const std::uint64_t taken = cells(columns);
        if (taken > block_cells_ || columns.size() >= max_block_columns) return std::nullopt;
        uncovered_.gains(columns, gain_);
        std::optional<std::uint16_t> best;
        double best_rate = 0;
        for (std::size_t a = 0; a < domains_.size(); ++a) {
            if (gain_[a] == 0 || taken * domains_[a] > block_cells_) continue;
            const double rate = gain_[a] / room_[a];
            const auto column = static_cast<std::uint16_t>(a);
            if (rate <= best_rate || std::binary_search(columns.begin(), columns.end(), column)) continue;
            best_rate = rate;
            best = column;
        }
        return best;
    }

    static void insert(Columns& columns, std::uint16_t column) {
        columns.insert(std::lower_bound(columns.begin(), columns.end(), column), column);
    }

    void fill(Columns& columns) {
        while (const auto column = best_addition(columns)) insert(columns, *column);
    }

    /// Takes in another uncovered set that fits, if there is one near the first.
    bool add_seed(Columns& columns) {
        const std::uint64_t taken = cells(columns);
        if (taken > block_cells_ || taken * smallest_domain_ > block_cells_ || columns.size() >= max_block_columns)
            return false;
        for (const Columns& seed : uncovered_.some(second_seeds)) {
            Columns both;
            std::set_union(columns.begin(), columns.end(), seed.begin(), seed.end(), std::back_inserter(both));
            if (both.size() == columns.size() || both.size() > max_block_columns || cells(both) > block_cells_)
                continue;
            columns = both;
            return true;
        }
        return false;
    }

    /// Replaces one column by a better one; false where no exchange covers more.
    bool exchange(Columns& columns) {
        if (cells(columns) > block_cells_) return false;
        for (std::size_t out = 0; out < columns.size(); ++out) {
            Columns rest = columns;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(out));
            const auto column = best_addition(rest);
            if (!column || gain_[*column] <= gain_[columns[out]]) continue;
            insert(rest, *column);
            columns = rest;
            return true;
        }
        return false;
    }

    std::span<const std::uint32_t> domains_;
    std::uint64_t block_cells_;
    UncoveredSubsets& uncovered_;
    std::vector<std::uint32_t> gain_;
    std::vector<double> room_;
    std::uint32_t smallest_domain_ = max_domain_size;
};

/// Whether `width` columns of `domain` codes fill a block: they fit, and one more would not.
bool fills_block(std::uint32_t domain, std::size_t width, std::uint64_t block_cells) {
    std::uint64_t room = block_cells;
    for (std::size_t i = 0; i < width; ++i) room /= std::max(domain, 1U);
    return room >= 1 && room < domain;
}

/// Whether every set of `size` columns has at most family_cells cells.
bool all_needed(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells) {
    std::vector<std::uint32_t> largest(domains.begin(), domains.end());
    std::sort(largest.rbegin(), largest.rend());
    std::uint64_t room = family_cells;
    for (std::size_t i = 0; i < std::min(size, largest.size()); ++i) room /= largest[i];
    return room >= 1;
}

/// Blocks to start from where many columns are such that a flat of `size` - 1 dimensions fills a block: flats overlap
/// far less than greedy blocks do. Nothing elsewhere.
std::vector<Columns> flats_of_columns(std::span<const std::uint32_t> domains, std::size_t size,
                                      std::uint64_t block_cells) {
    constexpr double most_flats = 1e6;
    const std::size_t width = std::size_t{1} << (size - 1);
    if (size < 3 || width > max_block_columns) return {};
    Columns suitable;
    for (std::size_t column = 0; column < domains.size(); ++column)
        if (fills_block(domains[column], width, block_cells)) suitable.push_back(static_cast<std::uint16_t>(column));
    if (suitable.size() < 2 * width || count_affine_flats(suitable.size(), size - 1) > most_flats) return {};
    // Flats that the missing points cut by more than an eighth are worse than greedy blocks.
    std::vector<Columns> flats = affine_flats(suitable.size(), size - 1, width - width / 8);
    for (Columns& flat : flats)
        for (std::uint16_t& point : flat) point = suitable[point];
    return flats;
}

/// A table costs about as much as its rows where both are small.
std::uint64_t block_cells_for(std::uint64_t rows) { return std::clamp<std::uint64_t>(rows / 8, 256, 65536); }

}  // namespace

std::vector<Block> cover_subsets(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    const std::uint64_t block_cells = block_cells_for(options.rows);
    std::vector<Block> blocks;
    for (std::size_t size = std::min(options.max_size, domains.size()); size > 0; --size) {
        UncoveredSubsets uncovered(domains, size, options.family_cells);
        for (const Block& block : blocks) uncovered.cover(block.columns);
        BlockBuilder builder(domains, block_cells, uncovered);
        const auto take = [&](Block block) {
            uncovered.cover(block.columns);
            blocks.push_back(std::move(block));
        };
        if (blocks.empty() && all_needed(domains, size, options.family_cells))
            for (const Columns& flat : flats_of_columns(domains, size, block_cells)) take(builder.build_around(flat));
        while (const auto seed = uncovered.first()) take(builder.build(*seed));
    }
    return blocks;
}

double cover_nanoseconds(std::span<const Block> blocks, std::span<const std::uint32_t> domains, std::uint64_t rows,
                         const CountingCosts& costs) {
    double sum = 0;
    std::vector<std::uint32_t> chosen;
    for (const Block& block : blocks) {
        chosen.clear();
        for (const std::uint16_t column : block.columns) chosen.push_back(domains[column]);
        sum += block_nanoseconds(costs, rows, chosen);
    }
    return sum;
}

}  // namespace replica
