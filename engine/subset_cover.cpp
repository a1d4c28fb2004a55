#include "engine/subset_cover.hpp"

#include "engine/cover_plan.hpp"
#include "engine/uncovered_subsets.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <numeric>

namespace replica {
namespace {

/// About what it takes to build such blocks, in nanoseconds: measured, reading bit rows above all.
double building_nanoseconds(std::span<const Block> blocks, std::size_t size, std::size_t columns) {
    const double row_ns = 60 * static_cast<double>((columns + 63) / 64);
    double sum = 0;
    for (const Block& block : blocks)
        sum += 5000 + row_ns * static_cast<double>(binomial(block.columns.size(), size - 1));
    return sum;
}

/// Covers the uncovered sets of one size: follows plans while time is left, and takes the cheapest cover.
std::vector<Block> cheapest_cover(std::span<const std::uint32_t> domains, const CoverOptions& options,
                                  const UncoveredSubsets& uncovered) {
    std::vector<Block> best;
    double best_cost = 0;
    double spent = 0;
    for (const CoverPlan& plan : cover_plans(domains, uncovered.size(), options)) {
        // Plans come in order, and rarely cost much less than expected.
        if (!best.empty() && (plan.nanoseconds > 1.1 * best_cost || spent > options.search_part * best_cost)) break;
        std::vector<Block> blocks = cover_by_plan(domains, options, plan, uncovered);
        const double cost = cover_nanoseconds(blocks, domains, uncovered.size(), options.rows, options.costs);
        // The next plan will take as long as this one.
        spent += 2 * building_nanoseconds(blocks, uncovered.size(), domains.size());
        if (!best.empty() && cost >= best_cost) continue;
        best = std::move(blocks);
        best_cost = cost;
    }
    return best;
}

/// As cover_subsets; domains: ascending.
std::vector<Block> cover_sorted(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    std::vector<Block> blocks;
    for (std::size_t size = std::min(options.max_size, domains.size()); size > 0; --size) {
        UncoveredSubsets uncovered(domains, size, options.family_cells);
        for (const Block& block : blocks) uncovered.cover(block.columns);
        if (uncovered.empty()) continue;
        const std::vector<Block> more = cheapest_cover(domains, options, uncovered);
        blocks.insert(blocks.end(), more.begin(), more.end());
        // Then all smaller sets lie in larger ones.
        if (all_sets_needed(domains, size, options.family_cells)) break;
    }
    return blocks;
}

}  // namespace

std::vector<Block> cover_subsets(std::span<const std::uint32_t> domains, const CoverOptions& options) {
    std::vector<std::uint16_t> order(domains.size());
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint16_t a, std::uint16_t b) { return domains[a] < domains[b]; });
    std::vector<std::uint32_t> sorted;
    for (const std::uint16_t column : order) sorted.push_back(domains[column]);
    std::vector<Block> blocks = cover_sorted(sorted, options);
    for (Block& block : blocks) {
        for (std::uint16_t& column : block.columns) column = order[column];
        std::sort(block.columns.begin(), block.columns.end());
    }
    return blocks;
}

double cover_nanoseconds(std::span<const Block> blocks, std::span<const std::uint32_t> domains, std::size_t max_size,
                         std::uint64_t rows, const CountingCosts& costs) {
    double sum = 0;
    std::vector<std::uint32_t> chosen;
    for (const Block& block : blocks) {
        chosen.clear();
        for (const std::uint16_t column : block.columns) chosen.push_back(domains[column]);
        sum += block_nanoseconds(costs, rows, chosen, max_size);
    }
    return sum;
}

}  // namespace replica
