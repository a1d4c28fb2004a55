#include "io/report/line_chart.hpp"

#include "io/report/histogram_figure.hpp"
#include "io/report/html_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace replica {
namespace {

constexpr double width = 310;
constexpr double height = 215;
constexpr double left = 52;
constexpr double right = 14;
constexpr double top = 14;
constexpr double bottom = 40;
constexpr int y_ticks = 4;

/// A range of values laid along a line of the picture.
class Scale {
public:
    Scale(AxisKind kind, double low, double high, double from, double to)
        : kind_(kind), low_(place(low)), high_(place(high)), from_(from), to_(to) {
        if (low_ == high_) {
            low_ -= 0.5;
            high_ += 0.5;
        }
    }

    [[nodiscard]] double operator()(double value) const {
        return from_ + (place(value) - low_) / (high_ - low_) * (to_ - from_);
    }

private:
    [[nodiscard]] double place(double value) const {
        return kind_ == AxisKind::logarithmic ? std::log10(value) : value;
    }

    AxisKind kind_;
    double low_, high_, from_, to_;
};

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    [[nodiscard]] bool empty() const { return low > high; }
};

bool can_be_shown(double value, AxisKind kind) {
    return std::isfinite(value) && (kind == AxisKind::linear || value > 0);
}

std::vector<SvgPoint> shown(const std::vector<SvgPoint>& points, const LineChart& chart) {
    std::vector<SvgPoint> kept;
    for (const SvgPoint& point : points)
        if (can_be_shown(point.x, chart.x_axis) && can_be_shown(point.y, chart.y_axis)) kept.push_back(point);
    return kept;
}

// Of several points at one place the lowest: 2 x 1 and 1 x 2 cores are both 2.
std::vector<SvgPoint> lowest(const std::vector<SvgPoint>& points) {
    std::vector<SvgPoint> kept;
    for (const SvgPoint& point : points) {
        if (kept.empty() || kept.back().x != point.x) {
            kept.push_back(point);
        } else if (point.y < kept.back().y) {
            kept.back().y = point.y;
        }
    }
    return kept;
}

// Room beyond the highest value, and on a linear axis from 0 to a tick.
Range with_room(Range range, AxisKind kind) {
    if (kind == AxisKind::logarithmic) return {range.low / 1.25, range.high * 1.25};
    if (!(range.high > 0)) return {0, 1};
    const double step = tick_step(range.high, y_ticks);
    return {0, step * std::ceil(range.high * 1.02 / step)};
}

// The places that there are, where they are few: a degree of 1.5 means nothing.
std::vector<double> x_ticks(const LineChart& chart, const Range& range) {
    std::vector<double> places;
    for (const ChartLine& line : chart.lines)
        for (const SvgPoint& point : shown(line.points, chart)) places.push_back(point.x);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (places.size() <= 6) return places;
    return chart.x_axis == AxisKind::logarithmic ? log_ticks(range.low, range.high) : ticks(range.low, range.high, 6);
}

std::string series_look(std::size_t line) { return "series-" + std::to_string(line % most_chart_lines); }

void draw_axes(const LineChart& chart, const Range& x_range, const Range& y_range, const Scale& x, const Scale& y,
               SvgCanvas& svg) {
    const bool log_y = chart.y_axis == AxisKind::logarithmic;
    for (const double tick : log_y ? log_ticks(y_range.low, y_range.high) : ticks(y_range.low, y_range.high, y_ticks)) {
        svg.line({left, y(tick)}, {width - right, y(tick)}, "grid");
        svg.text({left - 5, y(tick) + 3.5}, number_label(tick), SvgAnchor::end);
    }
    double free_from = 0;  // labels that would run into each other are left out
    for (const double tick : x_ticks(chart, x_range)) {
        const std::string label = number_label(tick);
        const double half = 3.2 * static_cast<double>(label.size());
        svg.line({x(tick), height - bottom}, {x(tick), height - bottom + 4}, "axis");
        if (x(tick) - half < free_from) continue;
        svg.text({std::min(x(tick), width - half), height - bottom + 15}, label, SvgAnchor::middle);
        free_from = x(tick) + half + 4;
    }
    svg.line({left, height - bottom}, {width - right, height - bottom}, "axis");
    svg.text({(left + width - right) / 2, height - 8}, chart.x_name, SvgAnchor::middle);
    svg.text({11, (top + height - bottom) / 2}, chart.y_name, SvgAnchor::middle, "label", -90);
}

