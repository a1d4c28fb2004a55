#include "engine/cover_estimate.hpp"

#include "engine/needed_set_sampler.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace replica {
namespace {

/// The largest table of a block, as in a cover.
constexpr std::uint64_t most_block_cells = std::uint64_t{1} << 20;

/// What blocks of a cover hold for the first time, of all that they hold; measured. Large sets overlap in more ways.
double new_part(std::size_t size) { return size <= 3 ? 0.7 : size == 4 ? 0.6 : 0.45; }

constexpr std::uint64_t samples = 64;

/// A needed set's part of its block.
struct Share {
    double blocks = 0;
    double nanoseconds = 0;
};

/// Blocks around sets: the other columns are drawn.
class SampleBlock {
public:
    SampleBlock(std::span<const std::uint32_t> domains, const CoverOptions& options, const CountingCosts& charged)
        : domains_(domains), options_(options), charged_(charged) {}

    /// The share in the block around `set` where that is least: columns are added while they fit.
    Share share(const std::vector<std::uint16_t>& set, std::uint64_t draw) {
        constexpr std::uint64_t tries = 40;
        block_ = set;
        chosen_.clear();
        std::uint64_t cells = 1;
        for (const std::uint16_t column : set) take(column, cells);
        Share best = current(set.size());
        std::size_t columns = chosen_.size();
        for (std::uint64_t i = 0; i < tries && block_.size() < max_block_columns; ++i) {
            const double drawn = hashed_fraction(draw, 100'000 + i) * static_cast<double>(domains_.size());
            const auto column = static_cast<std::uint16_t>(drawn);
            if (cells * domains_[column] > most_block_cells) continue;
            if (std::find(block_.begin(), block_.end(), column) != block_.end()) continue;
            block_.push_back(column);
            take(column, cells);
            const Share now = current(set.size());
            if (now.nanoseconds >= best.nanoseconds) continue;
            best = now;
            columns = chosen_.size();
        }
        chosen_.resize(columns);
        const double sets = 1 / best.blocks;
        return {best.blocks, block_nanoseconds(charged_, options_.rows, chosen_, set.size()) / sets};
    }

private:
    void take(std::uint16_t column, std::uint64_t& cells) {
        chosen_.push_back(domains_[column]);
        if (cells <= most_block_cells) cells *= domains_[column];
    }

    [[nodiscard]] Share current(std::size_t size) const {
        const double sets = std::max(1.0, needed(chosen_, size, options_.family_cells));
        return {1 / sets, block_nanoseconds(options_.costs, options_.rows, chosen_, size) / sets};
    }

    /// Sets of `size` of these domains that have at most `room` cells.
    [[nodiscard]] static double needed(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t room) {
        if (room == 0 || domains.size() < size) return 0;
        if (size == 0) return 1;
        if (room == std::numeric_limits<std::uint64_t>::max())
            return static_cast<double>(binomial(domains.size(), size));
        return needed(domains.subspan(1), size, room) + needed(domains.subspan(1), size - 1, room / domains[0]);
    }

    std::span<const std::uint32_t> domains_;
    const CoverOptions& options_;
    const CountingCosts& charged_;
    std::vector<std::uint16_t> block_;
    std::vector<std::uint32_t> chosen_;
};

/// Whether no column can be added to the set: else the larger set covers it.
bool is_largest(const std::vector<std::uint16_t>& set, std::span<const std::uint32_t> domains,
                std::span<const std::uint16_t> by_domain, std::uint64_t family_cells) {
    for (const std::uint16_t column : set) family_cells /= domains[column];
    for (const std::uint16_t column : by_domain)
        if (!std::binary_search(set.begin(), set.end(), column)) return domains[column] > family_cells;
    return true;
}

/// The columns with the smallest domains, one more than a set has.
std::vector<std::uint16_t> smallest_columns(std::span<const std::uint32_t> domains, std::size_t count) {
    std::vector<std::uint16_t> order(domains.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint16_t>(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint16_t a, std::uint16_t b) { return domains[a] < domains[b]; });
    order.resize(std::min(order.size(), count));
    return order;
}

}  // namespace

CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    return estimate_cover(domains, options, options.costs);
}

CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options,
                             const CountingCosts& charged) {
    CoverEstimate estimate;
    const std::size_t largest = std::min(options.max_size, domains.size());
    const NeededSetSampler sampler(domains, largest, options.family_cells);
    const std::vector<std::uint16_t> smallest = smallest_columns(domains, largest + 1);
    SampleBlock block(domains, options, charged);
    for (std::size_t size = 1; size <= largest; ++size) {
        const double sets = sampler.count(size);
        estimate.sets += sets;
        Share sum;
        for (std::uint64_t draw = 0; draw < samples && sets > 0; ++draw) {
            const auto set = sampler.sample(size, draw);
            if (size < largest && !is_largest(set, domains, smallest, options.family_cells)) continue;
            const Share share = block.share(set, draw);
            sum.blocks += share.blocks;
            sum.nanoseconds += share.nanoseconds;
        }
        estimate.blocks += sets * sum.blocks / (static_cast<double>(samples) * new_part(size));
        estimate.nanoseconds += sets * sum.nanoseconds / (static_cast<double>(samples) * new_part(size));
    }
    return estimate;
}

}  // namespace replica
