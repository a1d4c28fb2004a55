#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Where a picture is: in the page, whose style it takes, or a file of its own.
enum class SvgUse : std::uint8_t { inline_figure, standalone };

struct SvgPoint {
    double x = 0, y = 0;
};

enum class SvgAnchor : std::uint8_t { start, middle, end };

/// An SVG picture that is being drawn, in its own units, y downwards. Looks come from the classes of svg_style(). Texts
/// are escaped.
class SvgCanvas {
public:
    /// title and description: what screen readers say of it.
    SvgCanvas(double width, double height, std::string_view title, std::string_view description, SvgUse use);

    /// tooltip: shown where it isn't empty.
    void rect(SvgPoint corner, double width, double height, std::string_view look, std::string_view tooltip = {});
    void line(SvgPoint from, SvgPoint to, std::string_view look);
    void polyline(const std::vector<SvgPoint>& points, std::string_view look);
    void circle(SvgPoint centre, double radius, std::string_view look, std::string_view tooltip = {});
    /// turn: degrees, clockwise, about the point.
    void text(SvgPoint at, std::string_view content, SvgAnchor anchor, std::string_view look = "label", double turn = 0,
              std::string_view tooltip = {});
    /// Markup as it is.
    void add(std::string_view markup) { body_ += markup; }

    [[nodiscard]] std::string finish();

private:
    std::string body_;
};

/// Coordinates as text: one digit after the point, none where it is 0.
std::string svg_number(double value);

/// CSS for all pictures, by the variables --ink, --muted, --line, --real, --synthetic.
std::string_view svg_style();

/// Values of these variables for a light background.
std::string_view light_colours();

/// 1, 2 or 5 times a power of ten such that about `count` steps make `range`.
double tick_step(double range, int count);

/// The multiples of such a step from `low` to `high`, at most 20. Of numbers so large that a step doesn't change them
/// there may be fewer.
std::vector<double> ticks(double low, double high, int count);

}  // namespace replica
