// Draws columns of CSV files as small panels in one SVG: what a specification makes, at a glance.
//
//   simulation_plot OUT.svg TITLE FILE#PANEL...
//
// A panel is KIND:COLUMN[:BY], and its title after a second #:
//   hist:age                  a histogram of numbers
//   bars:provider             how often each text comes
//   month:d, weekday:d, hour:d    when dates or datetimes are
//   mean:wait:month:d         a column's mean by month, weekday or hour of another, or by its whole numbers
//   (mean:a:by:b) share:no_show=yes:by:n    how often a column has a text, by another's whole numbers, or by its tens
//   (tens:age)
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Table = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    if (!text.empty() && text.back() == separator) parts.emplace_back();
    return parts;
}

// The project's own simulated tables: no field holds a comma or a line end.
Table read_csv(const std::string& path) {
    std::ifstream in(path);
    if (!in) throw std::runtime_error("can't read " + path);
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> names = split(line, ',');
    Table table;
    while (std::getline(in, line)) {
        const auto fields = split(line, ',');
        for (std::size_t i = 0; i < names.size(); ++i) table[names[i]].push_back(i < fields.size() ? fields[i] : "");
    }
    return table;
}

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || text.empty()) return std::nullopt;
    return value;
}

/// Bars with their labels.
struct Panel {
    std::string title;
    std::vector<std::string> labels;
    std::vector<double> heights;
    bool percent = false;
};

std::optional<std::size_t> time_part(const std::string& kind, const std::string& text) {
    if (text.size() < 10) return std::nullopt;
    const int year = std::stoi(text.substr(0, 4));
    const auto month = static_cast<unsigned>(std::stoi(text.substr(5, 2)));
    const auto day = static_cast<unsigned>(std::stoi(text.substr(8, 2)));
    if (kind == "month") return month - 1;
    if (kind == "hour")
        return text.size() < 13 ? std::nullopt : std::optional<std::size_t>(std::stoul(text.substr(11, 2)));
    const std::chrono::weekday weekday{
        std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}};
    return weekday.iso_encoding() - 1;
}

