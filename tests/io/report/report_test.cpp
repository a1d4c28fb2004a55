#include "io/report/report.hpp"

#include "io/report/histogram_figure.hpp"
#include "io/report/html_text.hpp"
#include "io/report/report_plots.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

const std::string hostile = "<script>alert('1')</script>\" & \xff";

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

ColumnMeasures column_named(const std::string& name, ComparedKind kind) {
    ColumnMeasures column;
    column.name = name;
    column.kind = kind;
    column.tvd = {0.1, 0.01, 0.5};
    if (kind != ComparedKind::category) column.ks = {0.05, 0.01, 0.4};
    column.histogram = {{"18 to 20", 18, 20, 0.6, 0.5, false}, {"20 to 22", 20, 22, 0, 0.123456, true}};
    return column;
}

PairMeasures pairs_of(std::size_t columns) {
    PairMeasures pairs;
    for (std::size_t i = 0; i < columns; ++i) pairs.columns.push_back("column " + std::to_string(i));
    std::vector<double> matrix(columns * columns, 0.25);
    for (std::size_t i = 0; i < columns; ++i) matrix[i * columns + i] = no_figure;
    pairs.mutual_information_real = pairs.mutual_information_synthetic = matrix;
    for (std::size_t i = 0; i < columns; ++i) matrix[i * columns + i] = 1;
    pairs.spearman_real = pairs.spearman_synthetic = pairs.tvd = pairs.tvd_second_sample = pairs.tvd_useless = matrix;
    pairs.mutual_information = {0.02, 0.01, 0.3};
    pairs.spearman = {0.02, 0.01, 0.3};
    return pairs;
}

UseMeasures some_use() {
    UseMeasures use;
    use.target = "died = yes";
    use.why = "as --target says";
    use.real.auc = 0.8;
    use.real.auc_interval = {0.75, 0.85};
    use.synthetic = use.real;
    use.real.calibration = use.synthetic.calibration = {{0.1, 0.2, 10}, {0.8, 0.7, 10}};
    use.coefficients = {{hostile, 1, {0.5, 1.5}, 0.9, {0.4, 1.4}}};
    return use;
}

PrivacyMeasures some_privacy() {
    PrivacyMeasures privacy;
    privacy.closest.rows = 100;
    privacy.closest.histogram_synthetic = privacy.closest.histogram_holdout = {0.25, 0.75};
    privacy.closest.histogram_high = 0.5;
    privacy.membership.members = privacy.membership.others = 50;
    privacy.membership.auc_interval = {0.45, 0.55};
    privacy.attacks = {{"linkability", "", {40, 1000}, {39, 1000}, {0.001, {-0.02, 0.02}}},
                       {"attribute inference", hostile, {400, 500}, {100, 500}, {0.75, {0.7, 0.8}}}};
    privacy.identifiers = {{hostile, 10, 1, 0}};
    privacy.small_cells = {{1, 5, 3, 2.5}, {2, 50, 30, 25}};
    return privacy;
}

ModelFacts some_model() {
    ModelFacts model;
    model.path = "model.h5";
    model.mode = "correlated";
    PrivacyStatement privacy;
    privacy.epsilon = 1.5;
    privacy.delta = 1e-9;
    privacy.releases = {{"counts of " + hostile, "discrete Gaussian", "variance 3/2", {1000}, 0}};
    privacy.declared_public = {"the values of sex"};
    model.privacy = privacy;
    return model;
}

