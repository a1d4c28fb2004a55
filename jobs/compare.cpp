#include "engine/evaluation/verdicts.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/report/metrics_json.hpp"
#include "jobs/jobs.hpp"
#include "jobs/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace replica {
namespace {

using Json = nlohmann::json;

/// What a figure is better by.
enum class Better : std::uint8_t {
    low,
    high,
    near_half,
    near_one,
    won,         ///< low; below 0 nothing was won, however far
    above_half,  ///< low; below one half is no better than a coin
    neither,     ///< it tells of the real table
};

/// A figure of a replica, with its interval where it has one.
struct Figure {
    double value = no_figure;
    Interval interval{no_figure, no_figure};
};

Json read_metrics(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw InputError(path + " can't be read; name a metrics.json that evaluate wrote");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("format") || json["format"] != metrics_format)
        throw InputError(path + " is no file of this program's metrics; name a metrics.json that evaluate wrote");
    return json;
}

// The number at a path of keys such as "pairs/spearman/value"; not a number where there is none.
double number_at(const Json& json, const std::string& path) {
    const Json::json_pointer pointer("/" + path);
    if (!json.contains(pointer) || !json[pointer].is_number()) return no_figure;
    return json[pointer].get<double>();
}

const Json* find_in(const Json& json, const std::string& list, const std::string& key, const Json& value) {
    if (!json.contains(list) || !json[list].is_array()) return nullptr;
    for (const Json& entry : json[list])
        if (entry.is_object() && entry.contains(key) && entry[key] == value) return &entry;
    return nullptr;
}

double distance_from_best(double value, Better better) {
    switch (better) {
        case Better::low: return value;
        case Better::high: return -value;
        case Better::near_half: return std::abs(value - 0.5);
        case Better::near_one: return std::abs(value - 1);
        case Better::won: return std::max(0.0, value);
        case Better::above_half: return std::max(0.0, value - 0.5);
        case Better::neither: return 0;
    }
    return value;
}

// Which of two is better; the same where their intervals overlap, or they differ by less than a fiftieth.
std::string better_of(const Figure& a, const Figure& b, Better better) {
    if (better == Better::neither || std::isnan(a.value) || std::isnan(b.value)) return "";
    const bool has_intervals = !std::isnan(a.interval.low) && !std::isnan(b.interval.low);
    const double first = distance_from_best(a.value, better);
    const double second = distance_from_best(b.value, better);
    if (has_intervals && a.interval.low <= b.interval.high && b.interval.low <= a.interval.high) return "same";
    if (std::abs(first - second) <= 0.02 * std::max(std::abs(first), std::abs(second))) return "same";
    return first < second ? "A" : "B";
}

std::string text_of(const Figure& figure) {
    if (std::isnan(figure.value)) return "-";
    std::string text = number_text(figure.value);
    if (!std::isnan(figure.interval.low))
        text += " [" + number_text(figure.interval.low) + ", " + number_text(figure.interval.high) + "]";
    return text;
}

/// Two replicas side by side, a line a figure.
class SideBySide {
public:
    SideBySide(const Json& a, const Json& b) : a_(a), b_(b) {}

    void add(const std::string& name, const Figure& a, const Figure& b, Better better) {
        if (std::isnan(a.value) && std::isnan(b.value)) return;
        lines_.push_back({name, text_of(a), text_of(b), better_of(a, b, better)});
    }
    void add(const std::string& name, const std::string& path, Better better) {
        add(name, {number_at(a_, path)}, {number_at(b_, path)}, better);
    }
    void add_text(const std::string& name, const std::string& a, const std::string& b) {
        lines_.push_back({name, a, b, ""});
    }
    void add_blank() { lines_.push_back({}); }

    [[nodiscard]] const Json& a() const { return a_; }
    [[nodiscard]] const Json& b() const { return b_; }

    [[nodiscard]] std::string text() const {
        std::array<std::size_t, 3> widths{};
        for (const Line& line : lines_)
            for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], terminal_width(line[i]));
        std::string text;
        for (const Line& line : lines_) {
            std::string row;
            for (std::size_t i = 0; i < widths.size(); ++i)
                row += line[i] + std::string(widths[i] - terminal_width(line[i]) + 2, ' ');
            row += line[3];
            row.erase(row.find_last_not_of(' ') + 1);
            text += row + "\n";
        }
        return text;
    }

private:
    using Line = std::array<std::string, 4>;  // name, A, B, which is better

    const Json& a_;
    const Json& b_;
    std::vector<Line> lines_;
};

std::string rows_text(const Json& json) {
    const Json& table = json.at("synthetic");
    const std::string name = terminal_text(table.at("name").get<std::string>());
    return table.at("rows").is_number_unsigned()
               ? name + ", " + grouped_text(table["rows"].get<std::uint64_t>()) + " rows"
               : name;
}

std::string privacy_text(const Json& json) {
    if (!json.contains("model")) return "-";
    const Json& model = json["model"];
    const double epsilon = number_at(json, "model/epsilon");
    if (std::isnan(epsilon)) return "none";
    // The budget alone would promise what the model doesn't keep.
    return number_text(epsilon) + ", delta " + number_text(number_at(json, "model/delta")) +
           (model.at("is_private").get<bool>() ? "" : ", but not private");
}

