#include "io/report/histogram_figure.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/html_text.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double width = 360;
constexpr double left = 38;
constexpr double right = 8;
constexpr double top = 10;
constexpr double plot_height = 130;
constexpr double base = top + plot_height;
constexpr double height = base + 24;
constexpr double letter_width = 6.4;  // of digits at 10 px in wide fonts, so that labels at the edge are whole

/// Bars side by side, and how high 1 is.
struct BarFrame {
    std::size_t bars = 1;
    double most = 1;

    [[nodiscard]] double x(double bar) const { return left + (width - left - right) * bar / static_cast<double>(bars); }
    [[nodiscard]] double y(double share) const { return base - plot_height * share / most; }
};

void draw_grid(const BarFrame& frame, SvgCanvas& svg) {
    const double step = tick_step(frame.most, 3);
    for (int i = 0; static_cast<double>(i) * step <= frame.most * 1.0001; ++i) {
        const double share = static_cast<double>(i) * step;
        svg.line({left, frame.y(share)}, {width - right, frame.y(share)}, i == 0 ? "axis" : "grid");
        svg.text({left - 4, frame.y(share) + 3.5}, svg_number(100 * share) + "%", SvgAnchor::end);
    }
}

std::string tooltip_of(const HistogramBar& bar, const FigureContext& context) {
    std::string text = bar.label + ": ";
    if (context.has_real)
        text += context.real + " " +
                (bar.hidden ? "fewer than " + std::to_string(context.min_count) + " rows, not shown"
                            : percent_text(bar.real)) +
                ", ";
    return text + "synthetic " + percent_text(bar.synthetic);
}

void draw_bars(const std::vector<HistogramBar>& bars, const FigureContext& context, const BarFrame& frame,
               SvgCanvas& svg) {
    const double wide = frame.x(1) - frame.x(0);
    const double gap = std::min(1.0, wide * 0.08);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double x = frame.x(static_cast<double>(i)) + gap / 2;
        const std::string tooltip = tooltip_of(bars[i], context);
        if (bars[i].hidden)
            svg.rect({x, base - 6}, wide - gap, 6, "hidden-bar", tooltip);
        else if (context.has_real)
            svg.rect({x, frame.y(bars[i].real)}, wide - gap, base - frame.y(bars[i].real), "real", tooltip);
        else
            svg.rect({x, frame.y(bars[i].synthetic)}, wide - gap, base - frame.y(bars[i].synthetic), "synthetic",
                     tooltip);
    }
    if (!context.has_real) return;
    std::vector<SvgPoint> steps{{frame.x(0), base}};
    for (std::size_t i = 0; i < bars.size(); ++i) {
        steps.push_back({frame.x(static_cast<double>(i)), frame.y(bars[i].synthetic)});
        steps.push_back({frame.x(static_cast<double>(i) + 1), frame.y(bars[i].synthetic)});
    }
    steps.push_back({frame.x(static_cast<double>(bars.size())), base});
    svg.polyline(steps, "synthetic-line");
}

double highest(const std::vector<HistogramBar>& bars) {
    double most = 0;
    for (const HistogramBar& bar : bars) most = std::max({most, bar.real, bar.synthetic});
    return most > 0 ? most : 1;
}

// Numbers at round places, dates where bars begin.
void draw_axis(const ColumnMeasures& column, const BarFrame& frame, SvgCanvas& svg) {
    const auto& bars = column.histogram;
    if (column.kind == ComparedKind::number) {
        const double low = bars.front().low;
        const double range = bars.back().high - low;
        for (const double tick : ticks(low, bars.back().high, 5)) {
            const double bar = (tick - low) / range * static_cast<double>(bars.size());
            const std::string label = number_label(tick);
            const double half = letter_width / 2 * static_cast<double>(label.size());
            svg.text({std::min(frame.x(bar), width - half), base + 14}, label, SvgAnchor::middle);
        }
        return;
    }
    const std::size_t every = std::max<std::size_t>(1, (bars.size() + 2) / 3);
    for (std::size_t i = 0; i < bars.size(); i += every) {
        const std::string label = bars[i].label.substr(0, bars[i].label.find(" to "));
        svg.text({frame.x(static_cast<double>(i)), base + 14}, label, SvgAnchor::start);
    }
}

