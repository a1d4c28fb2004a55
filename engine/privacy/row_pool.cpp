#include "engine/privacy/row_pool.hpp"

#include "engine/byte_stream.hpp"
#include "engine/privacy/forest.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double whole_weight = 0x1p52;

// Blocks [first, second) of a rank.
std::pair<std::uint64_t, std::uint64_t> own_blocks(std::uint64_t blocks, const Communicator& world) {
    const auto rank = static_cast<std::uint64_t>(world.rank());
    const auto ranks = static_cast<std::uint64_t>(world.size());
    return {blocks * rank / ranks, blocks * (rank + 1) / ranks};
}

void append(std::vector<std::vector<std::uint16_t>>& columns, const std::vector<std::vector<std::uint16_t>>& block) {
    for (std::size_t c = 0; c < columns.size(); ++c)
        columns[c].insert(columns[c].end(), block[c].begin(), block[c].end());
}

// How much more, or less, a cell has to weigh. Never by orders of magnitude at once: later tables say more.
std::vector<double> factors_to(const std::vector<double>& wanted, const std::vector<double>& now) {
    std::vector<double> factors;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        factors.push_back(std::clamp((wanted[i] + 1e-12) / std::max(now[i], 1e-12), 1e-3, 1e3));
    return factors;
}

}  // namespace

RowPool::RowPool(const ReleasedTables& released, const ImpossibleCells& impossible, std::uint64_t rows,
                 std::uint64_t seed, const Communicator& world, int threads)
    : world_(world), threads_(threads), sizes_(released.sizes), columns_(released.sizes.size()) {
    const std::vector<ForestNode> forest = grow_forest(released);
    const auto [first, last] = own_blocks(rows / block_rows, world);
    for (std::uint64_t block = first; block < last; ++block)
        append(columns_, draw_block(forest, sizes_, block_rows, seed, block));
    weights_.assign((last - first) * block_rows, 1.0);
    for (const auto& [pair, cells] : impossible) {
        for (std::size_t r = 0; r < weights_.size(); ++r) {
            const std::size_t cell =
                std::size_t{columns_[pair.first][r]} * sizes_[pair.second] + columns_[pair.second][r];
            if (cells[cell] != 0) weights_[r] = 0;
        }
    }
    spread_weight();
}

WeightedRows RowPool::rows() { return {columns_, sizes_, weights_}; }

void RowPool::spread_weight() {
    double mine = 0;
    for (const double weight : weights_) mine += weight;
    const double all = static_cast<double>(world_.sum(static_cast<std::uint64_t>(mine)));
    for (double& weight : weights_) weight = std::floor(weight * (whole_weight / std::max(all, 1.0)));
}

std::vector<double> RowPool::summed(const std::vector<double>& table) const {
    std::vector<std::uint64_t> whole(table.begin(), table.end());
    world_.sum_in_place(whole);
    std::vector<double> shares;
    for (const std::uint64_t weight : whole) shares.push_back(static_cast<double>(weight) / whole_weight);
    return shares;
}

std::vector<std::vector<double>> RowPool::tables(std::span<const ColumnPair> pairs) {
    std::vector<std::uint64_t> cells;
    const auto mine = weigh_pairs(rows(), pairs, threads_);
    for (const auto& table : mine) cells.insert(cells.end(), table.begin(), table.end());
    world_.sum_in_place(cells);
    std::vector<std::vector<double>> shares;
    auto next = cells.begin();
    for (const auto& table : mine) {
        shares.emplace_back(next, next + static_cast<std::ptrdiff_t>(table.size()));
        for (double& share : shares.back()) share /= whole_weight;
        next += static_cast<std::ptrdiff_t>(table.size());
    }
    return shares;
}

void RowPool::rake(const ReleasedTables& released, int passes) {
    std::vector<std::pair<ColumnPair, const std::vector<double>*>> targets;
    for (const auto& [pair, table] : released.pairs) targets.emplace_back(pair, &table);
    for (std::uint32_t c = 0; c < sizes_.size(); ++c) targets.emplace_back(ColumnPair{c, c}, &released.margins[c]);
    for (int pass = 0; pass < passes; ++pass) {
        std::vector<double> now = summed(scale_and_weigh(rows(), {}, {}, targets.front().first, threads_));
        for (std::size_t t = 0; t < targets.size(); ++t) {
            const ColumnPair next = targets[std::min(t + 1, targets.size() - 1)].first;
            const auto factors = factors_to(*targets[t].second, now);
            now = summed(scale_and_weigh(rows(), targets[t].first, factors, next, threads_));
        }
        spread_weight();
    }
}

RowPool::Rows RowPool::gather() const {
    ByteWriter mine;
    for (const auto& column : columns_) mine.put_all(column);
    mine.put_all(weights_);
    Rows all;
    all.columns.resize(columns_.size());
    for (const Bytes& bytes : world_.gather(mine.take())) {
        ByteReader in(bytes);
        std::vector<std::vector<std::uint16_t>> columns;
        for (std::size_t c = 0; c < columns_.size(); ++c) columns.push_back(in.get_all<std::uint16_t>());
        append(all.columns, columns);
        const auto weights = in.get_all<double>();
        all.weights.insert(all.weights.end(), weights.begin(), weights.end());
    }
    return all;
}

}  // namespace replica
