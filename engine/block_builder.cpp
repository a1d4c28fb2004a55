#include "engine/block_builder.hpp"

#include "kernels/entropy.hpp"
#include "kernels/score_blocks.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::size_t no_column = ~std::size_t{0};

}  // namespace

BlockBuilder::BlockBuilder(std::span<const std::uint32_t> domains, const CountingCosts& costs, std::uint64_t rows,
                           std::uint64_t block_cells, const UncoveredSubsets& uncovered)
    : domains_(domains),
      costs_(costs),
      rows_(rows),
      block_cells_(block_cells),
      uncovered_(uncovered),
      gain_(domains.size()),
      new_gain_(domains.size()) {
    // A column takes room: its logarithm of the cells, and a constant, found by trial, of the block's columns.
    for (const std::uint32_t domain : domains) value_.push_back(1 / (1 + log_of_integer(std::max(domain, 2U))));
}

const BlockBuilder::Columns& BlockBuilder::build(std::span<const std::uint16_t> seed) {
    start(seed);
    best_ = block_;
    best_rate_ = current_rate();
    for (std::size_t column = best_addition(); column != no_column; column = best_addition()) {
        add(column);
        const double rate = current_rate();
        if (rate < best_rate_) continue;
        best_ = block_;
        best_rate_ = rate;
    }
    return best_;
}

/// Joint cells; saturates above block_cells.
std::uint64_t BlockBuilder::cells() const {
    std::uint64_t product = 1;
    for (const std::uint16_t column : block_) {
        if (product > block_cells_) break;
        product *= domains_[column];
    }
    return product;
}

double BlockBuilder::current_rate() {
    chosen_.clear();
    for (const std::uint16_t column : block_) chosen_.push_back(domains_[column]);
    return covered_ / block_nanoseconds(costs_, rows_, chosen_, uncovered_.size());
}

void BlockBuilder::start(std::span<const std::uint16_t> columns) {
    block_.assign(columns.begin(), columns.end());
    uncovered_.gains(block_, gain_);
    covered_ = 0;
    // Each set is counted once for each of its columns.
    for (const std::uint16_t column : block_) covered_ += gain_[column];
    covered_ /= static_cast<std::uint32_t>(uncovered_.size());
}

/// The column outside the block that covers most for its room, among those that fit; no_column where none helps.
std::size_t BlockBuilder::best_addition() const {
    const std::uint64_t taken = cells();
    std::size_t best = no_column;
    if (taken > block_cells_ || block_.size() >= max_block_columns) return best;
    const std::uint64_t most = block_cells_ / taken;
    double best_rate = 0;
    for (std::size_t a = 0; a < domains_.size(); ++a) {
        const double rate = gain_[a] * value_[a];
        if (rate <= best_rate || domains_[a] > most || std::binary_search(block_.begin(), block_.end(), a)) continue;
        best_rate = rate;
        best = a;
    }
    return best;
}

void BlockBuilder::add(std::size_t column) {
    covered_ += gain_[column];
    const auto at = std::lower_bound(block_.begin(), block_.end(), column);
    const auto position = static_cast<std::size_t>(at - block_.begin());
    block_.insert(at, static_cast<std::uint16_t>(column));
    uncovered_.gains_through(block_, position, new_gain_);
    for (std::size_t a = 0; a < gain_.size(); ++a) gain_[a] += new_gain_[a];
}

}  // namespace replica
