#include "io/report/page_text.hpp"

#include "io/report/html_text.hpp"

#include <cmath>
#include <cstdio>

namespace replica {

std::string section_head(std::string_view id, std::string_view title) {
    return "<h2 id=\"" + std::string(id) + "\">" + escaped(title) + "</h2>\n";
}

std::string paragraph(std::string_view text, std::string_view look) {
    if (text.empty()) return "";
    const std::string attribute = look.empty() ? "" : " class=\"" + std::string(look) + "\"";
    return "<p" + attribute + ">" + escaped(text) + "</p>\n";
}

std::string figure_card(std::string_view caption, std::string_view small, std::string_view picture) {
    return "<figure class=\"card\"><figcaption>" + escaped(caption) +
           (small.empty() ? "" : "<small>" + escaped(small) + "</small>") + "</figcaption>" + std::string(picture) +
           "</figure>\n";
}

std::string_view level_text(VerdictLevel level) {
    switch (level) {
        case VerdictLevel::good: return "\xe2\x9c\x93 good";
        case VerdictLevel::watch: return "! watch";
        case VerdictLevel::bad: return "\xe2\x9c\x95 bad";
        case VerdictLevel::unknown: return "? unknown";
    }
    return "";
}

std::string_view level_look(VerdictLevel level) {
    switch (level) {
        case VerdictLevel::good: return "good";
        case VerdictLevel::watch: return "watch";
        case VerdictLevel::bad: return "bad";
        case VerdictLevel::unknown: return "unknown";
    }
    return "";
}

std::string legend(const FigureContext& context) {
    std::string html = "<div class=\"legend\">";
    if (context.has_real) html += "<span><i class=\"swatch-real\"></i>" + escaped(context.real) + "</span>";
    html += "<span><i class=\"swatch-synthetic\"></i>synthetic</span>";
    if (context.has_real && context.min_count > 1)
        html += "<span><i class=\"swatch-hidden\"></i>fewer than " + std::to_string(context.min_count) +
                " real rows: not shown</span>";
    return html + "</div>\n";
}

TableRow::TableRow(std::string_view attributes)
    : html_(attributes.empty() ? "<tr>" : "<tr " + std::string(attributes) + ">") {}

TableRow& TableRow::text(std::string_view content) {
    html_ += "<td>" + escaped(content) + "</td>";
    return *this;
}

TableRow& TableRow::name(std::string_view content) {
    html_ += "<td class=\"name\">" + escaped(content) + "</td>";
    return *this;
}

TableRow& TableRow::number(double value, std::string_view shown) {
    char digits[32] = "";
    if (!std::isnan(value)) std::snprintf(digits, sizeof digits, "%.9g", value);
    html_ += "<td class=\"number\" data-value=\"" + std::string(digits) + "\">" + escaped(shown) + "</td>";
    return *this;
}

TableRow& TableRow::count(std::uint64_t value) { return number(static_cast<double>(value), grouped_text(value)); }

std::string TableRow::finish() {
    html_ += "</tr>\n";
    return std::move(html_);
}

std::string table_head(const std::vector<std::string>& names, std::string_view look) {
    const bool sortable = look.find("sortable") != std::string_view::npos;
    std::string html = look.empty() ? "<table>" : "<table class=\"" + std::string(look) + "\">";
    html += "<thead><tr>";
    for (const std::string& name : names) {
        const bool number = name.starts_with('#');
        const std::string text = escaped(number ? name.substr(1) : name);
        html += number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">";
        html += sortable ? "<button type=\"button\">" + text + "</button>" : text;
        html += "</th>";
    }
    return html + "</tr></thead><tbody>\n";
}

}  // namespace replica
