#include "io/report/privacy_figures.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/histogram_figure.hpp"

#include <algorithm>
#include <cmath>

namespace replica {

std::string attacks_svg(const PrivacyMeasures& privacy, SvgUse where) {
    constexpr double left = 120;
    constexpr double width = 360;
    constexpr double row = 30;
    std::vector<const Attack*> attacks;
    double low = -0.05;
    double high = 0.1;
    for (const Attack& attack : privacy.attacks) {
        if (!attack.detail.empty()) continue;
        attacks.push_back(&attack);
        low = std::min(low, std::max(-0.5, attack.won.interval.low));
        high = std::max(high, attack.won.interval.high);
    }
    const auto x = [&](double value) {
        return left + (width - left - 14) * (std::clamp(value, low, high) - low) / (high - low);
    };
    const double base = 6 + row * static_cast<double>(attacks.size());
    SvgCanvas svg(width, base + 20, "What attacks won over their control",
                  "Of what the control left open; an interval that holds 0 means nothing was won", where);
    for (const double tick : ticks(low, high, 4)) {
        svg.line({x(tick), 4}, {x(tick), base}, std::abs(tick) < 1e-9 ? "axis" : "grid");
        svg.text({x(tick), base + 14}, svg_number(100 * tick) + "%", SvgAnchor::middle);
    }
    for (std::size_t i = 0; i < attacks.size(); ++i) {
        const Attack& attack = *attacks[i];
        const double y = 6 + row * (static_cast<double>(i) + 0.5);
        svg.text({left - 6, y + 3.5}, attack.name, SvgAnchor::end);
        svg.line({x(attack.won.interval.low), y}, {x(attack.won.interval.high), y}, "synthetic-line");
        svg.circle({x(attack.won.value), y}, 4, "synthetic",
                   attack.name + ": " + percent_text(attack.won.value) + " [" + percent_text(attack.won.interval.low) +
                       ", " + percent_text(attack.won.interval.high) + "]");
    }
    return svg.finish();
}

std::string distances_svg(const ClosestRecords& closest, SvgUse where) {
    ColumnMeasures distances;
    distances.name = "distance to the closest real row";
    distances.kind = ComparedKind::number;
    const std::size_t bars = closest.histogram_synthetic.size();
    for (std::size_t i = 0; i < bars; ++i) {
        HistogramBar bar;
        bar.low = closest.histogram_high * static_cast<double>(i) / static_cast<double>(bars);
        bar.high = closest.histogram_high * static_cast<double>(i + 1) / static_cast<double>(bars);
        bar.label = number_text(bar.low) + " to " + number_text(bar.high);
        bar.real = closest.histogram_holdout[i];
        bar.synthetic = closest.histogram_synthetic[i];
        distances.histogram.push_back(bar);
    }
    FigureContext context;
    context.real = "held-out real rows";
    return histogram_svg(distances, context, where);
}

}  // namespace replica
