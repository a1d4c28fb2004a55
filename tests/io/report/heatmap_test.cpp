#include "io/report/heatmap.hpp"

#include "io/report/html_text.hpp"

#include <cmath>
#include <cstring>
#include <png.h>
#include <string>
#include <vector>

#include <gtest/gtest.h>

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
    EXPECT_NE(svg.find("furthest from 0 are c2 and &lt;b&gt;a very long name indeed&lt;/b&gt;"), std::string::npos)
        << svg;
    EXPECT_NE(svg.find("1.000 nats"), std::string::npos);
    EXPECT_EQ(svg.find("<b>"), std::string::npos);
    EXPECT_NE(svg.find("&lt;b&gt;a very long\xe2\x80\xa6"), std::string::npos);
    EXPECT_EQ(svg.find("xmlns"), std::string::npos);
    EXPECT_NE(heatmap_svg(heatmap, SvgUse::standalone).find("xmlns"), std::string::npos);
}

TEST(HeatmapSvg, StaysSmall) { EXPECT_LT(heatmap_svg(heatmap_of(60), SvgUse::inline_figure).size(), 400'000U); }

TEST(HeatmapFigure, IsPixelsAboveSixtyColumns) {
    EXPECT_EQ(heatmap_figure(heatmap_of(60)).find("<img"), std::string::npos);
    const std::string figure = heatmap_figure(heatmap_of(61));
    EXPECT_NE(figure.find("<img alt=\"Information. Matrix of 61 columns"), std::string::npos);
    EXPECT_NE(figure.find("Legend of Information"), std::string::npos);
}

TEST(PngImage, ComesBackPixelByPixel) {
    PixelImage image{3, 2, {}};
    for (std::uint8_t i = 0; i < 6; ++i)
        image.pixels.push_back({static_cast<std::uint8_t>(40 * i), static_cast<std::uint8_t>(255 - i), i});
    const std::string bytes = png_bytes(image);
    EXPECT_EQ(bytes, png_bytes(image));
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    ASSERT_NE(png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()), 0);
    png.format = PNG_FORMAT_RGB;
    EXPECT_EQ(png.width, 3U);
    EXPECT_EQ(png.height, 2U);
    std::vector<Rgb> pixels(6);
    ASSERT_NE(png_image_finish_read(&png, nullptr, pixels.data(), 0, nullptr), 0);
    EXPECT_EQ(pixels, image.pixels);
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
