#include "io/report/heatmap.hpp"

#include "io/report/html_text.hpp"

#include <cmath>
#include <cstring>
#include <png.h>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

namespace replica {
namespace {

Heatmap heatmap_of(std::size_t columns) {
    Heatmap heatmap;
    heatmap.title = "Information";
    heatmap.unit = "nats";
    for (std::size_t i = 0; i < columns; ++i) heatmap.columns.push_back("c" + std::to_string(i));
    for (std::size_t i = 0; i < columns * columns; ++i) heatmap.values.push_back(static_cast<double>(i % 17) / 16);
    return heatmap;
}

double lightness(Rgb colour) { return 0.3 * colour.red + 0.6 * colour.green + 0.1 * colour.blue; }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

PixelImage decoded(const std::vector<unsigned char>& bytes) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) return {};
    png.format = PNG_FORMAT_RGB;
    PixelImage image{png.width, png.height, std::vector<Rgb>(std::size_t{png.width} * png.height)};
    if (png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) == 0) return {};
    return image;
}

// The bytes behind the first data URI of a page.
std::vector<unsigned char> first_picture(const std::string& html) {
    const std::string start = "data:image/png;base64,";
    const std::size_t begin = html.find(start) + start.size();
    const std::size_t end = html.find('"', begin);
    std::vector<unsigned char> bytes(end - begin);
    std::size_t size = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), html.data() + begin, end - begin, nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return {};
    bytes.resize(size);
    return bytes;
}

TEST(HeatmapColour, HasGivenEndsAndMiddle) {
    Heatmap heatmap = heatmap_of(2);
    EXPECT_EQ(heatmap_colour(heatmap, 0), (Rgb{247, 250, 254}));
    EXPECT_EQ(heatmap_colour(heatmap, 0.5), (Rgb{107, 170, 214}));
    EXPECT_EQ(heatmap_colour(heatmap, 1), (Rgb{8, 40, 90}));
    heatmap.scale = ColourScale::diverging;
    heatmap.low = -3;
    heatmap.high = 3;
    EXPECT_EQ(heatmap_colour(heatmap, -3), (Rgb{33, 90, 156}));
    EXPECT_EQ(heatmap_colour(heatmap, 0), (Rgb{250, 250, 250}));
    EXPECT_EQ(heatmap_colour(heatmap, 3), (Rgb{179, 70, 0}));
    heatmap.high = heatmap.low;
    EXPECT_EQ(heatmap_colour(heatmap, 7), (Rgb{250, 250, 250}));
}

TEST(HeatmapColour, DarkensWithTheValue) {
    const Heatmap heatmap = heatmap_of(2);
    double last = 256;
    for (double value = 0; value <= 1; value += 0.125) {
        const double light = lightness(heatmap_colour(heatmap, value));
        EXPECT_LT(light, last);
        last = light;
    }
    EXPECT_EQ(heatmap_colour(heatmap, -5), heatmap_colour(heatmap, 0));
    EXPECT_EQ(heatmap_colour(heatmap, 7), heatmap_colour(heatmap, 1));
}

TEST(HeatmapColour, TellsSignsApartByHue) {
    Heatmap heatmap = heatmap_of(2);
    heatmap.scale = ColourScale::diverging;
    heatmap.low = -1;
    const Rgb low = heatmap_colour(heatmap, -1);
    const Rgb high = heatmap_colour(heatmap, 1);
    EXPECT_GT(low.blue, low.red);
    EXPECT_GT(high.red, high.blue);
    const Rgb middle = heatmap_colour(heatmap, 0);
    EXPECT_GT(lightness(middle), 240);
    const Rgb none = heatmap_colour(heatmap, std::nan(""));
    EXPECT_NE(none, middle);
}

