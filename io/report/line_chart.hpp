#pragma once

#include "io/report/svg_canvas.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class AxisKind : std::uint8_t { linear, logarithmic };

/// Points that belong together, in the order of x. What isn't finite is left out, and on logarithmic axes what isn't
/// positive; of several points at one x the line goes through the lowest.
struct ChartLine {
    std::string name;
    std::vector<SvgPoint> points;
    std::vector<SvgPoint> reference;  ///< drawn thin and dashed, in the line's colour; may be empty
};

/// Lines over a scale.
struct LineChart {
    std::string title;
    std::string x_name;
    std::string y_name;
    AxisKind x_axis = AxisKind::linear;
    AxisKind y_axis = AxisKind::linear;  ///< linear ones begin at 0
    std::vector<ChartLine> lines;        ///< as many as there are looks
};

/// How many lines can be told apart.
inline constexpr std::size_t most_chart_lines = 6;

std::string line_chart_svg(const LineChart& chart, SvgUse use);

/// What the lines of charts are called, for the page: a mark in a line's colour and its name.
std::string chart_legend(const std::vector<std::string>& names);

/// CSS that charts need beside page_style().
std::string line_chart_style();

/// The decades from `low` to `high` or, where they are few, 1, 2 and 5 times them.
std::vector<double> log_ticks(double low, double high);

}  // namespace replica
