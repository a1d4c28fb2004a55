#include "io/report/heatmap.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/html_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace replica {
namespace {

constexpr std::size_t most_tooltips = 30;  // columns: with more, what cells say would be most of the file
constexpr Rgb no_value{226, 229, 233};
// Light to dark blue, and blue over white to orange: lightness alone tells the first, hue and lightness the second.
constexpr std::array<Rgb, 5> sequential{
    Rgb{247, 250, 254}, {190, 215, 236}, {107, 170, 214}, {38, 112, 177}, {8, 40, 90}};
constexpr std::array<Rgb, 5> diverging{
    Rgb{33, 90, 156}, {146, 184, 219}, {250, 250, 250}, {244, 177, 116}, {179, 70, 0}};

std::uint8_t blend(std::uint8_t a, std::uint8_t b, double part) {
    return static_cast<std::uint8_t>(std::lround(a + part * (static_cast<double>(b) - a)));
}

Rgb colour_at(const std::array<Rgb, 5>& scale, double place) {
    const double at = std::clamp(place, 0.0, 1.0) * static_cast<double>(scale.size() - 1);
    const auto below = std::min<std::size_t>(static_cast<std::size_t>(at), scale.size() - 2);
    const double part = at - static_cast<double>(below);
    const Rgb& a = scale[below];
    const Rgb& b = scale[below + 1];
    return {blend(a.red, b.red, part), blend(a.green, b.green, part), blend(a.blue, b.blue, part)};
}

std::string hex(Rgb colour) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text = "#";
    for (const std::uint8_t part : {colour.red, colour.green, colour.blue}) {
        text += digits[part >> 4U];
        text += digits[part & 15U];
    }
    return text;
}

// Entries below the diagonal by how far they are from 0, at most so many; the first of equals first.
std::vector<std::size_t> furthest_entries(const Heatmap& heatmap, std::size_t most) {
    const std::size_t size = heatmap.columns.size();
    std::vector<std::size_t> entries;
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < i; ++k)
            if (!std::isnan(heatmap.values[i * size + k])) entries.push_back(i * size + k);
    }
    const auto shown = static_cast<std::ptrdiff_t>(std::min(most, entries.size()));
    std::partial_sort(entries.begin(), entries.begin() + shown, entries.end(), [&](std::size_t a, std::size_t b) {
        const double first = std::abs(heatmap.values[a]);
        const double second = std::abs(heatmap.values[b]);
        return first > second || (first == second && a < b);
    });
    entries.resize(static_cast<std::size_t>(shown));
    return entries;
}

// The largest entries and how many there are, for who can't see them.
std::string describe(const Heatmap& heatmap) {
    constexpr std::size_t most_named = 3;
    const std::size_t size = heatmap.columns.size();
    std::string text = "Matrix of " + std::to_string(size) + " columns";
    std::string separator = "; furthest from 0 are ";
    for (const std::size_t entry : furthest_entries(heatmap, most_named)) {
        text += separator + heatmap.columns[entry / size] + " and " + heatmap.columns[entry % size] + " with " +
                number_text(heatmap.values[entry]);
        separator = ", ";
    }
    return text;
}

struct HeatmapFrame {
    double cell = 10;
    double labels = 100;
    double width = 0;
    double matrix_bottom = 0;
    double height = 0;

    explicit HeatmapFrame(std::size_t columns) {
        cell = std::clamp(276.0 / static_cast<double>(std::max<std::size_t>(1, columns)), 4.0, 30.0);
        const double size = cell * static_cast<double>(columns);
        width = std::max(labels + size + 6, 300.0);
        matrix_bottom = 4 + size;
        height = matrix_bottom + labels + 34;
    }
};

// A cell each, with what it says when pointed at.
void draw_told_cells(const Heatmap& heatmap, const HeatmapFrame& frame, SvgCanvas& svg) {
    constexpr double gap = 0.6;
    const std::size_t size = heatmap.columns.size();
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            const double value = heatmap.values[i * size + k];
            svg.add("<rect x=\"" + svg_number(frame.labels + frame.cell * static_cast<double>(k)) + "\" y=\"" +
                    svg_number(4 + frame.cell * static_cast<double>(i)) + "\" width=\"" + svg_number(frame.cell - gap) +
                    "\" height=\"" + svg_number(frame.cell - gap) + "\" fill=\"" + hex(heatmap_colour(heatmap, value)) +
                    "\"><title>" + escaped(heatmap.columns[i]) + ", " + escaped(heatmap.columns[k]) + ": " +
                    number_text(value) + "</title></rect>");
        }
    }
}

// The colour of the nearest of 65 values over the scale, both ends and the middle among them: closer than eyes tell.
Rgb stepped_colour(const Heatmap& heatmap, double value) {
    constexpr double steps = 64;
    const double range = heatmap.high - heatmap.low;
    if (std::isnan(value) || !(range > 0)) return heatmap_colour(heatmap, value);
    const double place = std::clamp((value - heatmap.low) / range, 0.0, 1.0);
    return heatmap_colour(heatmap, heatmap.low + std::round(place * steps) / steps * range);
}

