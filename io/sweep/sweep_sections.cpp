#include "io/sweep/sweep_sections.hpp"

#include "engine/scaling_fit.hpp"
#include "io/report/line_chart.hpp"
#include "io/report/page_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

namespace replica {
namespace {

/// Seconds of a part of the chain.
struct TimedPart {
    const char* name;
    double (*seconds)(const PointFigures&);
};

constexpr std::array<TimedPart, 4> timed_parts{{
    {"describe and generate", [](const PointFigures& figures) { return figures.replica_seconds(); }},
    {"describe", [](const PointFigures& figures) { return figures.describe.seconds; }},
    {"generate", [](const PointFigures& figures) { return figures.generate.seconds; }},
    {"evaluate", [](const PointFigures& figures) { return figures.evaluate.seconds; }},
}};

std::string formatted(const char* form, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), form, value);
    return text.data();
}

std::string with_error(const FittedFigure& figure, const char* form) {
    const std::string value = formatted(form, figure.value);
    return std::isnan(figure.error) ? value : value + " \xc2\xb1 " + formatted(form, figure.error);
}

// Only so many lines can be told apart; the table has all of them.
std::vector<SweepSeries> drawn(const std::vector<SweepSeries>& series) {
    return {series.begin(), series.begin() + static_cast<std::ptrdiff_t>(std::min(series.size(), most_chart_lines))};
}

std::string legend_of(const std::vector<SweepSeries>& series) {
    std::vector<std::string> names;
    for (const SweepSeries& one : drawn(series)) names.push_back(one.name);
    std::string html = chart_legend(names);
    if (series.size() > most_chart_lines) {
        html += paragraph("The first " + std::to_string(most_chart_lines) + " of " + std::to_string(series.size()) +
                              " lines are drawn; sweep.csv has all of them.",
                          "note");
    }
    return html;
}

std::vector<SvgPoint> points_at(const std::vector<double>& places, const std::vector<double>& figures) {
    std::vector<SvgPoint> points;
    for (std::size_t i = 0; i < places.size(); ++i) points.push_back({places[i], figures[i]});
    return points;
}

// On a linear axis fast lines would lie on the ground where slow ones take a hundred times as long.
AxisKind suited_axis(const std::vector<ChartLine>& lines) {
    double low = 1e300;
    double high = 0;
    for (const ChartLine& line : lines) {
        for (const SvgPoint& point : line.points) {
            if (!(point.y > 0)) continue;
            low = std::min(low, point.y);
            high = std::max(high, point.y);
        }
    }
    return high > 30 * low ? AxisKind::logarithmic : AxisKind::linear;
}

std::string time_chart(SweepScale scale, const std::vector<SweepSeries>& series, const TimedPart& part, AxisKind axes) {
    LineChart chart;
    chart.title = std::string("Seconds to ") + part.name;
    chart.x_name = name_of(scale);
    chart.y_name = "seconds";
    for (const SweepSeries& one : drawn(series))
        chart.lines.push_back({one.name, points_at(one.places, figures_of(one, part.seconds)), {}});
    chart.x_axis = axes;
    chart.y_axis = axes == AxisKind::logarithmic ? axes : suited_axis(chart.lines);
    const std::string svg = line_chart_svg(chart, SvgUse::inline_figure);
    return svg.empty() ? "" : figure_card(chart.title, "", svg);
}

std::string distance_chart(const std::vector<SweepSeries>& series, std::uint32_t ways) {
    const auto figures = [&](const SweepSeries& one, double Fidelity::*member) {
        std::vector<double> values;
        for (const PointResult& point : one.points) {
            double value = no_figure;
            for (const MarginalMeasures& marginal : point.figures.marginals)
                if (marginal.ways == ways) value = marginal.tvd.*member;
            values.push_back(value);
        }
        return points_at(one.places, values);
    };
    LineChart chart;
    chart.title = std::to_string(ways) + "-way distance";
    chart.x_name = name_of(SweepScale::degree);
    chart.y_name = "mean TVD";
    for (const SweepSeries& one : drawn(series))
        chart.lines.push_back({one.name, figures(one, &Fidelity::value), figures(one, &Fidelity::second_sample)});
    const std::string svg = line_chart_svg(chart, SvgUse::inline_figure);
    return svg.empty() ? "" : figure_card(chart.title, "dotted: a second sample of the same data", svg);
}

std::vector<std::string> fit_head() {
    std::vector<std::string> names{"Line"};
    for (const TimedPart& part : timed_parts) names.push_back(std::string("#") + part.name);
    return names;
}

/// A line of a table of fits: a cell a part of the chain, empty where it took no time that could be measured.
template <typename Fit>
std::string fit_row(const SweepSeries& series, const char* form, const char* unit, Fit&& fit) {
    TableRow row;
    row.name(series.name);
    for (const TimedPart& part : timed_parts) {
        const auto seconds = figures_of(series, part.seconds);
        const bool fits = std::all_of(seconds.begin(), seconds.end(), [](double value) { return value > 0; });
        const FittedFigure found = fits ? fit(series.places, seconds) : FittedFigure{no_figure, no_figure};
        row.number(found.value, fits ? with_error(found, form) + unit : "");
    }
    return row.finish();
}