Evaluation whole_evaluation() {
    Evaluation evaluation;
    evaluation.version = "1.2.3";
    evaluation.synthetic = {"replica", 1000};
    evaluation.real = EvaluatedTable{"extract.csv", 900};
    evaluation.columns = {column_named(hostile, ComparedKind::number), column_named("sex", ComparedKind::category),
                          column_named("day", ComparedKind::date)};
    evaluation.marginals = {{1, 3, {0.1, 0.01, 0.5}}, {2, 3, {0.2, 0.02, 0.5}}};
    evaluation.pairs = pairs_of(3);
    evaluation.times = {{"day", "weekday", {"Mon", "Tue"}, {0.5, 0}, {0.25, 0.75}, {false, true}, {0.5, 0.1, 0.6}}};
    MissingMeasures missing;
    missing.patterns = {{{hostile}, 0.25, 0.5, false}, {{}, 0, 0.5, true}};
    missing.tvd = {0.1, 0.05, 0.5};
    evaluation.missing = missing;
    evaluation.validity = {{"low <= high", 1000, 3, hostile}};
    evaluation.propensity.emplace();
    evaluation.use = some_use();
    evaluation.privacy = some_privacy();
    evaluation.model = some_model();
    evaluation.remarks = {"Something was left out."};
    evaluation.left_out = {"id (identifier, unique)"};
    return evaluation;
}

TEST(Report, HasAllParts) {
    const std::string page = report_html(whole_evaluation());
    for (const char* id : {"summary", "columns", "pairs", "joint", "time", "missing", "validity", "use", "privacy",
                           "ledger", "remarks"}) {
        EXPECT_TRUE(contains(page, "<h2 id=\"" + std::string(id) + "\"")) << id;
        EXPECT_TRUE(contains(page, "<a href=\"#" + std::string(id) + "\"")) << id;
    }
    EXPECT_TRUE(contains(page, "<b>Internal.</b>"));
    EXPECT_TRUE(contains(page, "variance 3/2"));
    EXPECT_TRUE(contains(page, "the values of sex"));
    EXPECT_TRUE(contains(page, "id (identifier, unique)"));
    EXPECT_EQ(page, report_html(whole_evaluation()));
}

TEST(Report, AsksForNothingFromOutside) {
    const std::string page = report_html(whole_evaluation());
    for (const char* part : {"http:", "https:", "src=\"/", "@import", "url("})
        EXPECT_FALSE(contains(page, part)) << part;
}

TEST(Report, HasTextForEveryPicture) {
    const std::string page = report_html(whole_evaluation());
    EXPECT_GT(occurrences(page, "<svg"), 10U);
    EXPECT_EQ(occurrences(page, "<svg"),
              occurrences(page, "role=\"img\" aria-label=\"") - occurrences(page, "class=\"track\" role=\"img\""));
    EXPECT_EQ(occurrences(page, "<svg"), occurrences(page, "</desc>"));
}

TEST(Report, EscapesWhatComesFromData) {
    const std::string page = report_html(whole_evaluation());
    EXPECT_FALSE(contains(page, "<script>alert"));
    EXPECT_FALSE(contains(page, "\xff"));
    EXPECT_TRUE(contains(page, "&lt;script&gt;alert(&#39;1&#39;)"));
}

TEST(Report, BreaksLongNamesInTables) {
    const std::string name(200, 'x');
    Evaluation evaluation = whole_evaluation();
    evaluation.columns[0].name = name;
    evaluation.missing->patterns[0].columns = {name};
    evaluation.validity[0].what = name;
    evaluation.privacy->attacks[1].detail = name;
    evaluation.privacy->identifiers[0].column = name;
    evaluation.model->privacy->releases[0].what = name;
    const std::string page = report_html(evaluation);
    for (std::size_t at = page.find("<td"); at != std::string::npos; at = page.find("<td", at + 1)) {
        const std::string cell = page.substr(at, page.find("</td>", at) - at);
        EXPECT_TRUE(!contains(cell, name) || cell.starts_with("<td class=\"name\">")) << cell;
    }
    EXPECT_EQ(occurrences(page, "<td class=\"name\">" + name), 4U);
}

