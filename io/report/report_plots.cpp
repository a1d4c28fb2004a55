#include "io/report/report_plots.hpp"

#include "io/report/histogram_figure.hpp"
#include "io/report/pair_heatmaps.hpp"

#include <cctype>
#include <cstdio>

namespace replica {
namespace {

// Letters, digits, - and _ of a column's name, after its number: names may hold anything.
std::string file_name(const std::string& what, std::size_t number, const std::string& column) {
    char digits[24];
    std::snprintf(digits, sizeof digits, "-%03zu-", number);
    std::string name = what + digits;
    constexpr std::size_t longest = 60;
    for (const char letter : column.substr(0, longest)) {
        const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '_';
        name += plain ? letter : '_';
    }
    return name + ".svg";
}

void add_heatmaps(const std::string& what, const std::vector<Heatmap>& heatmaps, std::vector<PlotData>& plots) {
    constexpr const char* parts[] = {"-real.svg", "-synthetic.svg", "-difference.svg"};
    for (std::size_t i = 0; i < heatmaps.size(); ++i)
        plots.push_back({what + parts[i], heatmap_svg(heatmaps[i], SvgUse::standalone)});
}

}  // namespace

std::vector<PlotData> report_plots(const Evaluation& evaluation) {
    FigureContext context;
    context.has_real = evaluation.real.has_value();
    if (evaluation.real_is_specification) context.real = "specification";
    context.min_count = evaluation.min_count;
    std::vector<PlotData> plots;
    for (std::size_t i = 0; i < evaluation.columns.size(); ++i)
        plots.push_back({file_name("histogram", i + 1, evaluation.columns[i].name),
                         histogram_svg(evaluation.columns[i], context, SvgUse::standalone)});
    if (!evaluation.pairs) return plots;
    add_heatmaps("mutual-information", information_heatmaps(*evaluation.pairs, context.real), plots);
    add_heatmaps("spearman", spearman_heatmaps(*evaluation.pairs, context.real), plots);
    return plots;
}

}  // namespace replica
