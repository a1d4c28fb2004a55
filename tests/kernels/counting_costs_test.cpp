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
    const std::vector<std::uint32_t> domains{3, 4};
    EXPECT_DOUBLE_EQ(block_nanoseconds(costs, 5, domains, 2), 5 + 12'000 + 10 * (12 + 16));
    costs.dense_cells = 11;
    costs.sorted_row_ns = 7;
    EXPECT_DOUBLE_EQ(block_nanoseconds(costs, 5, domains, 2), 35);
}

// The tables that a descent reads, listed: each axis before is kept, at most max_size of them, or summed out.
TEST(CountingCosts, SmallSetsReadFewerCells) {
    CountingCosts costs;
    costs.row_ns.fill(0);
    costs.cell_ns = 1;
    costs.widen_ns = 0;
    const std::vector<std::uint32_t> domains{2, 3, 5, 7};
    for (std::size_t max_size = 1; max_size <= 5; ++max_size) {
        double read = 0;
        for (std::size_t axis = 0; axis < domains.size(); ++axis)
            for (unsigned kept = 0; kept < 1U << axis; ++kept) {
                double cells = 210;
                for (std::size_t i = 0; i < axis; ++i)
                    if ((kept >> i & 1U) == 0) cells /= domains[i];
                if (static_cast<std::size_t>(__builtin_popcount(kept)) <= max_size) read += cells;
            }
        EXPECT_NEAR(block_nanoseconds(costs, 9, domains, max_size), read, 1e-9) << max_size;
    }
}

}  // namespace
}  // namespace replica
