#include "io/sweep/sweep_page.hpp"

#include "engine/evaluation/verdicts.hpp"
#include "io/report/html_text.hpp"
#include "io/report/line_chart.hpp"
#include "io/report/page_style.hpp"
#include "io/report/page_text.hpp"
#include "io/sweep/sweep_sections.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

struct PageSection {
    std::string id;
    std::string name;
    std::string html;
};

/// A column of the table of points, shown where its axis varies.
struct AxisColumn {
    SweepAxis axis;
    std::string name;
};

std::vector<AxisColumn> varied_columns(const SweepGrid& grid) {
    const std::vector<AxisColumn> all{
        {SweepAxis::extract, "Extract"},  {SweepAxis::degree, "#Degree"},   {SweepAxis::rows, "#Rows"},
        {SweepAxis::columns, "#Columns"}, {SweepAxis::missing, "Missing"},  {SweepAxis::epsilon, "#\xce\xb5"},
        {SweepAxis::ranks, "#Ranks"},     {SweepAxis::threads, "#Threads"}, {SweepAxis::store, "Store"}};
    std::vector<AxisColumn> varied;
    for (const AxisColumn& column : all)
        if (values_of(column.axis, grid) > 1) varied.push_back(column);
    return varied;
}

void add_coordinate(SweepAxis axis, const PointResult& result, const SweepGrid& grid, TableRow& row) {
    const PointFigures& figures = result.figures;
    switch (axis) {
        case SweepAxis::extract: row.name(grid.extracts[result.point.extract]); break;
        case SweepAxis::degree: row.count(result.point.degree); break;
        case SweepAxis::rows: row.count(figures.rows); break;
        case SweepAxis::columns: row.count(figures.columns); break;
        case SweepAxis::missing: row.text(result.point.missing); break;
        case SweepAxis::epsilon:
            if (result.point.epsilon == "none") {
                row.number(no_figure, "none");
            } else {
                row.number(std::stod(result.point.epsilon), result.point.epsilon);
            }
            break;
        case SweepAxis::ranks: row.count(figures.ranks); break;
        case SweepAxis::threads: row.count(figures.threads); break;
        case SweepAxis::store: row.text(name_of(result.point.store)); break;
    }
}

std::string table_section(const std::vector<PointResult>& results, const SweepGrid& grid) {
    const auto columns = varied_columns(grid);
    std::vector<std::string> names{"#Point"};
    for (const AxisColumn& column : columns) names.push_back(column.name);
    for (const char* name : {"#Describe, s", "#Generate, s", "#Evaluate, s", "#CPU, s", "#Memory, MiB", "#Sent, KiB",
                             "#1-way TVD", "#2-way TVD", "#3-way TVD"})
        names.emplace_back(name);
    std::string html = section_head("points", "Points") +
                       paragraph(
                           "TVD: mean total variation distance over all marginals of one, two and three columns, "
                           "0 being best. CPU: of all ranks. Memory: peak of the rank with most" +
                               std::string(std::all_of(results.begin(), results.end(),
                                                       [](const auto& r) { return r.figures.peak_is_own; })
                                               ? "."
                                               : ", of the process so far where the system can't reset it.") +
                               " Sent: payload between ranks.",
                           "note") +
                       "<div class=\"scroll\">" + table_head(names, "sortable points");
    for (const PointResult& result : results) {
        const PointFigures& figures = result.figures;
        TableRow row;
        row.count(result.point.index + 1);
        for (const AxisColumn& column : columns) add_coordinate(column.axis, result, grid, row);
        for (const JobSeconds* job : {&figures.describe, &figures.generate, &figures.evaluate})
            row.number(job->seconds, seconds_text(job->seconds));
        row.number(figures.cpu_seconds, seconds_text(figures.cpu_seconds));
        const double mib = static_cast<double>(figures.peak_memory) / 1048576;
        row.number(std::round(mib), grouped_text(static_cast<std::uint64_t>(std::llround(mib))));
        const double kib = static_cast<double>(figures.payload_bytes) / 1024;
        row.number(std::round(kib), grouped_text(static_cast<std::uint64_t>(std::llround(kib))));
        for (const std::uint32_t ways : {1U, 2U, 3U}) {
            const double distance = marginal_distance(figures, ways);
            row.number(distance, std::isnan(distance) ? "" : distance_text(distance));
        }
        html += row.finish();
    }
    return html + "</tbody></table></div>\n";
}