TEST(HeatmapSvg, HasNamesLegendAndText) {
    Heatmap heatmap = heatmap_of(3);
    heatmap.columns[1] = "<b>a very long name indeed</b>";
    const std::string svg = heatmap_svg(heatmap, SvgUse::inline_figure);
    EXPECT_NE(svg.find("<title>Information</title>"), std::string::npos);
    EXPECT_NE(svg.find("furthest from 0 are c2 and &lt;b&gt;a very long name indeed&lt;/b&gt; with 0.438, c2 and c0 "
                       "with 0.375, &lt;b&gt;a very long name indeed&lt;/b&gt; and c0 with 0.188<"),
              std::string::npos)
        << svg;
    EXPECT_NE(svg.find("1.000 nats"), std::string::npos);
    EXPECT_EQ(svg.find("<b>"), std::string::npos);
    EXPECT_NE(svg.find("&lt;b&gt;a very long\xe2\x80\xa6"), std::string::npos);
    EXPECT_EQ(svg.find("xmlns"), std::string::npos);
    EXPECT_NE(heatmap_svg(heatmap, SvgUse::standalone).find("xmlns"), std::string::npos);
}

TEST(HeatmapSvg, NamesTheFurthestFromZeroAndNothingWithoutValues) {
    Heatmap heatmap = heatmap_of(3);
    heatmap.values = {1, 9, 9, -0.5, 1, 9, 0.25, std::nan(""), 1};
    EXPECT_NE(heatmap_svg(heatmap, SvgUse::inline_figure)
                  .find("<desc>Matrix of 3 columns; furthest from 0 are c1 and c0 with -0.500, c2 and c0 with 0.250<"),
              std::string::npos);
    heatmap.values.assign(9, std::nan(""));
    EXPECT_NE(heatmap_svg(heatmap, SvgUse::inline_figure).find("<desc>Matrix of 3 columns</desc>"), std::string::npos);
    EXPECT_NE(heatmap_svg({}, SvgUse::inline_figure).find("<desc>Matrix of 0 columns</desc>"), std::string::npos);
}

TEST(HeatmapSvg, TellsOfEachCellUpToThirtyColumns) {
    const std::string svg = heatmap_svg(heatmap_of(30), SvgUse::inline_figure);
    EXPECT_NE(svg.find("<title>c1, c0: 0.812</title>"), std::string::npos);
    EXPECT_EQ(heatmap_svg(heatmap_of(31), SvgUse::inline_figure).find("<title>c1, c0"), std::string::npos);
}

TEST(HeatmapSvg, DrawsMissingCellsInAColourOfTheirOwn) {
    for (const std::size_t columns : {3, 31}) {
        Heatmap heatmap = heatmap_of(columns);
        EXPECT_EQ(count_of(heatmap_svg(heatmap, SvgUse::inline_figure), "#e2e5e9"), 0U);
        heatmap.values[1] = std::nan("");
        EXPECT_EQ(count_of(heatmap_svg(heatmap, SvgUse::inline_figure), "#e2e5e9"), 1U);
    }
}

// Values 0, 1/16 ... 1 are steps of the scale, so paths have the very colours of the values.
TEST(HeatmapSvg, DrawsCellsOfAColourAsOnePath) {
    Heatmap heatmap = heatmap_of(31);
    for (std::size_t i = 0; i < heatmap.values.size(); ++i) heatmap.values[i] = i % 31 < 3 ? 1 : 0;
    heatmap.values[31 * 30 + 30] = 0.5;
    const std::string svg = heatmap_svg(heatmap, SvgUse::inline_figure);
    EXPECT_EQ(count_of(svg, "<path "), 3U);
    EXPECT_NE(svg.find("<path fill=\"#08285a\" d=\"M0 0h3v1h-3zM0 1h3v1h-3z"), std::string::npos);
    EXPECT_NE(svg.find("<path fill=\"#6baad6\" d=\"M30 30h1v1h-1z\"/>"), std::string::npos);
    EXPECT_NE(svg.find("M3 30h27v1h-27z\"/>"), std::string::npos);
}

