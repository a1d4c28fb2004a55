#include "io/report/report.hpp"

#include "io/report/fidelity_sections.hpp"
#include "io/report/html_text.hpp"
#include "io/report/page_style.hpp"
#include "io/report/page_text.hpp"
#include "io/report/privacy_section.hpp"

#include <algorithm>

namespace replica {
namespace {

/// A part of the page, with its name in the line of links.
struct PageSection {
    std::string id;
    std::string name;
    std::string html;
};

FigureContext context_of(const Evaluation& evaluation) {
    FigureContext context;
    context.has_real = evaluation.real.has_value();
    if (evaluation.real_is_specification) context.real = "specification";
    context.min_count = evaluation.min_count;
    return context;
}

std::string subtitle(const Evaluation& evaluation) {
    std::string text = evaluation.synthetic.name + ", " + grouped_text(evaluation.synthetic.rows) + " synthetic rows";
    if (!evaluation.real) return text + ", alone";
    text += evaluation.real_is_specification
                ? ", beside rows of the specification " + evaluation.real->name
                : ", beside " + evaluation.real->name + ", " + grouped_text(evaluation.real->rows) + " real rows";
    if (evaluation.holdout)
        text += ", and " + evaluation.holdout->name + ", " + grouped_text(evaluation.holdout->rows) + " held-out rows";
    return text;
}

std::string internal_notice(const Evaluation& evaluation) {
    if (!evaluation.real || evaluation.real_is_specification) return "";
    return "<p class=\"internal\"><b>Internal.</b> Measures on real data are not private: this page belongs where the "
           "real table belongs, and leaves it only if whoever answers for the data says so. Cells of fewer than " +
           std::to_string(evaluation.min_count) + " real rows are not shown.</p>\n";
}

std::string overall(const std::vector<Verdict>& verdicts) {
    const auto names_of = [&](VerdictLevel level) {
        std::string names;
        for (const Verdict& verdict : verdicts)
            if (verdict.level == level) names += (names.empty() ? "" : ", ") + verdict.group;
        return names;
    };
    const std::string bad = names_of(VerdictLevel::bad);
    const std::string watch = names_of(VerdictLevel::watch);
    const auto good = std::count_if(verdicts.begin(), verdicts.end(),
                                    [](const Verdict& verdict) { return verdict.level == VerdictLevel::good; });
    std::string text = std::to_string(good) + " of " + std::to_string(verdicts.size()) + " verdicts are good.";
    if (!bad.empty()) text += " Bad: " + bad + ".";
    if (!watch.empty()) text += " To watch: " + watch + ".";
    return paragraph(text, "overall");
}

std::string summary_section(const Evaluation& evaluation) {
    const auto verdicts = verdicts_of(evaluation);
    if (verdicts.empty()) return "";
    std::string html = section_head("summary", "Summary") + overall(verdicts) + "<div class=\"grid\">\n";
    for (const Verdict& verdict : verdicts)
        html += "<section class=\"card verdict " + std::string(level_look(verdict.level)) + "\"><h3>" +
                escaped(verdict.group) + " <span class=\"badge\">" + std::string(level_text(verdict.level)) +
                "</span></h3>" + paragraph(verdict.sentence) + "</section>\n";
    return html + "</div>\n";
}

std::string remarks_section(const Evaluation& evaluation) {
    if (evaluation.remarks.empty()) return "";
    std::string html = section_head("remarks", "Remarks") + "<ul>\n";
    for (const std::string& remark : evaluation.remarks) html += "<li>" + escaped(remark) + "</li>\n";
    return html + "</ul>\n";
}

std::vector<PageSection> sections_of(const Evaluation& evaluation) {
    const FigureContext context = context_of(evaluation);
    std::vector<PageSection> sections{
        {"summary", "Summary", summary_section(evaluation)},
        {"columns", "Columns", columns_section(evaluation, context)},
        {"pairs", "Pairs", pairs_section(evaluation, context)},
        {"joint", "Many columns", joint_section(evaluation, context)},
        {"time", "Time", time_section(evaluation, context)},
        {"missing", "Missing values", missing_section(evaluation, context)},
        {"validity", "Validity", validity_section(evaluation)},
        {"use", "Use", use_section(evaluation, context)},
        {"privacy", "Privacy", privacy_section(evaluation)},
        {"ledger", "Ledger", ledger_section(evaluation)},
        {"remarks", "Remarks", remarks_section(evaluation)},
    };
    std::erase_if(sections, [](const PageSection& section) { return section.html.empty(); });
    return sections;
}

}  // namespace

std::string report_html(const Evaluation& evaluation) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        // An icon of its own, or the browser asks for one.
        "<link rel=\"icon\" href=\"data:,\">\n<title>Replica report: " +
        escaped(evaluation.synthetic.name) + "</title>\n<style>" + page_style() + "</style></head>\n<body>\n";
    html += "<header><h1>Replica report</h1>\n" + paragraph(subtitle(evaluation), "sub") + internal_notice(evaluation);
    const auto sections = sections_of(evaluation);
    html += "<nav aria-label=\"Sections\">";
    for (const PageSection& section : sections) html += "<a href=\"#" + section.id + "\">" + section.name + "</a>";
    html += "</nav></header>\n<main>\n";
    for (const PageSection& section : sections) html += section.html;
    html += "</main>\n<footer>Made by replica " + escaped(evaluation.version) +
            ". The figures are in metrics.json, those behind the pictures in data/.</footer>\n<script>" +
            page_script() + "</script>\n</body></html>\n";
    return html;
}

}  // namespace replica
