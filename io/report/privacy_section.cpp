#include "io/report/privacy_section.hpp"

#include "io/report/html_text.hpp"
#include "io/report/page_text.hpp"
#include "io/report/privacy_figures.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

std::string control_text(const PrivacyMeasures& privacy) {
    if (privacy.holdout_origin == HoldoutOrigin::given)
        return "Control: the same is tried on held-out rows, of which the model can have learned nothing. What an "
               "attack wins over that, it wins from the persons behind the model.";
    return "No holdout was given, so half of the real rows, drawn at random, stand in for one. The model may have seen "
           "them, so they can't be attacked as strangers; instead the same attacks are made with these rows in place "
           "of "
           "synthetic ones. What is won over that, the replica gives away beyond what any sample of the population "
           "would. Rows that the model has not seen (--holdout) make a stronger test.";
}

std::string attack_row(const Attack& attack) {
    const std::string name = attack.detail.empty() ? attack.name : attack.name + ": " + attack.detail;
    return TableRow()
        .name(name)
        .text(level_text(level_of(attack)))
        .count(attack.attack.trials)
        .number(attack.attack.value(), percent_text(attack.attack.value()))
        .number(attack.control.value(), percent_text(attack.control.value()))
        .number(attack.won.value, percent_text(attack.won.value) + " [" + percent_text(attack.won.interval.low) + ", " +
                                      percent_text(attack.won.interval.high) + "]")
        .finish();
}

std::string attacks_table(const PrivacyMeasures& privacy) {
    constexpr std::size_t most_details = 12;
    std::string html = "<div class=\"scroll\">" +
                       table_head({"Attack", "Verdict", "#attempts", "#succeed", "#control", "#won over the control"});
    std::size_t details = 0;
    for (const Attack& attack : privacy.attacks)
        if (attack.detail.empty() || details++ < most_details) html += attack_row(attack);
    html += "</tbody></table></div>\n";
    if (details > most_details)
        html += paragraph("Of " + std::to_string(details) + " columns the " + std::to_string(most_details) +
                              " of which most was won; all are in metrics.json.",
                          "note");
    return html;
}

std::string counts_table(const PrivacyMeasures& privacy) {
    const CopyCounts& copies = privacy.copies;
    const bool given = privacy.holdout_origin == HoldoutOrigin::given;
    std::string html = "<div class=\"scroll\">" + table_head({"What is counted", "#found", "#of", "#share"});
    const auto row = [&](const std::string& what, std::uint64_t found, std::uint64_t of) {
        const Proportion share{found, of};
        html +=
            TableRow().name(what).count(found).count(of).number(share.value(), percent_text(share.value())).finish();
    };
    row("unique real rows that a synthetic row equals", copies.copied, copies.unique_real);
    row(given ? "unique held-out rows that a synthetic row equals"
              : "unique rows of one half of the real rows that a row of the other half equals",
        copies.copied_holdout, copies.unique_holdout);
    if (!given)
        row("the same, that one of as many synthetic rows equals", copies.copied_in_part, copies.unique_holdout);
    row("synthetic rows that equal some real row", copies.synthetic_equal, copies.synthetic_rows);
    for (const SharedIdentifiers& shared : privacy.identifiers)
        row("synthetic values of " + shared.column + " that are real ones (by chance " +
                grouped_text(static_cast<std::uint64_t>(std::llround(shared.by_chance))) + ")",
            shared.shared, shared.synthetic);
    for (const SmallCells& cells : privacy.small_cells)
        row(std::string(cells.ways == 1 ? "rare synthetic values" : "rare synthetic pairs of values") +
                " that are rare in the real table too (of a second sample " +
                grouped_text(static_cast<std::uint64_t>(std::llround(cells.by_chance))) + ")",
            cells.both, cells.synthetic);
    return html + "</tbody></table></div>\n";
}

std::string distances_text(const ClosestRecords& closest) {
    return "Distances are shares of the largest possible one over all columns, of " + grouped_text(closest.rows) +
           " synthetic rows to the closest of " + grouped_text(closest.candidates) + " real ones. Of them " +
           percent_text(closest.closer_to_real.value()) + " [" + percent_text(closest.closer_interval.low) + ", " +
           percent_text(closest.closer_interval.high) + "] are closer to one of " +
           grouped_text(closest.closer_candidates) +
           " real rows than to one of as many held-out rows (50 % is natural). The closest real row is on average " +
           number_text(closest.ratio_synthetic) + " times as far as the second closest, of held-out rows " +
           number_text(closest.ratio_holdout) + ".";
}