TEST(Report, CallsRowsOfASpecificationNotReal) {
    Evaluation evaluation = whole_evaluation();
    evaluation.real_is_specification = true;
    evaluation.privacy.reset();
    evaluation.model.reset();
    evaluation.min_count = 1;
    std::string page = report_html(evaluation);
    page.resize(page.find("<script>\n"));  // whose words nobody reads
    page.erase(page.find("<style>"), page.find("</style>") - page.find("<style>"));
    for (const char* said : {" real ", ">real", "real<", "real,", ", real"}) {
        const std::size_t at = page.find(said);
        EXPECT_EQ(at, std::string::npos) << page.substr(at < 80 ? 0 : at - 80, 160);
    }
    EXPECT_TRUE(contains(page, "second specification sample"));
    EXPECT_TRUE(contains(page, "missing, specification"));
    EXPECT_TRUE(contains(report_html(whole_evaluation()), "second real sample"));
}

TEST(Report, TellsTheWholeLedger) {
    Evaluation evaluation = whole_evaluation();
    EXPECT_TRUE(contains(report_html(evaluation), "Hidden is whether a row is in the data at all. Accounting"));
    EXPECT_FALSE(contains(report_html(evaluation), "delta of its threshold"));
    PrivacyStatement& privacy = *evaluation.model->privacy;
    privacy.unit = "patient";
    privacy.max_rows = 1500;
    privacy.neighbours = Neighbours::replace_one;
    privacy.releases.push_back({"values of ward", "discrete Laplace", "scale 22/3", {500}, 3e-7});
    const std::string page = report_html(evaluation);
    EXPECT_TRUE(contains(page, "what a unit of patient holds, not that it is there; at most 1,500 rows of a unit"));
    EXPECT_TRUE(contains(page, "delta of its threshold"));
    EXPECT_TRUE(contains(page, ">3e-07<"));
}

TEST(NumberLabel, IsReadable) {
    EXPECT_EQ(number_label(2014), "2014");
    EXPECT_EQ(number_label(500000), "500,000");
    EXPECT_EQ(number_label(-5000000), "-5,000,000");
    EXPECT_EQ(number_label(0.25), "0.25");
    EXPECT_EQ(number_label(12345.5), "12345.5");
    EXPECT_EQ(number_label(-1e-15), "0");
    EXPECT_EQ(number_label(3e12), "3e+12");
}

TEST(Histogram, KeepsLabelsInside) {
    ColumnMeasures column = column_named("platelets", ComparedKind::number);
    column.histogram = {{"a", 0, 2500000, 0.5, 0.5, false}, {"b", 2500000, 5000000, 0.5, 0.5, false}};
    const std::string svg = histogram_svg(column, {}, SvgUse::standalone);
    // The last tick is where the last bar ends, 8 before the picture does; its label reaches 32 to either side.
    const std::size_t label = svg.find(">5,000,000<");
    ASSERT_NE(label, std::string::npos);
    EXPECT_LE(std::stod(svg.substr(svg.rfind("x=\"", label) + 3)), 360 - 9 * 3.2);
}

