#include "io/report/svg_canvas.hpp"

#include "io/report/html_text.hpp"

#include <cmath>
#include <cstdio>

namespace replica {
namespace {

std::string attribute(std::string_view name, double value) {
    return " " + std::string(name) + "=\"" + svg_number(value) + "\"";
}

std::string look_of(std::string_view look) { return " class=\"" + std::string(look) + "\""; }

std::string closed(std::string_view element, std::string_view tooltip) {
    if (tooltip.empty()) return "/>";
    return "><title>" + escaped(tooltip) + "</title></" + std::string(element) + ">";
}

std::string_view name_of(SvgAnchor anchor) {
    switch (anchor) {
        case SvgAnchor::start: return "start";
        case SvgAnchor::middle: return "middle";
        case SvgAnchor::end: return "end";
    }
    return "";
}

}  // namespace

std::string svg_number(double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.1f", value);
    std::string text(digits);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

SvgCanvas::SvgCanvas(double width, double height, std::string_view title, std::string_view description, SvgUse use) {
    const std::string says = escaped(title) + ". " + escaped(description);
    body_ = "<svg";
    if (use == SvgUse::standalone) {
        body_ += " xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width) + attribute("height", height);
    }
    body_ += " viewBox=\"0 0 " + svg_number(width) + " " + svg_number(height) + "\" role=\"img\" aria-label=\"" + says +
             "\"><title>" + escaped(title) + "</title><desc>" + escaped(description) + "</desc>";
    if (use == SvgUse::standalone) {
        body_ += "<style>svg{" + std::string(light_colours()) + "}" + std::string(svg_style()) + "</style>";
        body_ += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>";
    }
}

void SvgCanvas::rect(SvgPoint corner, double width, double height, std::string_view look, std::string_view tooltip) {
    body_ += "<rect" + attribute("x", corner.x) + attribute("y", corner.y) + attribute("width", width) +
             attribute("height", height) + look_of(look) + closed("rect", tooltip);
}

void SvgCanvas::line(SvgPoint from, SvgPoint to, std::string_view look) {
    body_ += "<line" + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) +
             attribute("y2", to.y) + look_of(look) + "/>";
}

void SvgCanvas::polyline(const std::vector<SvgPoint>& points, std::string_view look) {
    body_ += "<polyline points=\"";
    for (const SvgPoint& point : points) body_ += svg_number(point.x) + "," + svg_number(point.y) + " ";
    if (!points.empty()) body_.pop_back();
    body_ += "\"" + look_of(look) + "/>";
}

void SvgCanvas::circle(SvgPoint centre, double radius, std::string_view look, std::string_view tooltip) {
    body_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius) +
             look_of(look) + closed("circle", tooltip);
}

void SvgCanvas::text(SvgPoint at, std::string_view content, SvgAnchor anchor, std::string_view look, double turn,
                     std::string_view tooltip) {
    body_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + look_of(look) + " text-anchor=\"" +
             std::string(name_of(anchor)) + "\"";
    if (turn != 0)
        body_ += " transform=\"rotate(" + svg_number(turn) + " " + svg_number(at.x) + " " + svg_number(at.y) + ")\"";
    body_ += ">" + escaped(content);
    if (!tooltip.empty()) body_ += "<title>" + escaped(tooltip) + "</title>";
    body_ += "</text>";
}

std::string SvgCanvas::finish() {
    body_ += "</svg>";
    return std::move(body_);
}

std::string_view light_colours() {
    return "--page:#f4f6f9;--card:#fff;--ink:#1b2733;--muted:#566474;--line:#dde3ea;--real:#8fabc8;--synthetic:#c04a00;"
           "--good:#00695f;--watch:#8a5a00;--bad:#a3214f;--unknown:#566474;--wash:#eef2f6;";
}

std::string_view svg_style() {
    return "svg text{font:10px system-ui,-apple-system,\"Segoe UI\",\"DejaVu Sans\",sans-serif;fill:var(--muted)}"
           "svg .strong{fill:var(--ink);font-weight:600}"
           "svg .grid{stroke:var(--line);stroke-width:1}"
           "svg .axis{stroke:var(--muted);stroke-width:1}"
           "svg .real{fill:var(--real)}"
           "svg .synthetic{fill:var(--synthetic)}"
           "svg .synthetic-line{fill:none;stroke:var(--synthetic);stroke-width:1.6;stroke-linejoin:round}"
           "svg .real-line{fill:none;stroke:var(--real);stroke-width:2.4}"
           "svg .hidden-bar{fill:none;stroke:var(--muted);stroke-width:1;stroke-dasharray:2 2}"
           "svg .reference{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 3;fill:none}";
}

double tick_step(double range, int count) {
    if (!(range > 0)) return 1;
    const double rough = range / count;
    const double unit = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * unit >= rough * (1 - 1e-9)) return step * unit;
    return 10 * unit;
}

std::vector<double> ticks(double low, double high, int count) {
    constexpr int most = 20;
    const double step = tick_step(high - low, count);
    const double first = std::ceil(low / step - 1e-9) * step;
    std::vector<double> result;
    for (int i = 0; i < most; ++i) {
        const double tick = first + i * step;
        const bool repeats = !result.empty() && tick <= result.back();
        if (!(tick <= high + step * 1e-6) || repeats) break;
        result.push_back(tick);
    }
    return result;
}

}  // namespace replica