void add_fidelity(SideBySide& table) {
    for (const int ways : {1, 2, 3}) {
        const Json* a = find_in(table.a(), "marginals", "ways", ways);
        const Json* b = find_in(table.b(), "marginals", "ways", ways);
        const auto value = [](const Json* marginal, const char* key) {
            return Figure{marginal == nullptr ? no_figure : number_at(*marginal, std::string("tvd/") + key)};
        };
        const std::string name = std::to_string(ways) + "-way TVD";
        table.add(name, value(a, "value"), value(b, "value"), Better::low);
        table.add("  of a second sample", value(a, "second_sample"), value(b, "second_sample"), Better::neither);
    }
    table.add("mutual information, |difference|", "pairs/mutual_information/value", Better::low);
    table.add("Spearman, |difference|", "pairs/spearman/value", Better::low);
    table.add("missing together, TVD", "missing/tvd/value", Better::low);
    table.add("pMSE ratio", "propensity/ratio", Better::near_one);
    table.add("telling apart, AUC", "propensity/auc", Better::near_half);
    const auto auc = [](const Json& json, const std::string& who) {
        return Figure{number_at(json, "use/" + who + "/auc"),
                      {number_at(json, "use/" + who + "/auc_interval/low"),
                       number_at(json, "use/" + who + "/auc_interval/high")}};
    };
    table.add("use, AUC trained on synthetic", auc(table.a(), "synthetic"), auc(table.b(), "synthetic"), Better::high);
    table.add("use, AUC trained on real", auc(table.a(), "real"), auc(table.b(), "real"), Better::neither);
    table.add("use, overlap of intervals", "use/coefficients_overlap", Better::high);
}

Figure attack_won(const Json& json, const std::string& name) {
    if (!json.contains("privacy") || !json["privacy"].contains("attacks")) return {};
    for (const Json& attack : json["privacy"]["attacks"]) {
        if (attack.value("name", "") == name && attack.value("detail", "").empty())
            return {number_at(attack, "won/value"), {number_at(attack, "won/low"), number_at(attack, "won/high")}};
    }
    return {};
}

void add_privacy(SideBySide& table) {
    for (const char* name : {"singling out", "linkability", "attribute inference"})
        table.add(std::string(name) + ", won", attack_won(table.a(), name), attack_won(table.b(), name), Better::won);
    const auto membership = [](const Json& json) {
        return Figure{number_at(json, "privacy/membership/auc"),
                      {number_at(json, "privacy/membership/low"), number_at(json, "privacy/membership/high")}};
    };
    table.add("membership, AUC", membership(table.a()), membership(table.b()), Better::above_half);
    table.add("closest record at distance 0, share", "privacy/closest/synthetic/share_zero", Better::low);
    table.add("unique real rows copied", "privacy/copies/copied", Better::low);
}

/// A column whose distances differ.
struct ColumnDifference {
    std::string name;
    double a = 0, b = 0;
};

std::vector<ColumnDifference> differing_columns(const Json& a, const Json& b) {
    constexpr std::size_t most = 5;
    std::vector<ColumnDifference> columns;
    if (!a.contains("columns")) return columns;
    for (const Json& column : a["columns"]) {
        const Json* other = find_in(b, "columns", "name", column.at("name"));
        const double first = number_at(column, "tvd/value");
        const double second = other == nullptr ? no_figure : number_at(*other, "tvd/value");
        if (std::isnan(first) || std::isnan(second)) continue;
        columns.push_back({terminal_text(column["name"].get<std::string>()), first, second});
    }
    std::stable_sort(columns.begin(), columns.end(),
                     [](const auto& x, const auto& y) { return std::abs(x.a - x.b) > std::abs(y.a - y.b); });
    columns.resize(std::min(columns.size(), most));
    return columns;
}

std::string side_by_side(const Json& a, const Json& b) {
    SideBySide table(a, b);
    table.add_text("", "A", "B");
    table.add_text("replica", rows_text(a), rows_text(b));
    table.add_text("epsilon", privacy_text(a), privacy_text(b));
    add_fidelity(table);
    add_privacy(table);
    const auto columns = differing_columns(a, b);
    if (!columns.empty()) table.add_blank();
    for (const ColumnDifference& column : columns)
        table.add("TVD of " + column.name, {column.a}, {column.b}, Better::low);
    return "Which is better stands last; \"same\" where it can't be told.\n\n" + table.text();
}

std::string compared(const Json& a, const Json& b, const CompareOptions& options) {
    try {
        return side_by_side(a, b);
    } catch (const Json::exception&) {
        throw InputError(options.first + " or " + options.second +
                         " holds what evaluate doesn't write; make both anew with it");
    }
}

}  // namespace

void compare(const CompareOptions& options, const Communicator& world, Log& log) {
    agree(world, [&] {
        if (!world.is_root()) return;
        const Json a = read_metrics(options.first);
        const Json b = read_metrics(options.second);
        const auto real = [](const Json& json) { return json.contains("real") ? json["real"] : Json(); };
        if (real(a) != real(b)) {
            log.warning(
                "the two replicas were held against different real tables, so their figures are not of the "
                "same thing");
        }
        std::cout << compared(a, b, options) << std::flush;
        if (!std::cout) throw JobError("the comparison can't be written to standard output");
    });
}

}  // namespace replica