void draw_line(const ChartLine& line, std::size_t number, const LineChart& chart, const Scale& x, const Scale& y,
               SvgCanvas& svg) {
    const auto at = [&](const std::vector<SvgPoint>& points) {
        std::vector<SvgPoint> places;
        for (const SvgPoint& point : shown(points, chart)) places.push_back({x(point.x), y(point.y)});
        return places;
    };
    if (!line.reference.empty()) svg.polyline(at(line.reference), "series-reference " + series_look(number));
    svg.polyline(at(lowest(line.points)), "series-line " + series_look(number));
    for (const SvgPoint& point : shown(line.points, chart)) {
        svg.circle({x(point.x), y(point.y)}, 3.5, "series-mark " + series_look(number),
                   line.name + ": " + chart.x_name + " " + number_label(point.x) + ", " + number_label(point.y));
    }
}

}  // namespace

std::string line_chart_svg(const LineChart& chart, SvgUse use) {
    Range x_values;
    Range y_values;
    std::string names;
    for (const ChartLine& line : chart.lines) {
        for (const auto* points : {&line.points, &line.reference}) {
            for (const SvgPoint& point : shown(*points, chart)) {
                x_values.take(point.x);
                y_values.take(point.y);
            }
        }
        names += (names.empty() ? "" : "; ") + line.name;
    }
    if (y_values.empty()) return "";
    const Range y_range = with_room(y_values, chart.y_axis);
    const Scale x(chart.x_axis, x_values.low, x_values.high, left + 14, width - right - 14);
    const Scale y(chart.y_axis, y_range.low, y_range.high, height - bottom, top);
    SvgCanvas svg(width, height, chart.title, chart.y_name + " against " + chart.x_name + ": " + names, use);
    draw_axes(chart, x_values, y_range, x, y, svg);
    for (std::size_t i = 0; i < chart.lines.size(); ++i) draw_line(chart.lines[i], i, chart, x, y, svg);
    return svg.finish();
}

std::string chart_legend(const std::vector<std::string>& names) {
    std::string html = "<div class=\"legend\">";
    for (std::size_t i = 0; i < names.size(); ++i) {
        html += "<span><svg class=\"key\" viewBox=\"0 0 26 10\" role=\"img\" aria-label=\"line " +
                std::to_string(i + 1) + "\"><title>line " + std::to_string(i + 1) +
                "</title><line x1=\"0\" y1=\"5\" x2=\"26\" "
                "y2=\"5\" class=\"series-line " +
                series_look(i) + "\"/><circle cx=\"13\" cy=\"5\" r=\"3.5\" class=\"series-mark " + series_look(i) +
                "\"/></svg>" + escaped(names[i]) + "</span>";
    }
    return html + "</div>\n";
}

std::string line_chart_style() {
    const std::string light =
        ":root{--series-0:#c04a00;--series-1:#1f5f99;--series-2:#00695f;--series-3:#a3214f;--series-4:#6a4c93;"
        "--series-5:#7a5c00}";
    const std::string dark =
        ":root{--series-0:#ff9a4d;--series-1:#7fb2e5;--series-2:#4fc3ad;--series-3:#f58ab0;--series-4:#b79ae0;"
        "--series-5:#e8b34b}";
    std::string css = light + "@media (prefers-color-scheme:dark){" + dark + "}@media print{" + light + "}";
    const std::vector<std::string> dashes{"none", "7 3", "2 3", "9 3 2 3", "4 4", "1 2"};
    for (std::size_t i = 0; i < most_chart_lines; ++i) {
        const std::string look = "." + series_look(i);
        const std::string colour = "var(--series-" + std::to_string(i) + ")";
        css += "svg " + look + "{stroke:" + colour + "}svg .series-mark" + look + "{fill:" + colour +
               "}svg .series-line" + look + "{stroke-dasharray:" + dashes[i] + "}";
    }
    return css +
           "svg .series-line{fill:none;stroke-width:1.8;stroke-linejoin:round}"
           "svg .series-mark{stroke-width:1}"
           "svg .series-reference{fill:none;stroke-width:1;stroke-dasharray:2 3;opacity:.75}"
           "svg.key{width:26px;height:10px;margin-right:6px;vertical-align:0}";
}

std::vector<double> log_ticks(double low, double high) {
    const bool few = std::log10(high / low) < 2.5;
    std::vector<double> result;
    for (int power = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, power) <= high; ++power) {
        for (const double times : few ? std::vector<double>{1, 2, 5} : std::vector<double>{1}) {
            const double tick = times * std::pow(10.0, power);
            if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) result.push_back(tick);
        }
    }
    return result;
}

}  // namespace replica
