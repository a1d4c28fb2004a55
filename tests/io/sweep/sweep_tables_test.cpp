// What is kept of points, and what is made of them.
#include "io/report/line_chart.hpp"
#include "io/sweep/point_json.hpp"
#include "io/sweep/sweep_csv.hpp"
#include "io/sweep/sweep_page.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

SweepGrid grid_of_two() {
    SweepGrid grid;
    grid.extracts = {"a, b", "<with> missingness"};
    grid.axes.degree = {1, 2};
    grid.axes.rows = {1000, 4000, 16'000};
    grid.axes.threads = {1, 2, 4};
    return grid;
}

/// Describe takes rows / 1000 (0.2 + 0.8 / threads) seconds, doubled by a second degree.
PointResult result_of(const SweepPoint& point) {
    PointResult result{point, {}};
    PointFigures& figures = result.figures;
    figures.rows = point.rows;
    figures.columns = 8;
    figures.synthetic_rows = point.rows;
    figures.ranks = 1;
    figures.threads = point.threads;
    const double rows = static_cast<double>(point.rows);
    figures.describe.seconds = rows / 1000 * (0.2 + 0.8 / point.threads) * (point.degree == 2 ? 2 : 1);
    figures.describe.phases = {{"learn it", figures.describe.seconds}, {"learn it", 1}};
    figures.generate = {0.5, {}};
    figures.evaluate = {rows / 100, {{"use", 0.25}}};
    figures.cpu_seconds = 3.5;
    figures.peak_memory = 12345678;
    figures.peak_is_own = true;
    figures.marginals = {{1, 8, {0.125, 0.0625, 0.5}}, {2, 28, {0.25, no_figure, 0.75}}};
    return result;
}

std::vector<PointResult> results_of(const SweepGrid& grid) {
    std::vector<PointResult> results;
    for (const SweepPoint& point : points_of(grid)) results.push_back(result_of(point));
    return results;
}

TEST(PointJson, ReadsBackWhatItWrites) {
    const SweepGrid grid = grid_of_two();
    const PointResult result = result_of(points_of(grid)[3]);
    const std::string text = point_json(result, grid, "identity");
    const auto figures = figures_in(text, "identity");
    ASSERT_TRUE(figures);
    EXPECT_EQ(figures->rows, result.figures.rows);
    EXPECT_EQ(figures->describe.seconds, result.figures.describe.seconds);
    EXPECT_EQ(figures->describe.phases.size(), 2U);
    EXPECT_EQ(figures->peak_memory, 12345678U);
    EXPECT_EQ(marginal_distance(*figures, 2), 0.25);
    EXPECT_TRUE(std::isnan(figures->marginals[1].tvd.second_sample));
    EXPECT_FALSE(figures_in(text, "another"));
    EXPECT_FALSE(figures_in(text.substr(0, text.size() / 2), "identity"));
    EXPECT_FALSE(figures_in("", "identity"));
    EXPECT_EQ(point_json({result.point, *figures}, grid, "identity"), text);
}

TEST(SweepCsv, HasAColumnAFigureAndAPhase) {
    SweepGrid grid;
    grid.extracts = {"a, b"};
    grid.axes.rows = {1000};
    grid.axes.threads = {2};
    EXPECT_EQ(sweep_csv(results_of(grid), grid),
              "point,extract,degree,rows,columns,missing,epsilon,ranks,threads,store,synthetic_rows,"
              "tvd_1_way,tvd_1_way_second_sample,tvd_1_way_useless,k_marginal_score_1,"
              "tvd_2_way,tvd_2_way_second_sample,tvd_2_way_useless,k_marginal_score_2,"
              "tvd_3_way,tvd_3_way_second_sample,tvd_3_way_useless,k_marginal_score_3,"
              "describe_seconds,generate_seconds,evaluate_seconds,cpu_seconds,peak_memory_bytes,peak_memory_of,"
              "payload_bytes,describe_learn_it_seconds,evaluate_use_seconds\n"
              "1,\"a, b\",2,1000,8,source,none,1,2,none,1000,0.125,0.0625,0.5,875,0.25,,0.75,750,,,,,"
              "1.200000,0.500000,10.000000,3.500000,12345678,point,0,2.200000,0.250000\n");
}

TEST(SweepPage, FitsWhatThePointsFollow) {
    const SweepGrid grid = grid_of_two();
    const std::string page = sweep_html(results_of(grid), grid, {"sweep.toml", "1"});
    EXPECT_NE(page.find("&lt;with&gt; missingness"), std::string::npos);
    EXPECT_EQ(page.find("<with>"), std::string::npos);
    EXPECT_NE(page.find(">2.00<"), std::string::npos) << "describe doubles with a degree; two points tell no error";
    EXPECT_NE(page.find(">1.00 \xc2\xb1 0.00<"), std::string::npos) << "describe grows as rows";
    EXPECT_NE(page.find(">20.0 \xc2\xb1 0.0 %<"), std::string::npos) << "a fifth of describe is serial";
    for (const char* outside : {"http:", "https:", "src=", "@import", "url("})
        EXPECT_EQ(page.find(outside), std::string::npos) << outside;
}

TEST(SweepPage, LeavesOutWhatDoesNotVary) {
    SweepGrid grid;
    grid.extracts = {"visits"};
    grid.axes.rows = {1000};
    grid.axes.threads = {1};
    const std::string page = sweep_html(results_of(grid), grid, {"sweep.toml", "1"});
    EXPECT_EQ(page.find("<svg"), std::string::npos);
    EXPECT_NE(page.find("sweep.toml, 1 point, visits, 1,000 rows, 8 columns"), std::string::npos);
}

TEST(LineChart, HasTicksOfDecades) {
    EXPECT_EQ(log_ticks(0.9, 60), (std::vector<double>{1, 2, 5, 10, 20, 50}));
    EXPECT_EQ(log_ticks(1, 10'000), (std::vector<double>{1, 10, 100, 1000, 10'000}));
}

TEST(LineChart, LeavesOutWhatAnAxisCannotShow) {
    LineChart chart;
    chart.title = "t";
    chart.y_axis = AxisKind::logarithmic;
    chart.lines = {{"l", {{1, 0}, {2, no_figure}, {3, 5}}, {}}};
    const std::string svg = line_chart_svg(chart, SvgUse::inline_figure);
    EXPECT_EQ(svg.find("nan"), std::string::npos) << svg;
    EXPECT_EQ(svg.find("inf"), std::string::npos) << svg;
    EXPECT_NE(svg.find("<circle"), std::string::npos);
    chart.lines = {{"l", {{1, 0}}, {}}};
    EXPECT_EQ(line_chart_svg(chart, SvgUse::inline_figure), "");
}

}  // namespace
}  // namespace replica