TEST(HtmlText, HoldsNothingThatXmlRefuses) {
    const std::string replaced = "\xef\xbf\xbd";
    // Overlong, half a surrogate pair, beyond U+10FFFF, U+FFFF, cut off: each byte is replaced.
    for (const std::string text : {"\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                   "\xef\xbf\xbf", "\xef\xbf\xbe", "\xe2\x82", "\x01"}) {
        std::string expected;
        for (std::size_t i = 0; i < text.size(); ++i) expected += replaced;
        EXPECT_EQ(escaped(text), expected);
    }
    // The first and last characters of each length, and those beside the surrogates.
    for (const std::string text : {"\x7e", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                   "\xef\xbf\xbd", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbd"})
        EXPECT_EQ(escaped(text), text);
}

TEST(Report, ShowsNoHiddenCell) {
    Evaluation evaluation = whole_evaluation();
    for (ColumnMeasures& column : evaluation.columns) column.histogram[1].real = 0.987654;
    evaluation.times[0].real[1] = 0.987654;
    evaluation.missing->patterns[1].real = 0.987654;
    evaluation.columns[0].missing_real = no_figure;
    const std::string page = report_html(evaluation);
    EXPECT_FALSE(contains(page, "98.8 %"));
    EXPECT_TRUE(contains(page, "fewer than 5 rows, not shown"));
    EXPECT_TRUE(contains(page, "<td class=\"number\" data-value=\"\">not shown</td>"));
    EXPECT_TRUE(contains(page, "missing not shown / 0 %"));
    for (const PlotData& plot : report_plots(evaluation)) EXPECT_FALSE(contains(plot.text, "98.8 %")) << plot.name;
}

TEST(Report, PutsMarksWhereTheVerdictsAre) {
    Evaluation evaluation = whole_evaluation();
    evaluation.pairs.reset();
    evaluation.missing.reset();
    const auto place_of = [&](const Fidelity& fidelity) {
        evaluation.marginals = {{3, 1, fidelity}};
        const std::string page = report_html(evaluation);
        const std::string mark = "<span class=\"mark\" style=\"left:";
        return std::stod(page.substr(page.find(mark) + mark.size()));
    };
    EXPECT_DOUBLE_EQ(place_of({0.1, 0.1, 0.5}), 8);
    EXPECT_DOUBLE_EQ(place_of({0.3, 0.1, 0.5}), 50);
    EXPECT_GT(place_of({0.9, 0.1, 0.5}), 92);
    // No way between the ends: at a second sample's where the verdict is good, else beyond the other.
    EXPECT_DOUBLE_EQ(place_of({0.11, 0.1, 0.1}), 8);
    EXPECT_GT(place_of({0.3, 0.1, 0.1}), 92);
}

TEST(Report, CanDoWithoutAnyPart) {
    Evaluation evaluation;
    evaluation.synthetic = {"replica", 1000};
    std::string page = report_html(evaluation);
    EXPECT_TRUE(contains(page, "1,000 synthetic rows, alone"));
    EXPECT_FALSE(contains(page, "<b>Internal.</b>"));
    evaluation.columns = {column_named("age", ComparedKind::number)};
    evaluation.columns[0].tvd = evaluation.columns[0].ks = {};
    page = report_html(evaluation);
    EXPECT_FALSE(contains(page, "nan"));
    EXPECT_FALSE(contains(page, "swatch-real\""));
    evaluation = whole_evaluation();
    evaluation.real_is_specification = true;
    evaluation.privacy.reset();
    EXPECT_FALSE(contains(report_html(evaluation), "<b>Internal.</b>"));
}

TEST(Report, TakesPixelsForManyColumns) {
    Evaluation evaluation = whole_evaluation();
    evaluation.pairs = pairs_of(61);
    const std::string page = report_html(evaluation);
    EXPECT_EQ(occurrences(page, "data:image/png;base64,"), 6U);
    EXPECT_EQ(occurrences(page, "<img alt=\"Mutual information"), 3U);
    EXPECT_LT(page.size(), 600'000U);
    evaluation.pairs = pairs_of(60);
    EXPECT_FALSE(contains(report_html(evaluation), "image/png"));
}

TEST(ReportPlots, AreFilesOfTheirOwn) {
    const auto plots = report_plots(whole_evaluation());
    ASSERT_EQ(plots.size(), 3U + 3U + 3U);
    for (const PlotData& plot : plots) {
        EXPECT_TRUE(plot.text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")) << plot.name;
        EXPECT_TRUE(plot.text.ends_with("</svg>"));
        EXPECT_TRUE(contains(plot.text, "<style>"));
        EXPECT_EQ(plot.name.find_first_of("/\\<>'\" "), std::string::npos) << plot.name;
    }
    EXPECT_EQ(plots[1].name, "histogram-002-sex.svg");
    EXPECT_EQ(plots[3].name, "mutual-information-real.svg");
}

}  // namespace
}  // namespace replica