// Whether some release let values in by a threshold, at a chance of its own.
bool has_thresholds(const PrivacyStatement& privacy) {
    return std::any_of(privacy.releases.begin(), privacy.releases.end(),
                       [](const Release& release) { return release.delta > 0; });
}

std::string release_row(const Release& release, const PrivacyStatement& privacy) {
    const double share = privacy.budget.units == 0 ? 0 : release.cost.value() / privacy.budget.value();
    TableRow row;
    row.name(release.what)
        .text(release.mechanism)
        .text(release.scale)
        .number(release.cost.value(), number_text(release.cost.value()))
        .number(share, percent_text(share));
    if (has_thresholds(privacy)) row.number(release.delta, number_text(release.delta));
    return row.finish();
}

std::string list_of(const std::vector<std::string>& lines) {
    std::string html = "<ul>\n";
    for (const std::string& line : lines) html += "<li>" + escaped(line) + "</li>\n";
    return html + "</ul>\n";
}

std::string ledger_of(const PrivacyStatement& privacy) {
    const bool by_row = privacy.unit == "row";
    const std::string unit = by_row ? "a row" : "a unit of " + privacy.unit;
    const std::string hidden = privacy.neighbours == Neighbours::add_or_remove
                                   ? "whether " + unit + " is in the data at all"
                                   : "what " + unit + " holds, not that it is there";
    const std::string used = by_row ? "" : "; at most " + grouped_text(privacy.max_rows) + " rows of a unit were used";
    std::string html = paragraph(
        "Epsilon " + number_text(privacy.epsilon) +
        (privacy.delta > 0 ? ", delta " + number_text(privacy.delta) : ", delta 0") + ". Hidden is " + hidden + used +
        ". Accounting: " + (privacy.accounting == Accounting::zcdp ? "zCDP" : "pure epsilon") + ".");
    if (!privacy.not_private.empty())
        html += "<p class=\"internal\"><b>Not private all the same:</b></p>" + list_of(privacy.not_private);
    const std::string unit_of_cost = privacy.accounting == Accounting::zcdp ? "#rho" : "#epsilon";
    std::vector<std::string> heads{"Release", "Mechanism", "Noise", unit_of_cost, "#of the budget"};
    if (has_thresholds(privacy)) heads.emplace_back("#delta of its threshold");
    html += "<div class=\"scroll tall\" tabindex=\"0\">" + table_head(heads);
    for (const Release& release : privacy.releases) html += release_row(release, privacy);
    html += "</tbody></table></div>\n";
    if (!privacy.declared_public.empty())
        html += "<h3>Taken as known to everybody</h3>\n" + list_of(privacy.declared_public);
    return html;
}

}  // namespace

std::string privacy_section(const Evaluation& evaluation) {
    if (!evaluation.privacy) return "";
    const PrivacyMeasures& privacy = *evaluation.privacy;
    std::string html = section_head("privacy", "Privacy") + paragraph(control_text(privacy));
    html += attacks_table(privacy);
    FigureContext context;
    context.real = "held-out real rows";
    context.min_count = 1;
    html += "<div class=\"wide\" style=\"margin-top:12px\">\n" +
            figure_card("What attacks won", "over their control; an interval that holds 0: nothing",
                        attacks_svg(privacy, SvgUse::inline_figure));
    if (privacy.closest.rows > 0 && !privacy.closest.histogram_synthetic.empty())
        html +=
            figure_card("Distance to the closest real row", "synthetic rows should be no closer than other real rows",
                        legend(context) + distances_svg(privacy.closest, SvgUse::inline_figure));
    html += "</div>\n";
    if (privacy.closest.rows > 0) html += paragraph(distances_text(privacy.closest));
    return html + "<h3>Copies, identifiers and small cells</h3>\n" + counts_table(privacy);
}

std::string ledger_section(const Evaluation& evaluation) {
    if (!evaluation.model) return "";
    const ModelFacts& model = *evaluation.model;
    std::string html = section_head("ledger", "Model and ledger");
    html += paragraph(model.path + ": " + model.mode +
                      (model.degree > 0 ? ", degree " + std::to_string(model.degree) : "") + ", learned from " +
                      grouped_text(model.rows) + " rows by version " + model.version + ".");
    if (!model.privacy)
        return html + paragraph(
                          "Learned without differential privacy: there is no ledger, and no bound on what the "
                          "replica may give away.");
    return html + ledger_of(*model.privacy);
}

}  // namespace replica
