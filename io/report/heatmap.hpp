#pragma once

#include "io/report/png_image.hpp"
#include "io/report/svg_canvas.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// How values become colours; both can be told apart by colour-blind eyes and in print.
enum class ColourScale : std::uint8_t {
    sequential,  ///< from light to dark blue
    diverging,   ///< from blue over white to orange
};

/// A square matrix of two columns each.
struct Heatmap {
    std::string title;
    std::vector<std::string> columns;
    std::vector<double> values;  ///< row-major, columns x columns; not a number where there is none
    double low = 0;              ///< what the ends of the scale stand for
    double high = 1;
    ColourScale scale = ColourScale::sequential;
    std::string unit;
};

/// Of more columns a heatmap in the page is a PNG: that many cells are too many for SVG.
inline constexpr std::size_t most_svg_columns = 60;

/// The colour of a value, beyond the scale's ends that of the end; grey for none.
Rgb heatmap_colour(const Heatmap& heatmap, double value);

/// As SVG, with names, tooltips up to 30 columns, and a legend.
std::string heatmap_svg(const Heatmap& heatmap, SvgUse use);

/// For the page: a <figure> with the heatmap as SVG or, of more than most_svg_columns columns, PNG.
std::string heatmap_figure(const Heatmap& heatmap);

}  // namespace replica