// What all points have in common.
std::string subtitle(const std::vector<PointResult>& results, const SweepGrid& grid, const SweepTitle& title) {
    const PointResult& first = results.front();
    std::string text =
        title.file + ", " + std::to_string(results.size()) + (results.size() == 1 ? " point" : " points");
    const auto tell = [&](SweepAxis axis, const std::string& what) {
        if (values_of(axis, grid) < 2) text += ", " + what;
    };
    tell(SweepAxis::extract, grid.extracts.front());
    const auto same = [&](auto member) {
        return std::all_of(results.begin(), results.end(),
                           [&](const PointResult& result) { return result.figures.*member == first.figures.*member; });
    };
    if (same(&PointFigures::rows)) text += ", " + grouped_text(first.figures.rows) + " rows";
    if (same(&PointFigures::columns)) text += ", " + grouped_text(first.figures.columns) + " columns";
    tell(SweepAxis::degree, "degree " + std::to_string(first.point.degree));
    tell(SweepAxis::epsilon, "\xce\xb5 " + first.point.epsilon);
    if (same(&PointFigures::ranks))
        text += ", " + std::to_string(first.figures.ranks) + (first.figures.ranks == 1 ? " rank" : " ranks");
    if (same(&PointFigures::threads))
        text += " of " + std::to_string(first.figures.threads) + (first.figures.threads == 1 ? " thread" : " threads");
    return text;
}

std::vector<PageSection> sections_of(const std::vector<PointResult>& results, const SweepGrid& grid) {
    std::vector<PageSection> sections{
        {"points", "Points", table_section(results, grid)},
        {"degree", "Degree", degree_section(results, grid)},
        {"rows", "Rows", growth_section(SweepScale::rows, results, grid)},
        {"columns", "Columns", growth_section(SweepScale::columns, results, grid)},
        {"cores", "Cores", cores_section(results, grid)},
    };
    std::erase_if(sections, [](const PageSection& section) { return section.html.empty(); });
    return sections;
}

std::string sweep_style() {
    return ".points td:first-child{min-width:0}.points th{vertical-align:bottom}"
           "@media print{.legend,.grid{break-inside:avoid}h3+.note{break-after:avoid}"
           ".points,.points th{font-size:6.5pt}.points th,.points td{padding:3px}.points th button::after{display:none}"
           ".points td.name{min-width:70px;overflow-wrap:break-word}}";
}

}  // namespace

std::string sweep_html(const std::vector<PointResult>& results, const SweepGrid& grid, const SweepTitle& title) {
    const auto sections = sections_of(results, grid);
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n<title>Replica sweep: " +
        escaped(title.file) + "</title>\n<style>" + page_style() + line_chart_style() + sweep_style() +
        "</style></head>\n<body>\n<header><h1>Replica sweep</h1>\n" + paragraph(subtitle(results, grid, title), "sub") +
        "<p class=\"internal\"><b>Internal.</b> Distances to real data are not private: this page belongs where the "
        "extracts belong, unless all of them were simulated.</p>\n<nav aria-label=\"Sections\">";
    for (const PageSection& section : sections) html += "<a href=\"#" + section.id + "\">" + section.name + "</a>";
    html += "</nav></header>\n<main>\n";
    for (const PageSection& section : sections) html += section.html;
    return html + "</main>\n<footer>Made by replica " + escaped(title.version) +
           ". All figures, and the seconds of each phase, are in sweep.csv.</footer>\n<script>" + page_script() +
           "</script>\n</body></html>\n";
}

}  // namespace replica
