#include "kernels/counting_costs.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(CountingCosts, RowsAreInterpolatedBetweenPowersOfTwo) {
    CountingCosts costs;
    costs.row_ns[3] = 2;
    costs.row_ns[4] = 4;
    costs.row_ns[24] = 9;
    EXPECT_DOUBLE_EQ(row_nanoseconds(costs, 8), 2);
    EXPECT_DOUBLE_EQ(row_nanoseconds(costs, 12), 3);
    EXPECT_DOUBLE_EQ(row_nanoseconds(costs, 16), 4);
    EXPECT_DOUBLE_EQ(row_nanoseconds(costs, std::uint64_t{1} << 30), 9);
}

TEST(CountingCosts, BlocksByHand) {
    CountingCosts costs;
    costs.row_ns.fill(1);
    costs.cell_ns = 10;
    costs.widen_ns = 1000;
    // 12 cells; read: 12 at the first axis, 12 + 12 / 3 at the second.
    EXPECT_DOUBLE_EQ(block_nanoseconds(costs, 5, std::vector<std::uint32_t>{3, 4}), 5 + 12'000 + 10 * (12 + 16));
    costs.dense_cells = 11;
    costs.sorted_row_ns = 7;
    EXPECT_DOUBLE_EQ(block_nanoseconds(costs, 5, std::vector<std::uint32_t>{3, 4}), 35);
}

}  // namespace
}  // namespace replica
