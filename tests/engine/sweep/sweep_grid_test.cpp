#include "engine/sweep/sweep_grid.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

SweepGrid degrees_of_two_extracts() {
    SweepGrid grid;
    grid.extracts = {"whole", "with missingness"};
    grid.axes.degree = {1, 2, 3};
    return grid;
}

TEST(SweepGrid, HasAPointForEachCombination) {
    SweepGrid grid = degrees_of_two_extracts();
    grid.axes.rows = {1000, 10'000};
    const auto points = points_of(grid);
    ASSERT_EQ(points.size(), 12U);
    std::set<std::string> labels;
    for (const SweepPoint& point : points) labels.insert(point_label(point, grid));
    EXPECT_EQ(labels.size(), 12U);
    EXPECT_EQ(point_label(points[1], grid), "whole, degree 2, 1,000 rows");
    EXPECT_EQ(point_label(points[1], grid, {SweepAxis::degree}), "whole, 1,000 rows");
    for (std::size_t i = 0; i < points.size(); ++i) EXPECT_EQ(points[i].index, i);
}

TEST(SweepGrid, TakesTheUsualValuesOfAxesThatAreNotThere) {
    SweepGrid grid;
    grid.extracts = {"visits"};
    const auto points = points_of(grid);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].degree, 2U);
    EXPECT_EQ(points[0].epsilon, "none");
    EXPECT_EQ(points[0].store, StoreState::none);
    EXPECT_EQ(point_label(points[0], grid), "visits");
}

TEST(SweepGrid, KeepsNoStoreWhereThereIsNoise) {
    SweepGrid grid;
    grid.extracts = {"visits"};
    grid.axes.epsilon = {"none", "1"};
    grid.axes.store = {StoreState::cold, StoreState::warm};
    const auto points = points_of(grid);
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(point_label(points[0], grid), "\xce\xb5 none, cold store");
    EXPECT_EQ(point_label(points[1], grid), "\xce\xb5 none, warm store");
    EXPECT_EQ(point_label(points[2], grid), "\xce\xb5 1");
    EXPECT_EQ(points[2].degree, 3U);
}

TEST(SweepGrid, SharesPointsAmongElementsWithoutLoss) {
    const auto points = points_of(degrees_of_two_extracts());
    std::set<std::size_t> seen;
    for (std::size_t element = 1; element <= 4; ++element)
        for (const SweepPoint& point : share_of_element(points, element, 4)) {
            EXPECT_EQ(point.index % 4, element - 1);
            EXPECT_TRUE(seen.insert(point.index).second);
        }
    EXPECT_EQ(seen.size(), points.size());
}

}  // namespace
}  // namespace replica