std::string fit_table(const std::string& rows) {
    return "<div class=\"scroll tall\">" + table_head(fit_head()) + rows + "</tbody></table></div>\n";
}

template <typename Fit>
std::string fit_table(const std::vector<SweepSeries>& series, Fit&& fit) {
    std::string rows;
    for (const SweepSeries& one : series) rows += fit_row(one, "%.2f", "", fit);
    return fit_table(rows);
}

std::size_t different_places(const SweepSeries& series) {
    std::vector<double> places = series.places;  // in order
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places.size();
}

std::string speed_up_table(const std::vector<SweepSeries>& series) {
    std::string html = "<div class=\"scroll tall\">" +
                       table_head({"Line", "#Ranks", "#Threads", "#Cores", "#Seconds", "#Speed-up", "#Efficiency"});
    for (const SweepSeries& one : series) {
        const double first = one.points.front().figures.replica_seconds();
        for (std::size_t i = 0; i < one.points.size(); ++i) {
            const PointFigures& figures = one.points[i].figures;
            const double speed_up = first / figures.replica_seconds();
            const double efficiency = speed_up * one.places.front() / one.places[i];
            TableRow row;
            row.name(one.name)
                .count(figures.ranks)
                .count(figures.threads)
                .number(one.places[i], formatted("%.0f", one.places[i]));
            row.number(figures.replica_seconds(), seconds_text(figures.replica_seconds()));
            row.number(speed_up, formatted("%.2f", speed_up))
                .number(efficiency, formatted("%.0f %%", 100 * efficiency));
            html += row.finish();
        }
    }
    return html + "</tbody></table></div>\n";
}

FittedFigure serial_percent(const std::vector<double>& cores, const std::vector<double>& seconds) {
    const FittedFigure serial = fit_amdahl(cores, seconds).serial;
    return {100 * serial.value, 100 * serial.error};
}

std::string amdahl_table(const std::vector<SweepSeries>& series) {
    std::string rows;
    for (const SweepSeries& one : series)
        if (different_places(one) >= 3) rows += fit_row(one, "%.1f", " %", serial_percent);
    if (rows.empty()) return "";
    return "<h3>Serial share by Amdahl's law</h3>\n" +
           paragraph("Of the seconds on one core, what more cores don't shorten; \xc2\xb1 its standard error.",
                     "note") +
           fit_table(rows);
}

}  // namespace

std::string degree_section(const std::vector<PointResult>& results, const SweepGrid& grid) {
    const auto series = series_over(SweepScale::degree, results, grid);
    if (series.empty()) return "";
    std::string html = section_head("degree", "Degree of the network") + legend_of(series) + "<div class=\"grid\">\n";
    for (std::size_t part = 0; part < 3; ++part)
        html += time_chart(SweepScale::degree, series, timed_parts[part], AxisKind::linear);
    html += "</div>\n<div class=\"grid\">\n";
    for (const std::uint32_t ways : {1U, 2U, 3U}) html += distance_chart(series, ways);
    html += "</div>\n<h3>Growth a degree</h3>\n" +
            paragraph(
                "Seconds are multiplied by so much with each further degree: least squares of their logarithms, "
                "\xc2\xb1 the standard error.",
                "note");
    return html + fit_table(series, [](const auto& x, const auto& y) { return factor_per_step(x, y); });
}

std::string growth_section(SweepScale scale, const std::vector<PointResult>& results, const SweepGrid& grid) {
    const auto series = series_over(scale, results, grid);
    if (series.empty()) return "";
    const std::string name(name_of(scale));
    std::string html =
        section_head(name, scale == SweepScale::rows ? "Rows of the extract" : "Columns of the extract") +
        legend_of(series) + "<div class=\"grid\">\n";
    for (std::size_t part = 1; part < timed_parts.size(); ++part)
        html += time_chart(scale, series, timed_parts[part], AxisKind::logarithmic);
    html += "</div>\n<h3>Growth with " + name + "</h3>\n" +
            paragraph("Seconds grow as " + name +
                          " to the power of b: least squares of logarithms, \xc2\xb1 the "
                          "standard error. 1 is in proportion.",
                      "note");
    return html + fit_table(series, [](const auto& x, const auto& y) { return scaling_exponent(x, y); });
}

std::string cores_section(const std::vector<PointResult>& results, const SweepGrid& grid) {
    const auto series = series_over(SweepScale::cores, results, grid);
    if (series.empty()) return "";
    std::string html = section_head("cores", "Ranks and threads") +
                       paragraph("Cores are ranks times threads; the extract is the same.", "note") +
                       legend_of(series) + "<div class=\"grid\">\n";
    for (std::size_t part = 1; part < timed_parts.size(); ++part)
        html += time_chart(SweepScale::cores, series, timed_parts[part], AxisKind::logarithmic);
    return html + "</div>\n<h3>Speed-up of describe and generate</h3>\n" + speed_up_table(series) +
           amdahl_table(series);
}

std::string seconds_text(double seconds) {
    if (std::isnan(seconds)) return "";
    return seconds < 9.9995 ? formatted("%.3f", seconds) : formatted(seconds < 99.95 ? "%.1f" : "%.0f", seconds);
}

std::string distance_text(double distance) { return formatted("%.4f", distance); }

}  // namespace replica