// Hardly two neighbours are alike, and names are longer than is shown.
TEST(HeatmapSvg, StaysSmall) {
    for (const std::size_t columns : {30, 60}) {
        Heatmap heatmap = heatmap_of(columns);
        for (std::size_t i = 0; i < columns; ++i) heatmap.columns[i] = "a_rather_long_name_" + std::to_string(i);
        for (std::size_t i = 0; i < columns * columns; ++i)
            heatmap.values[i] = static_cast<double>(i * 7919 % 10007) / 10006;
        EXPECT_LT(heatmap_svg(heatmap, SvgUse::inline_figure).size(), 150'000U) << columns;
    }
}

TEST(HeatmapFigure, IsPixelsAboveSixtyColumns) {
    EXPECT_EQ(heatmap_figure(heatmap_of(60)).find("<img"), std::string::npos);
    const std::string figure = heatmap_figure(heatmap_of(61));
    EXPECT_NE(figure.find("<img alt=\"Information. Matrix of 61 columns"), std::string::npos);
    EXPECT_NE(figure.find("Legend of Information"), std::string::npos);
}

TEST(HeatmapFigure, HasPixelsOfTheValuesColours) {
    Heatmap heatmap = heatmap_of(61);
    heatmap.values[5] = std::nan("");
    const PixelImage image = decoded(first_picture(heatmap_figure(heatmap)));
    ASSERT_EQ(image.width, image.height);
    ASSERT_GT(image.width, 0U);
    ASSERT_EQ(image.width % 61, 0U);
    const std::size_t cell = image.width / 61;
    EXPECT_GE(cell, 2U);
    for (std::size_t y = 0; y < image.height; ++y)
        for (std::size_t x = 0; x < image.width; ++x)
            ASSERT_EQ(image.pixels[y * image.width + x],
                      heatmap_colour(heatmap, heatmap.values[y / cell * 61 + x / cell]))
                << x << ", " << y;
}

TEST(PngImage, ComesBackPixelByPixel) {
    PixelImage image{3, 2, {}};
    for (std::uint8_t i = 0; i < 6; ++i)
        image.pixels.push_back({static_cast<std::uint8_t>(40 * i), static_cast<std::uint8_t>(255 - i), i});
    const std::string bytes = png_bytes(image);
    EXPECT_EQ(bytes, png_bytes(image));
    const PixelImage back = decoded({bytes.begin(), bytes.end()});
    EXPECT_EQ(back.width, 3U);
    EXPECT_EQ(back.height, 2U);
    EXPECT_EQ(back.pixels, image.pixels);
}

TEST(DataUri, IsBase64) {
    EXPECT_EQ(data_uri("image/png", "abcd"), "data:image/png;base64,YWJjZA==");
    EXPECT_EQ(data_uri("x", ""), "data:x;base64,");
}

TEST(Ticks, AreRoundAndEnd) {
    EXPECT_EQ(ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
    EXPECT_EQ(ticks(-0.3, 0.3, 3), (std::vector<double>{-0.2, 0, 0.2}));
    EXPECT_TRUE(ticks(5, 5, 4).size() <= 1);
    // Neighbouring doubles are 1,024 apart there.
    EXPECT_LE(ticks(9.2e18, 9.2e18 + 2048, 5).size(), 20U);
    EXPECT_LE(ticks(0, 1e300, 1000).size(), 20U);
}

TEST(HtmlText, IsEscaped) {
    EXPECT_EQ(escaped("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
    EXPECT_EQ(escaped("Gr\xc3\xb6\xc3\x9f"
                      "e"),
              "Gr\xc3\xb6\xc3\x9f"
              "e");
    EXPECT_EQ(escaped("\xc3"), "\xef\xbf\xbd");
    EXPECT_EQ(escaped(std::string("\0\x1b", 2)), "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(HtmlText, IsShortenedByCharacters) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abcde\xe2\x80\xa6");
    EXPECT_EQ(shortened("\xc3\xb6\xc3\xb6\xc3\xb6", 2), "\xc3\xb6\xe2\x80\xa6");
    EXPECT_EQ(shortened("", 3), "");
}

}  // namespace
}  // namespace replica