// Cells of one colour are one path, in units of cells: a matrix has far more cells than colours.
void draw_plain_cells(const Heatmap& heatmap, const HeatmapFrame& frame, SvgCanvas& svg) {
    const std::size_t size = heatmap.columns.size();
    std::map<std::string, std::string> paths;  // by colour
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size;) {
            const Rgb colour = stepped_colour(heatmap, heatmap.values[i * size + k]);
            const std::size_t begin = k;
            while (k < size && stepped_colour(heatmap, heatmap.values[i * size + k]) == colour) ++k;
            const std::string width = std::to_string(k - begin);
            std::string& path = paths[hex(colour)];
            path.append("M").append(std::to_string(begin)).append(" ").append(std::to_string(i));
            path.append("h").append(width).append("v1h-").append(width).append("z");
        }
    }
    char transform[80];
    std::snprintf(transform, sizeof transform, "translate(%g 4) scale(%.5g)", frame.labels, frame.cell);
    // Without crisp edges, thin lines of the background show between cells.
    svg.add("<g transform=\"" + std::string(transform) + "\" shape-rendering=\"crispEdges\">");
    for (const auto& [colour, path] : paths)
        svg.add(std::string("<path fill=\"").append(colour).append("\" d=\"").append(path).append("\"/>"));
    svg.add("</g>");
}

void draw_names(const Heatmap& heatmap, const HeatmapFrame& frame, SvgCanvas& svg) {
    const std::size_t size = heatmap.columns.size();
    // Where rows are lower than letters, every so-manieth has its name.
    const auto every = static_cast<std::size_t>(std::ceil(9.0 / frame.cell));
    for (std::size_t i = 0; i < size; i += every) {
        const double middle = frame.cell * (static_cast<double>(i) + 0.5);
        const std::string name = shortened(heatmap.columns[i], 15);
        svg.text({frame.labels - 4, 4 + middle + 3}, name, SvgAnchor::end, "label", 0, heatmap.columns[i]);
        svg.text({frame.labels + middle + 3, frame.matrix_bottom + 6}, name, SvgAnchor::end, "label", -60,
                 heatmap.columns[i]);
    }
}

void draw_legend(const Heatmap& heatmap, double x, double y, double width, SvgCanvas& svg) {
    constexpr int steps = 40;
    for (int i = 0; i < steps; ++i) {
        const double place = (i + 0.5) / steps;
        const Rgb colour = heatmap_colour(heatmap, heatmap.low + place * (heatmap.high - heatmap.low));
        svg.add("<rect x=\"" + svg_number(x + width * i / steps) + "\" y=\"" + svg_number(y) + "\" width=\"" +
                svg_number(width / steps + 0.5) + "\" height=\"8\" fill=\"" + hex(colour) + "\"/>");
    }
    const double middle = (heatmap.low + heatmap.high) / 2;
    svg.text({x, y + 19}, number_text(heatmap.low), SvgAnchor::start);
    svg.text({x + width / 2, y + 19}, number_text(middle), SvgAnchor::middle);
    svg.text({x + width, y + 19}, number_text(heatmap.high) + (heatmap.unit.empty() ? "" : " " + heatmap.unit),
             SvgAnchor::end);
}

std::string legend_svg(const Heatmap& heatmap) {
    SvgCanvas svg(300, 24, "Legend of " + heatmap.title,
                  "From " + number_text(heatmap.low) + " to " + number_text(heatmap.high) + " " + heatmap.unit,
                  SvgUse::inline_figure);
    draw_legend(heatmap, 20, 1, 260, svg);
    return svg.finish();
}

// Cells of several pixels, so that a browser's smoothing leaves them square.
PixelImage pixels_of(const Heatmap& heatmap) {
    const std::size_t size = heatmap.columns.size();
    const std::size_t cell = std::max<std::size_t>(2, 900 / std::max<std::size_t>(1, size));
    PixelImage image{size * cell, size * cell, {}};
    image.pixels.reserve(image.width * image.height);
    for (std::size_t y = 0; y < image.height; ++y) {
        for (std::size_t x = 0; x < image.width; ++x)
            image.pixels.push_back(heatmap_colour(heatmap, heatmap.values[y / cell * size + x / cell]));
    }
    return image;
}

}  // namespace

Rgb heatmap_colour(const Heatmap& heatmap, double value) {
    if (std::isnan(value)) return no_value;
    const double range = heatmap.high - heatmap.low;
    const double place = range > 0 ? (value - heatmap.low) / range : 0.5;
    return colour_at(heatmap.scale == ColourScale::sequential ? sequential : diverging, place);
}

std::string heatmap_svg(const Heatmap& heatmap, SvgUse use) {
    const HeatmapFrame frame(heatmap.columns.size());
    SvgCanvas svg(frame.width, frame.height, heatmap.title, describe(heatmap), use);
    if (heatmap.columns.size() <= most_tooltips) {
        draw_told_cells(heatmap, frame, svg);
    } else {
        draw_plain_cells(heatmap, frame, svg);
    }
    draw_names(heatmap, frame, svg);
    draw_legend(heatmap, frame.labels, frame.height - 26, frame.width - frame.labels - 10, svg);
    return svg.finish();
}

std::string heatmap_figure(const Heatmap& heatmap) {
    std::string figure = "<figure class=\"card heatmap\"><figcaption>" + escaped(heatmap.title) + "</figcaption>";
    if (heatmap.columns.size() <= most_svg_columns) {
        figure += heatmap_svg(heatmap, SvgUse::inline_figure);
    } else {
        figure += "<img alt=\"" + escaped(heatmap.title + ". " + describe(heatmap)) + "\" src=\"" +
                  data_uri("image/png", png_bytes(pixels_of(heatmap))) + "\"/>" + legend_svg(heatmap) +
                  "<p class=\"note\">Columns in the order of the real table; the figures are in data/pairs.csv.</p>";
    }
    return figure + "</figure>";
}

}  // namespace replica
