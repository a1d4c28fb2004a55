#include "io/report/fidelity_sections.hpp"
#include "io/report/html_text.hpp"
#include "io/report/page_text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

constexpr std::size_t most_cards = 60;

std::string_view kind_text(ComparedKind kind) {
    switch (kind) {
        case ComparedKind::number: return "number";
        case ComparedKind::date: return "date";
        case ComparedKind::datetime: return "date and time";
        case ComparedKind::category: return "category";
    }
    return "";
}

// By how much further from the real column it is than a second sample would be.
double excess(const ColumnMeasures& column) {
    return std::isnan(column.tvd.value) ? 0 : column.tvd.value - column.tvd.second_sample;
}

std::vector<const ColumnMeasures*> worst_first(const Evaluation& evaluation) {
    std::vector<const ColumnMeasures*> order;
    for (const ColumnMeasures& column : evaluation.columns) order.push_back(&column);
    std::stable_sort(order.begin(), order.end(), [](auto a, auto b) { return excess(*a) > excess(*b); });
    return order;
}

std::string missing_text(const ColumnMeasures& column) {
    return std::isnan(column.missing_real) ? "not shown" : percent_text(column.missing_real);
}

std::string column_attribute(const ColumnMeasures& column) { return "data-column=\"" + escaped(column.name) + "\""; }

std::string table_of(const std::vector<const ColumnMeasures*>& columns, const FigureContext& context) {
    std::string html = "<div class=\"scroll\">";
    html += context.has_real
                ? table_head({"Column", "Verdict", "Kind", "#TVD", "#second sample", "#KS", "#missing, " + context.real,
                              "#missing, synthetic", "#outside", "#values, " + context.real, "#values, synthetic"},
                             "sortable")
                : table_head({"Column", "Kind", "#missing", "#values"}, "sortable");
    for (const ColumnMeasures* column : columns) {
        TableRow row(column_attribute(*column));
        row.name(column->name);
        if (context.has_real) row.text(level_text(level_of(column->tvd)));
        row.text(kind_text(column->kind));
        if (context.has_real)
            row.number(column->tvd.value, number_text(column->tvd.value))
                .number(column->tvd.second_sample, number_text(column->tvd.second_sample))
                .number(column->ks.value, number_text(column->ks.value))
                .number(column->missing_real, missing_text(*column));
        row.number(column->missing_synthetic, percent_text(column->missing_synthetic));
        if (context.has_real) row.number(column->outside, percent_text(column->outside)).count(column->distinct_real);
        html += row.count(column->distinct_synthetic).finish();
    }
    return html + "</tbody></table></div>\n";
}

std::string card_of(const ColumnMeasures& column, const FigureContext& context) {
    std::string small;
    if (context.has_real) {
        small = "TVD " + number_text(column.tvd.value);
        if (!std::isnan(column.ks.value)) small += " \xc2\xb7 KS " + number_text(column.ks.value);
        small += " \xc2\xb7 missing " + missing_text(column) + " / " + percent_text(column.missing_synthetic);
    } else {
        small = "missing " + percent_text(column.missing_synthetic);
    }
    return "<div " + column_attribute(column) + ">" +
           figure_card(column.name, small, histogram_svg(column, context, SvgUse::inline_figure)) + "</div>\n";
}

}  // namespace

std::string columns_section(const Evaluation& evaluation, const FigureContext& context) {
    if (evaluation.columns.empty()) return "";
    const auto order = worst_first(evaluation);
    std::string html = section_head("columns", context.has_real ? "Columns, worst first" : "Columns");
    if (context.has_real)
        html += paragraph(
            "TVD is the share of rows that would have to change for the column to be the " + context.real +
                " one; KS the largest "
                "distance of the distributions of numbers and dates; outside the share of values beyond the " +
                context.real + " range, or that no " + context.real + " row has.",
            "note");
    html +=
        "<input type=\"search\" id=\"column-filter\" placeholder=\"Filter columns by name\" aria-label=\"Filter "
        "columns by name\" hidden>\n";
    html += table_of(order, context);
    html += "<h3>Distributions</h3>\n" + legend(context);
    if (order.size() > most_cards)
        html += paragraph("The " + std::to_string(most_cards) +
                              " columns that differ most; figures of all are in "
                              "data/histograms.csv.",
                          "note");
    html += "<div class=\"grid\">\n";
    for (std::size_t i = 0; i < std::min(most_cards, order.size()); ++i) html += card_of(*order[i], context);
    html += "</div>\n";
    if (!evaluation.left_out.empty()) {
        std::string names;
        for (const std::string& name : evaluation.left_out) names += (names.empty() ? "" : ", ") + name;
        html += paragraph("Not compared: " + names + ".", "note");
    }
    return html;
}

}  // namespace replica
