#include "engine/cover_plan.hpp"

#include "engine/block_builder.hpp"
#include "engine/designs/design_catalogue.hpp"
#include "engine/designs/transversal_design.hpp"

#include <algorithm>
#include <utility>

namespace replica {
namespace {

/// Tables above this are never worth their marginals.
constexpr std::uint64_t most_block_cells = std::uint64_t{1} << 20;

/// What greedy blocks cover, of what they would without overlap; measured on equal domains.
constexpr double greedy_part = 0.5;

/// Where there are more sets, a cover is made but once.
constexpr double most_sets_to_try = 2e6;

/// Blocks of a design that cover less than this part of what its best block covers for its cost are left out.
constexpr double least_rate = 0.5;

double sets_of(std::size_t columns, std::size_t size) {
    double sets = 1;
    for (std::size_t i = 0; i < size; ++i)
        sets *= (static_cast<double>(columns) - static_cast<double>(i)) / (static_cast<double>(i) + 1);
    return columns < size ? 0 : sets;
}

/// Domains near enough to each other that all blocks of as many columns cost about the same.
bool nearly_equal(std::span<const std::uint32_t> domains) {
    const std::size_t outliers = domains.size() / 10;
    return domains[domains.size() - 1 - outliers] <= 2 * std::uint64_t{domains[outliers]};
}

/// What the sets of `size` would cost in blocks of the width that suits the middle domain best, without overlap.
struct BestWidth {
    std::size_t columns = 0;
    double sets_per_nanosecond = 0;
    std::uint64_t cells = 0;
};

BestWidth best_width(std::uint32_t domain, std::size_t size, const CoverOptions& options) {
    BestWidth best;
    std::uint64_t cells = 1;
    for (std::size_t width = 1; width <= max_block_columns; ++width) {
        cells *= domain;
        if (width > size && cells > most_block_cells) break;
        if (width < size) continue;
        const std::vector<std::uint32_t> block(width, domain);
        const double rate = sets_of(width, size) / block_nanoseconds(options.costs, options.rows, block, size);
        if (rate > best.sets_per_nanosecond) best = {width, rate, cells};
        if (cells > most_block_cells) break;
    }
    return best;
}

/// What a design's blocks cover and cost.
class DesignTrial {
public:
    DesignTrial(std::span<const std::uint32_t> domains, std::size_t size, const CoverOptions& options)
        : domains_(domains), size_(size), options_(options) {}

    /// A plan with the design, with the time for its blocks that are good enough and a greedy cover of what is left.
    CoverPlan plan(Design design, double sets, double greedy_rate) {
        design.for_each_block([&](auto block) { see(block, 0); });
        const double all = sets_;
        const double least = least_rate * best_rate_;
        sets_ = 0;
        nanoseconds_ = 0;
        cells_ = 1;
        design.for_each_block([&](auto block) { see(block, least); });
        const double covered = all == 0 ? 0 : std::min(sets, all) * sets_ / all;
        return {cells_, std::move(design), nanoseconds_ + (sets - covered) / greedy_rate};
    }

private:
    void see(std::span<const std::uint16_t> block, double least) {
        std::uint64_t cells = 1;
        chosen_.clear();
        for (const std::uint16_t column : block) {
            chosen_.push_back(domains_[column]);
            if (cells <= most_block_cells) cells *= domains_[column];
        }
        if (cells > most_block_cells || block.size() < size_) return;
        const double sets = sets_of(block.size(), size_);
        const double nanoseconds = block_nanoseconds(options_.costs, options_.rows, chosen_, size_);
        const double rate = sets / nanoseconds;
        if (rate < least) return;
        best_rate_ = std::max(best_rate_, rate);
        sets_ += sets;
        nanoseconds_ += nanoseconds;
        cells_ = std::max(cells_, cells);
    }

    std::span<const std::uint32_t> domains_;
    std::size_t size_;
    const CoverOptions& options_;
    std::vector<std::uint32_t> chosen_;
    double best_rate_ = 0;
    double sets_ = 0;
    double nanoseconds_ = 0;
    std::uint64_t cells_ = 1;
};

/// Takes the blocks of the plan's design that cover enough for their cost, the best first.
template <typename Take>
void take_design(const CoverPlan& plan, BlockBuilder& builder, std::span<const std::uint32_t> domains,
                 const Take& take) {
    constexpr double best_part = 0.9;
    double best = 0;
    const auto for_each_fitting = [&](const auto& visit) {
        plan.design->for_each_block([&](std::span<const std::uint16_t> block) {
            std::uint64_t cells = 1;
            for (const std::uint16_t column : block)
                if (cells <= plan.block_cells) cells *= domains[column];
            if (cells <= plan.block_cells) visit(block);
        });
    };
    for_each_fitting([&](std::span<const std::uint16_t> block) { best = std::max(best, builder.rate(block)); });
    for (const double part : {best_part, least_rate})
        for_each_fitting([&](std::span<const std::uint16_t> block) {
            if (builder.rate(block) >= part * best) take({block.begin(), block.end()});
        });
}

}  // namespace

std::vector<CoverPlan> cover_plans(std::span<const std::uint32_t> domains, std::size_t size,
                                   const CoverOptions& options) {
    const double sets = sets_of(domains.size(), size);
    const BestWidth width = best_width(domains[domains.size() / 2], size, options);
    const double greedy_rate = greedy_part * width.sets_per_nanosecond;
    std::vector<CoverPlan> plans{{most_block_cells, std::nullopt, sets / greedy_rate}};
    if (!nearly_equal(domains)) return plans;
    plans.insert(plans.begin(), {width.cells, std::nullopt, sets / greedy_rate});
    if (!all_sets_needed(domains, size, options.family_cells)) return plans;
    if (sets > most_sets_to_try) {
        // Too many blocks to look through designs; this one is there for any number of columns.
        Design design = transversal_design(domains.size(), std::max(width.columns, size), size);
        // For large sets, few groups of many columns would be needed.
        if (design.blocks <= 2 * sets / sets_of(design.width, size)) plans.front().design = std::move(design);
        plans.resize(1);
        return plans;
    }
    for (Design& design : designs_for(domains.size(), size, max_block_columns)) {
        // Cut designs have many blocks that are too short to count.
        constexpr double most_blocks = 10;
        if (design.blocks > most_blocks * sets / sets_of(design.width, size)) continue;
        plans.push_back(DesignTrial(domains, size, options).plan(std::move(design), sets, greedy_rate));
    }
    std::stable_sort(plans.begin(), plans.end(),
                     [](const CoverPlan& a, const CoverPlan& b) { return a.nanoseconds < b.nanoseconds; });
    return plans;
}

std::vector<Block> cover_by_plan(std::span<const std::uint32_t> domains, const CoverOptions& options,
                                 const CoverPlan& plan, UncoveredSubsets uncovered) {
    std::vector<Block> blocks;
    BlockBuilder builder(domains, options.costs, options.rows, plan.block_cells, uncovered);
    const auto take = [&](const BlockBuilder::Columns& columns) {
        uncovered.cover(columns);
        blocks.push_back({columns});
    };
    if (plan.design) take_design(plan, builder, domains, take);
    while (const auto seed = uncovered.first()) take(builder.build(*seed));
    return blocks;
}

}  // namespace replica
