#include "io/report/fidelity_sections.hpp"

#include "io/report/html_text.hpp"
#include "io/report/page_text.hpp"
#include "io/report/pair_heatmaps.hpp"
#include "io/report/scale_figure.hpp"
#include "io/report/use_figures.hpp"

#include <cmath>

namespace replica {
namespace {

std::string heatmap_row(const std::vector<Heatmap>& heatmaps) {
    if (heatmaps.empty()) return "";
    std::string html = "<div class=\"grid\">\n";
    for (const Heatmap& heatmap : heatmaps) html += heatmap_figure(heatmap) + "\n";
    return html + "</div>\n";
}

std::string ways_name(const MarginalMeasures& marginal) {
    const std::string names[] = {"", "Single columns", "Pairs of columns", "Triples of columns"};
    return names[marginal.ways] + ", TVD";
}

std::string score_text(const MarginalMeasures& marginal) {
    return number_text(MarginalMeasures::score(marginal.tvd.value));
}

std::string quality_row(const std::string& who, const PredictionQuality& quality, std::uint64_t rows) {
    return TableRow()
        .text(who)
        .count(rows)
        .number(quality.auc, number_text(quality.auc) + " [" + number_text(quality.auc_interval.low) + ", " +
                                 number_text(quality.auc_interval.high) + "]")
        .number(quality.brier, number_text(quality.brier))
        .number(quality.calibration_slope, number_text(quality.calibration_slope))
        .number(quality.calibration_intercept, number_text(quality.calibration_intercept))
        .finish();
}

std::string propensity_text(const PropensityMeasures& propensity, const FigureContext& context) {
    return "Can they be told apart? A regression with " + grouped_text(propensity.parameters) + " parameters, of " +
           grouped_text(propensity.rows_real) + " " + context.real + " and as many synthetic rows, has pMSE " +
           number_text(propensity.pmse) + ", " + number_text(propensity.ratio) + " times what rows drawn from the " +
           context.real + " ones would have (1 is at best), and an AUC of " + number_text(propensity.auc) +
           " on rows it has not seen (0.5 is at best).";
}

}  // namespace

std::string pairs_section(const Evaluation& evaluation, const FigureContext& context) {
    if (!evaluation.pairs) return "";
    std::string html = section_head("pairs", "Pairs of columns");
    html += paragraph("How much columns tell of each other. The two left maps should look alike, the right one empty.",
                      "note");
    html += heatmap_row(information_heatmaps(*evaluation.pairs, context.real));
    html += heatmap_row(spearman_heatmaps(*evaluation.pairs, context.real));
    return html;
}

std::string joint_section(const Evaluation& evaluation, const FigureContext& context) {
    if (evaluation.marginals.empty()) return "";
    const std::string second = "second " + context.real + " sample";
    std::string html = section_head("joint", "Many columns at once");
    html += paragraph("Each line runs from what a " + second +
                          " of as many rows would have (left) to rows in which that is lost "
                          "(right). The further left the mark, the better.",
                      "note");
    html += "<div class=\"card\">\n";
    for (const MarginalMeasures& marginal : evaluation.marginals)
        html += scale_figure(ways_name(marginal), marginal.tvd, second,
                             marginal.ways == 1 ? "equally common values" : "independent columns");
    if (evaluation.pairs) {
        html += scale_figure("Mutual information, |difference|", evaluation.pairs->mutual_information, second,
                             "independent columns");
        html += scale_figure("Spearman, |difference|", evaluation.pairs->spearman, second, "no correlations");
    }
    if (evaluation.missing)
        html += scale_figure("Missing together, TVD", evaluation.missing->tvd, second, "missing independently");
    html += "</div>\n";
    html += "<div class=\"scroll\" style=\"margin-top:12px\">" +
            table_head({"Tables of", "#tables", "#mean TVD", "#second sample", "#useless", "#k-marginal score"});
    for (const MarginalMeasures& marginal : evaluation.marginals)
        html += TableRow()
                    .text(std::to_string(marginal.ways) + (marginal.ways == 1 ? " column" : " columns"))
                    .count(marginal.tables)
                    .number(marginal.tvd.value, number_text(marginal.tvd.value))
                    .number(marginal.tvd.second_sample, number_text(marginal.tvd.second_sample))
                    .number(marginal.tvd.useless, number_text(marginal.tvd.useless))
                    .number(MarginalMeasures::score(marginal.tvd.value), score_text(marginal))
                    .finish();
    return html + "</tbody></table></div>\n";
}

std::string time_section(const Evaluation& evaluation, const FigureContext& context) {
    if (evaluation.times.empty()) return "";
    std::string html = section_head("time", "Time") + legend(context) + "<div class=\"grid\">\n";
    for (const TimeProfile& profile : evaluation.times) {
        const std::string small = context.has_real
                                      ? "TVD " + number_text(profile.tvd.value) + " \xc2\xb7 second sample " +
                                            number_text(profile.tvd.second_sample)
                                      : "";
        html += figure_card(profile.column + " by " + profile.over, small,
                            time_svg(profile, context, SvgUse::inline_figure));
    }
    return html + "</div>\n";
}

std::string missing_section(const Evaluation& evaluation, const FigureContext& context) {
    if (!evaluation.missing) return "";
    const MissingMeasures& missing = *evaluation.missing;
    std::string html = section_head("missing", "Missing values");
    html += paragraph("The commonest of " + grouped_text(missing.patterns_real) + " " + context.real + " and " +
                          grouped_text(missing.patterns_synthetic) +
                          " synthetic patterns of what is missing in the same row.",
                      "note");
    html += "<div class=\"scroll\">" + table_head({"Missing together", "#" + context.real, "#synthetic"});
    for (const MissingPattern& pattern : missing.patterns) {
        std::string names;
        constexpr std::size_t most = 12;
        for (std::size_t i = 0; i < std::min(most, pattern.columns.size()); ++i)
            names += (names.empty() ? "" : ", ") + pattern.columns[i];
        if (pattern.columns.size() > most) names += " and " + std::to_string(pattern.columns.size() - most) + " more";
        html += TableRow()
                    .name(names.empty() ? "nothing" : names)
                    .number(pattern.hidden ? no_figure : pattern.real,
                            pattern.hidden ? "not shown" : percent_text(pattern.real))
                    .number(pattern.synthetic, percent_text(pattern.synthetic))
                    .finish();
    }
    return html + "</tbody></table></div>\n";
}

std::string validity_section(const Evaluation& evaluation) {
    if (evaluation.validity.empty()) return "";
    std::string html = section_head("validity", "Validity") + "<div class=\"scroll\">" +
                       table_head({"What should hold", "Verdict", "#rows that fail", "#of rows", "Such as"});
    for (const ValidityCheck& check : evaluation.validity)
        html += TableRow()
                    .name(check.what)
                    .text(level_text(check.failing == 0 ? VerdictLevel::good : VerdictLevel::bad))
                    .count(check.failing)
                    .count(check.rows)
                    .name(shortened(check.example, 60))
                    .finish();
    return html + "</tbody></table></div>\n";
}

std::string use_section(const Evaluation& evaluation, const FigureContext& context) {
    if (!evaluation.use && !evaluation.propensity) return "";
    std::string html = section_head("use", "Use");
    if (evaluation.propensity) html += paragraph(propensity_text(*evaluation.propensity, context));
    if (!evaluation.use) return html;
    const UseMeasures& use = *evaluation.use;
    html +=
        paragraph("A logistic regression of " + use.target + " (chosen: " + use.why + "), trained once on " +
                  context.real + " and once on synthetic rows, both tested on the same " + grouped_text(use.test_rows) +
                  " held-out " + context.real + " rows, " + percent_text(use.test_share) + " of them positive.");
    html += "<div class=\"scroll\">" +
            table_head({"Trained on", "#rows", "#AUC", "#Brier score", "#calibration slope", "#intercept"});
    html += quality_row(context.real + " rows", use.real, use.real_rows);
    html += quality_row("synthetic rows", use.synthetic, use.synthetic_rows) + "</tbody></table></div>\n";
    FigureContext trained;
    trained.real = "trained on " + context.real + " rows";
    trained.min_count = 1;
    html += "<div class=\"wide\" style=\"margin-top:12px\">\n" +
            figure_card("Calibration", "of predicted probabilities, in tenths of the rows",
                        legend(trained) + calibration_svg(use, context, SvgUse::inline_figure)) +
            figure_card("Coefficients",
                        "log odds and 95 % intervals, the strongest of " + std::to_string(use.coefficients.size()) +
                            "; mean overlap " + percent_text(use.coefficients_overlap),
                        legend(trained) + coefficients_svg(use, context, SvgUse::inline_figure));
    return html + "</div>\n";
}

}  // namespace replica