std::vector<std::string> labels_of(const std::string& kind) {
    if (kind == "month") return {"J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
    if (kind == "weekday") return {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    std::vector<std::string> hours;
    for (int hour = 0; hour < 24; ++hour) hours.push_back(hour % 3 == 0 ? std::to_string(hour) : "");
    return hours;
}

bool is_time(const std::string& kind) { return kind == "month" || kind == "weekday" || kind == "hour"; }

Panel histogram(const std::vector<std::string>& column) {
    std::vector<double> values;
    for (const std::string& text : column)
        if (const auto value = number(text)) values.push_back(*value);
    std::sort(values.begin(), values.end());
    const double low = values.front();
    const double high = values[values.size() * 995 / 1000];
    constexpr std::size_t bins = 24;
    Panel panel;
    panel.heights.assign(bins, 0);
    for (const double value : values) {
        const double place = (value - low) / (high - low + 1e-9) * bins;
        if (place < bins) panel.heights[static_cast<std::size_t>(place)] += 1;
    }
    for (std::size_t bin = 0; bin < bins; ++bin) {
        std::array<char, 32> label{};
        std::snprintf(label.data(), label.size(), "%.0f", low + (high - low) * static_cast<double>(bin) / bins);
        panel.labels.emplace_back(bin % 6 == 0 ? label.data() : "");
    }
    return panel;
}

Panel bars(const std::vector<std::string>& column) {
    std::map<std::string, double> counts;
    for (const std::string& text : column)
        if (!text.empty()) counts[text] += 1;
    std::vector<std::pair<double, std::string>> ordered;
    for (const auto& [text, count] : counts) ordered.emplace_back(count, text);
    std::sort(ordered.rbegin(), ordered.rend());
    if (ordered.size() > 10) ordered.resize(10);
    Panel panel;
    for (const auto& [count, text] : ordered) {
        panel.labels.push_back(text);
        panel.heights.push_back(count);
    }
    return panel;
}

// The place of a row on the panel's axis.
std::optional<std::size_t> place(const std::string& kind, const std::string& text) {
    if (is_time(kind)) return time_part(kind, text);
    const auto value = number(text);
    if (!value || *value < 0) return std::nullopt;
    return static_cast<std::size_t>(kind == "tens" ? *value / 10 : *value);
}

Panel by_place(const Table& table, const std::vector<std::string>& words) {
    const std::size_t equals = words[1].find('=');
    const std::string name = words[1].substr(0, equals);
    const std::string wanted = equals == std::string::npos ? "" : words[1].substr(equals + 1);
    const auto& values = table.at(name);
    const auto& places = table.at(words[3]);
    std::vector<double> sums;
    std::vector<double> counts;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const auto at = place(words[2], places[row]);
        if (!at || *at > 40 || values[row].empty()) continue;
        if (sums.size() <= *at) sums.resize(*at + 1);
        counts.resize(sums.size());
        sums[*at] += words[0] == "share" ? (values[row] == wanted ? 1 : 0) : number(values[row]).value_or(0);
        counts[*at] += 1;
    }
    Panel panel;
    panel.percent = words[0] == "share";
    for (std::size_t at = 0; at < sums.size(); ++at) {
        if (counts[at] < 20) continue;
        panel.heights.push_back(sums[at] / counts[at]);
        panel.labels.push_back(is_time(words[2]) ? labels_of(words[2])[at]
                                                 : std::to_string(words[2] == "tens" ? 10 * at : at));
    }
    return panel;
}

Panel make_panel(const Table& table, const std::string& text) {
    const std::vector<std::string> words = split(text, ':');
    if (words[0] == "hist") return histogram(table.at(words[1]));
    if (words[0] == "bars") return bars(table.at(words[1]));
    if (!is_time(words[0])) return by_place(table, words);
    Panel panel{"", labels_of(words[0]), std::vector<double>(labels_of(words[0]).size()), false};
    for (const std::string& moment : table.at(words[1]))
        if (const auto at = time_part(words[0], moment)) panel.heights[*at] += 1;
    return panel;
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return out;
}

void draw(const Panel& panel, double left, double top, std::ostream& out) {
    constexpr double width = 250;
    constexpr double height = 96;
    const double most = *std::max_element(panel.heights.begin(), panel.heights.end());
    out << "<g transform=\"translate(" << left << "," << top << ")\"><text class=\"t\" y=\"0\">" << escaped(panel.title)
        << "</text>\n";
    if (panel.percent || most < 1000) {
        std::array<char, 40> label{};
        std::snprintf(label.data(), label.size(), panel.percent ? "%.0f %%" : "%.0f",
                      panel.percent ? 100 * most : most);
        out << "<text class=\"l\" x=\"" << width << "\" y=\"12\" text-anchor=\"end\">highest " << label.data()
            << "</text>\n";
    }
    const bool across =
        std::any_of(panel.labels.begin(), panel.labels.end(), [](const auto& label) { return label.size() > 5; });
    const double step = (across ? height : width) / static_cast<double>(panel.heights.size());
    for (std::size_t i = 0; i < panel.heights.size(); ++i) {
        const double length = panel.heights[i] / most;
        const double at = step * static_cast<double>(i);
        if (across) {
            constexpr double labels = 110;
            out << "<rect class=\"b\" x=\"" << labels << "\" y=\"" << 18 + at << "\" width=\""
                << length * (width - labels) << "\" height=\"" << step * .8 << "\"/>"
                << "<text class=\"l\" x=\"" << labels - 4 << "\" y=\"" << 18 + at + step * .4 + 3
                << "\" text-anchor=\"end\">" << escaped(panel.labels[i]) << "</text>\n";
        } else {
            out << "<rect class=\"b\" x=\"" << at << "\" y=\"" << 18 + height * (1 - length) << "\" width=\""
                << step * .85 << "\" height=\"" << height * length << "\"/>"
                << "<text class=\"l\" x=\"" << at + step * .42 << "\" y=\"" << height + 29
                << "\" text-anchor=\"middle\">" << escaped(panel.labels[i]) << "</text>\n";
        }
    }
    out << "</g>\n";
}

void write_svg(const std::string& path, const std::string& title, const std::vector<Panel>& panels) {
    constexpr std::size_t columns = 3;
    const std::size_t rows = (panels.size() + columns - 1) / columns;
    std::ofstream out(path);
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 860 " << 50 + 160 * rows
        << "\" font-family=\"sans-serif\" role=\"img\"><title>" << escaped(title)
        << "</title><style>.b{fill:#2a6f97}.t{font-size:12px;font-weight:600;fill:#222}.l{font-size:9px;fill:#555}</"
           "style>"
        << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><text x=\"20\" y=\"26\" font-size=\"16\" "
           "font-weight=\"700\" fill=\"#111\">"
        << escaped(title) << "</text>\n";
    for (std::size_t i = 0; i < panels.size(); ++i)
        draw(panels[i], 20 + 285 * static_cast<double>(i % columns), 58 + 160 * static_cast<double>(i / columns), out);
    out << "</svg>\n";
    if (!out.flush()) throw std::runtime_error("can't write " + path);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "usage: simulation_plot OUT.svg TITLE FILE#PANEL#TITLE...\n";
        return 2;
    }
    try {
        std::map<std::string, Table> tables;
        std::vector<Panel> panels;
        for (int i = 3; i < argc; ++i) {
            const std::vector<std::string> words = split(argv[i], '#');
            if (words.size() != 3) throw std::runtime_error(std::string(argv[i]) + " is no FILE#PANEL#TITLE");
            if (!tables.contains(words[0])) tables[words[0]] = read_csv(words[0]);
            panels.push_back(make_panel(tables[words[0]], words[1]));
            panels.back().title = words[2];
        }
        write_svg(argv[1], argv[2], panels);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "simulation_plot: " << error.what() << '\n';
        return 2;
    }
}