std::string describe(const std::vector<HistogramBar>& bars, const FigureContext& context) {
    const auto commonest = std::max_element(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
        return std::max(a.real, a.synthetic) < std::max(b.real, b.synthetic);
    });
    return std::to_string(bars.size()) + " bars; the highest, " + tooltip_of(*commonest, context);
}

std::string categories_svg(const ColumnMeasures& column, const FigureContext& context, SvgUse use) {
    constexpr std::size_t most_bars = 12;
    constexpr double row = 19;
    constexpr double label_width = 120;
    const std::size_t shown = std::min(most_bars, column.histogram.size());
    const bool cut = shown < column.histogram.size();
    const double bottom = top + row * static_cast<double>(shown) + (cut ? 16 : 4);
    SvgCanvas svg(width, bottom, "Values of " + column.name, describe(column.histogram, context), use);
    const double most = highest(column.histogram);
    const double scale = (width - label_width - 46) / most;
    for (std::size_t i = 0; i < shown; ++i) {
        const HistogramBar& bar = column.histogram[i];
        const double y = top + row * static_cast<double>(i);
        const std::string tooltip = tooltip_of(bar, context);
        svg.text({label_width - 6, y + 11}, shortened(bar.label, 20), SvgAnchor::end, "label", 0, tooltip);
        if (bar.hidden) svg.rect({label_width, y + 1.5}, 8, 7, "hidden-bar", tooltip);
        if (context.has_real && !bar.hidden) svg.rect({label_width, y + 1}, bar.real * scale, 8, "real", tooltip);
        svg.rect({label_width, y + 10}, bar.synthetic * scale, 4.5, "synthetic", tooltip);
        const double end = label_width + std::max(bar.real, bar.synthetic) * scale;
        svg.text({end + 4, y + 11}, percent_text(bar.synthetic), SvgAnchor::start);
    }
    if (cut)
        svg.text({label_width, bottom - 5}, std::to_string(column.histogram.size() - shown) + " more values",
                 SvgAnchor::start);
    return svg.finish();
}

}  // namespace

std::string number_label(double value) {
    const double size = std::abs(value);
    if (size >= 1e4 && size < 1e9 && std::abs(value - std::round(value)) < 1e-6)
        return (value < 0 ? "-" : "") + grouped_text(static_cast<std::uint64_t>(std::llround(size)));
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", size < 1e-12 ? 0.0 : value);
    return digits;
}

std::string histogram_svg(const ColumnMeasures& column, const FigureContext& context, SvgUse use) {
    if (column.histogram.empty()) {
        SvgCanvas svg(width, 40, "Values of " + column.name, "No row has a value", use);
        svg.text({width / 2, 24}, "no row has a value", SvgAnchor::middle);
        return svg.finish();
    }
    if (column.kind == ComparedKind::category) return categories_svg(column, context, use);
    SvgCanvas svg(width, height, "Histogram of " + column.name, describe(column.histogram, context), use);
    const BarFrame frame{column.histogram.size(), highest(column.histogram) * 1.05};
    draw_grid(frame, svg);
    draw_bars(column.histogram, context, frame, svg);
    draw_axis(column, frame, svg);
    return svg.finish();
}

std::string time_svg(const TimeProfile& profile, const FigureContext& context, SvgUse use) {
    std::vector<HistogramBar> bars;
    for (std::size_t i = 0; i < profile.labels.size(); ++i) {
        HistogramBar bar;
        bar.label = profile.labels[i];
        bar.real = profile.real[i];
        bar.synthetic = profile.synthetic[i];
        bar.hidden = profile.hidden[i];
        bars.push_back(bar);
    }
    SvgCanvas svg(width, height, profile.column + " by " + profile.over, describe(bars, context), use);
    const BarFrame frame{bars.size(), highest(bars) * 1.05};
    draw_grid(frame, svg);
    draw_bars(bars, context, frame, svg);
    const std::size_t every = bars.size() > 14 ? 3 : 1;
    for (std::size_t i = 0; i < bars.size(); i += every)
        svg.text({frame.x(static_cast<double>(i) + 0.5), base + 14}, bars[i].label, SvgAnchor::middle);
    return svg.finish();
}

}  // namespace replica
