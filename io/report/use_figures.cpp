#include "io/report/use_figures.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/histogram_figure.hpp"
#include "io/report/html_text.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

void draw_calibration(const std::vector<CalibrationPoint>& points, double left, double base, double size,
                      const std::string& who, const std::string& look, SvgCanvas& svg) {
    std::vector<SvgPoint> line;
    for (const CalibrationPoint& point : points)
        line.push_back({left + size * point.predicted, base - size * point.observed});
    svg.polyline(line, look + "-line");
    for (std::size_t i = 0; i < points.size(); ++i)
        svg.circle(line[i], 2.6, look,
                   who + ": predicted " + percent_text(points[i].predicted) + ", observed " +
                       percent_text(points[i].observed) + " of " + grouped_text(points[i].rows) + " rows");
}

}  // namespace

std::string calibration_svg(const UseMeasures& use, const FigureContext& context, SvgUse where) {
    constexpr double left = 44;
    constexpr double size = 200;
    constexpr double base = 10 + size;
    SvgCanvas svg(360, base + 38, "Calibration of " + use.target,
                  "Slope " + number_text(use.synthetic.calibration_slope) + " trained on synthetic rows, " +
                      number_text(use.real.calibration_slope) + " on " + context.real + " ones; 1 is at best",
                  where);
    for (int i = 0; i <= 4; ++i) {
        const double part = 0.25 * i;
        svg.line({left, base - size * part}, {left + size, base - size * part}, i == 0 ? "axis" : "grid");
        svg.text({left - 5, base - size * part + 3.5}, svg_number(100 * part) + "%", SvgAnchor::end);
        svg.text({left + size * part, base + 14}, svg_number(100 * part) + "%", SvgAnchor::middle);
    }
    svg.line({left, base}, {left + size, base - size}, "reference");
    draw_calibration(use.real.calibration, left, base, size, "trained on " + context.real + " rows", "real", svg);
    draw_calibration(use.synthetic.calibration, left, base, size, "trained on synthetic rows", "synthetic", svg);
    svg.text({left + size / 2, base + 30}, "predicted", SvgAnchor::middle);
    svg.text({left + size + 10, base - size + 8}, "observed", SvgAnchor::start);
    svg.text({left + size + 10, base - size + 20}, "against predicted;", SvgAnchor::start);
    svg.text({left + size + 10, base - size + 32}, "on the dashes is best", SvgAnchor::start);
    return svg.finish();
}

std::string coefficients_svg(const UseMeasures& use, const FigureContext& context, SvgUse where) {
    constexpr std::size_t most = 15;
    constexpr double row = 20;
    constexpr double left = 150;
    constexpr double width = 420;
    const std::size_t shown = std::min(most, use.coefficients.size());
    double low = 0;
    double high = 0;
    for (std::size_t i = 0; i < shown; ++i) {
        const CoefficientPair& pair = use.coefficients[i];
        low = std::min({low, pair.real_interval.low, pair.synthetic_interval.low});
        high = std::max({high, pair.real_interval.high, pair.synthetic_interval.high});
    }
    const double range = high > low ? high - low : 1;
    const auto x = [&](double value) { return left + (width - left - 12) * (value - low) / range; };
    const double base = 8 + row * static_cast<double>(shown);
    SvgCanvas svg(width, base + 20, "Coefficients for " + use.target,
                  "Mean overlap of the intervals " + percent_text(use.coefficients_overlap), where);
    for (const double tick : ticks(low, high, 5)) {
        svg.line({x(tick), 4}, {x(tick), base}, std::abs(tick) < 1e-9 * range ? "axis" : "grid");
        svg.text({x(tick), base + 14}, number_label(tick), SvgAnchor::middle);
    }
    for (std::size_t i = 0; i < shown; ++i) {
        const CoefficientPair& pair = use.coefficients[i];
        const double y = 8 + row * (static_cast<double>(i) + 0.5);
        svg.text({left - 6, y + 3.5}, shortened(pair.feature, 26), SvgAnchor::end, "label", 0, pair.feature);
        svg.line({x(pair.real_interval.low), y - 3.5}, {x(pair.real_interval.high), y - 3.5}, "real-line");
        svg.circle({x(pair.real), y - 3.5}, 3.2, "real", context.real + " rows: " + number_text(pair.real));
        svg.line({x(pair.synthetic_interval.low), y + 3.5}, {x(pair.synthetic_interval.high), y + 3.5},
                 "synthetic-line");
        svg.circle({x(pair.synthetic), y + 3.5}, 3.2, "synthetic", "synthetic rows: " + number_text(pair.synthetic));
    }
    return svg.finish();
}

}  // namespace replica
