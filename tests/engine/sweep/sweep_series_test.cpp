#include "engine/sweep/sweep_series.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// Results whose seconds to describe are rows / 1000 + degree.
std::vector<PointResult> results_of(const SweepGrid& grid) {
    std::vector<PointResult> results;
    for (const SweepPoint& point : points_of(grid)) {
        PointResult result{point, {}};
        result.figures.rows = point.rows;
        result.figures.ranks = point.ranks;
        result.figures.threads = point.threads;
        result.figures.describe.seconds = static_cast<double>(point.rows) / 1000 + point.degree;
        results.push_back(result);
    }
    return results;
}

double describe_seconds(const PointFigures& figures) { return figures.describe.seconds; }

TEST(SweepSeries, HoldsPointsThatDifferInNothingElse) {
    SweepGrid grid;
    grid.extracts = {"whole", "with missingness"};
    grid.axes.degree = {1, 2};
    grid.axes.rows = {9000, 3000, 6000};
    const auto results = results_of(grid);
    const auto over_rows = series_over(SweepScale::rows, results, grid);
    ASSERT_EQ(over_rows.size(), 4U);
    EXPECT_EQ(over_rows[0].name, "whole, degree 1");
    EXPECT_EQ(over_rows[3].name, "with missingness, degree 2");
    EXPECT_EQ(over_rows[0].places, (std::vector<double>{3000, 6000, 9000}));
    EXPECT_EQ(figures_of(over_rows[3], describe_seconds), (std::vector<double>{5, 8, 11}));
    EXPECT_EQ(series_over(SweepScale::degree, results, grid).size(), 6U);
    EXPECT_TRUE(series_over(SweepScale::cores, results, grid).empty());
}

TEST(SweepSeries, PutsRanksAndThreadsOnOneScale) {
    SweepGrid grid;
    grid.extracts = {"visits"};
    grid.axes.ranks = {1, 2};
    grid.axes.threads = {1, 4};
    const auto series = series_over(SweepScale::cores, results_of(grid), grid);
    ASSERT_EQ(series.size(), 1U);
    EXPECT_EQ(series[0].places, (std::vector<double>{1, 2, 4, 8}));
}

}  // namespace
}  // namespace replica
