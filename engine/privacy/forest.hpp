#pragma once

#include "engine/privacy/row_pool.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A column and the one that it is drawn given.
struct ForestNode {
    std::uint32_t column = 0;
    std::uint32_t parent = 0;        ///< the column itself for a root
    std::vector<double> cumulative;  ///< shares up to each code, by the parent's code (row-major)
};

/// Columns that may still be joined without a cycle.
class Trees {
public:
    explicit Trees(std::size_t columns);
    [[nodiscard]] bool are_apart(ColumnPair pair) const { return tree_[pair.first] != tree_[pair.second]; }
    void join(ColumnPair pair);

private:
    std::vector<std::uint32_t> tree_;
};

/// The maximum spanning forest of the released pairs by their mutual information (Chow, Liu 1968), parents first.
std::vector<ForestNode> grow_forest(const ReleasedTables& released);

/// Draws `rows` rows in one block. Given a parent's code, a column's codes come as often as they should, up to one row:
/// the uniforms are stratified within the rows of the code. A function of (seed, block).
std::vector<std::vector<std::uint16_t>> draw_block(const std::vector<ForestNode>& forest,
                                                   std::span<const std::uint32_t> sizes, std::size_t rows,
                                                   std::uint64_t seed, std::uint64_t block);

}  // namespace replica
