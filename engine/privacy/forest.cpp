#include "engine/privacy/forest.hpp"

#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

double mutual_information(std::span<const double> table, const std::vector<double>& first,
                          const std::vector<double>& second) {
    double nats = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double independent = first[i / second.size()] * second[i % second.size()];
        if (table[i] > 0 && independent > 0) nats += table[i] * std::log(table[i] / independent);
    }
    return nats;
}

// Shares of `column` by the codes of `parent`; where a code never occurs, those of the column by itself.
std::vector<double> cumulative_shares(const ReleasedTables& released, std::uint32_t column, std::uint32_t parent) {
    const std::vector<double>& margin = released.margins[column];
    const std::size_t codes = margin.size();
    const bool is_root = column == parent;
    const std::size_t parents = is_root ? 1 : released.sizes[parent];
    std::vector<double> cumulative;
    for (std::size_t p = 0; p < parents; ++p) {
        std::vector<double> shares(margin);
        if (!is_root) {
            const bool first = column < parent;
            const auto& table = released.pairs.at({std::min(column, parent), std::max(column, parent)});
            for (std::size_t c = 0; c < codes; ++c) shares[c] += 1e15 * table[first ? c * parents + p : p * codes + c];
        }
        std::partial_sum(shares.begin(), shares.end(), shares.begin());
        for (double& share : shares) cumulative.push_back(share / shares.back());
    }
    return cumulative;
}

// Uniforms in [0, 1) that are a function of their place.
class Uniforms {
public:
    Uniforms(std::uint64_t seed, std::uint64_t stream, std::size_t count) : words_(count) {
        fill_philox(seed, stream, 0, words_);
    }
    [[nodiscard]] double operator[](std::size_t i) const { return static_cast<double>(words_[i] >> 11U) * 0x1p-53; }
    [[nodiscard]] std::uint64_t word(std::size_t i) const { return words_[i]; }

private:
    std::vector<std::uint64_t> words_;
};

void draw_column(const ForestNode& node, std::span<const std::uint16_t> parents, std::size_t codes, std::size_t groups,
                 const Uniforms& uniforms, std::vector<std::uint16_t>& out) {
    const std::size_t rows = out.size();
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = rows; i > 1; --i) std::swap(order[i - 1], order[scale_word(uniforms.word(i - 1), i)]);
    std::vector<std::uint32_t> length(groups);
    for (const std::uint16_t parent : parents) ++length[parent];
    std::vector<std::uint32_t> place(groups);
    for (const std::uint32_t r : order) {
        const std::uint16_t group = parents[r];
        const double u = (place[group]++ + uniforms[rows + group]) / length[group];
        const auto begin = node.cumulative.begin() + static_cast<std::ptrdiff_t>(group * codes);
        const auto found = std::upper_bound(begin, begin + static_cast<std::ptrdiff_t>(codes) - 1, u);
        out[r] = static_cast<std::uint16_t>(found - begin);
    }
}

}  // namespace

Trees::Trees(std::size_t columns) : tree_(columns) { std::iota(tree_.begin(), tree_.end(), 0U); }

void Trees::join(ColumnPair pair) {
    const std::uint32_t from = tree_[pair.second];
    std::replace(tree_.begin(), tree_.end(), from, tree_[pair.first]);
}

std::vector<ForestNode> grow_forest(const ReleasedTables& released) {
    std::vector<std::pair<double, ColumnPair>> by_information;
    for (const auto& [pair, table] : released.pairs)
        by_information.emplace_back(
            -mutual_information(table, released.margins[pair.first], released.margins[pair.second]), pair);
    std::sort(by_information.begin(), by_information.end());
    const std::size_t columns = released.margins.size();
    Trees trees(columns);
    std::vector<std::vector<std::uint32_t>> neighbours(columns);
    for (const auto& [information, pair] : by_information) {
        if (!trees.are_apart(pair)) continue;
        trees.join(pair);
        neighbours[pair.first].push_back(pair.second);
        neighbours[pair.second].push_back(pair.first);
    }
    std::vector<ForestNode> forest;
    std::vector<bool> placed(columns);
    for (std::uint32_t root = 0; root < columns; ++root) {
        if (placed[root]) continue;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> next{{root, root}};
        for (std::size_t i = 0; i < next.size(); ++i) {
            const auto [column, parent] = next[i];
            placed[column] = true;
            forest.push_back({column, parent, cumulative_shares(released, column, parent)});
            for (const std::uint32_t neighbour : neighbours[column])
                if (!placed[neighbour]) next.emplace_back(neighbour, column);
        }
    }
    return forest;
}

std::vector<std::vector<std::uint16_t>> draw_block(const std::vector<ForestNode>& forest,
                                                   std::span<const std::uint32_t> sizes, std::size_t rows,
                                                   std::uint64_t seed, std::uint64_t block) {
    std::vector<std::vector<std::uint16_t>> columns(sizes.size());
    const std::vector<std::uint16_t> no_parent(rows);
    const std::uint64_t of_block = philox_word(seed, stream_of(Purpose::pool_block, 0), block);
    for (const ForestNode& node : forest) {
        const bool is_root = node.parent == node.column;
        const std::size_t groups = is_root ? 1 : sizes[node.parent];
        columns[node.column].resize(rows);
        const Uniforms uniforms(of_block, stream_of(Purpose::pool_code, node.column), rows + groups);
        draw_column(node, is_root ? no_parent : columns[node.parent], sizes[node.column], groups, uniforms,
                    columns[node.column]);
    }
    return columns;
}

}  // namespace replica
