#include "engine/evaluation/verdicts.hpp"

#include "engine/evaluation/privacy_verdicts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace replica {
namespace {

// Two samples of one population are about 1.4 times as far from each other as one is from the population.
constexpr double chance = 1.5;
constexpr double good_position = 0.1;  // a tenth of what could be lost is lost
constexpr double watch_position = 1.0 / 3;

// What rows are called that the replica is compared with.
std::string rows_name(const Evaluation& evaluation) {
    return evaluation.real_is_specification ? "specification" : "real";
}

std::string beside(const Evaluation& evaluation, const Fidelity& fidelity, const std::string& useless) {
    return number_text(fidelity.value) + " (a second " + rows_name(evaluation) + " sample " +
           number_text(fidelity.second_sample) + ", " + useless + " " + number_text(fidelity.useless) + ")";
}

void add_columns(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (evaluation.marginals.empty() || evaluation.columns.empty()) return;
    const auto worst = std::max_element(evaluation.columns.begin(), evaluation.columns.end(),
                                        [](const auto& a, const auto& b) { return a.tvd.value < b.tvd.value; });
    const Fidelity& mean = evaluation.marginals.front().tvd;
    verdicts.push_back({"Single columns", level_of(mean),
                        "Mean distance " + beside(evaluation, mean, "equally common values") + "; furthest is " +
                            worst->name + " with " + number_text(worst->tvd.value) + "."});
}

void add_joint(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    for (const MarginalMeasures& marginal : evaluation.marginals) {
        if (marginal.ways < 2) continue;
        const std::string name = marginal.ways == 2 ? "Pairs of columns" : "Triples of columns";
        verdicts.push_back({name, level_of(marginal.tvd),
                            "Mean distance of " + grouped_text(marginal.tables) + " joint tables " +
                                beside(evaluation, marginal.tvd, "independent columns") + "."});
    }
    if (evaluation.pairs && !std::isnan(evaluation.pairs->spearman.value)) {
        verdicts.push_back(
            {"Rank correlations", level_of(evaluation.pairs->spearman),
             "Mean difference " + beside(evaluation, evaluation.pairs->spearman, "no correlations") + "."});
    }
}

void add_times(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    const TimeProfile* worst = nullptr;
    for (const TimeProfile& profile : evaluation.times) {
        if (std::isnan(profile.tvd.value)) continue;
        const double position = position_of(profile.tvd);
        if (worst == nullptr || position > position_of(worst->tvd) || std::isnan(position_of(worst->tvd)))
            worst = &profile;
    }
    if (worst == nullptr) return;
    verdicts.push_back({"Time", level_of(worst->tvd),
                        "Of " + std::to_string(evaluation.times.size()) + " profiles the furthest is the " +
                            worst->over + " of " + worst->column + ": " + beside(evaluation, worst->tvd, "no rhythm") +
                            "."});
}

void add_missing(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (!evaluation.missing) return;
    VerdictLevel level = level_of(evaluation.missing->tvd);
    // Where columns are missing almost independently there is hardly a way to useless: few rows are few all the same.
    constexpr double few_rows = 0.02;
    if (level == VerdictLevel::bad && evaluation.missing->tvd.value < few_rows) level = VerdictLevel::watch;
    verdicts.push_back({"Missing values", level,
                        "Distance of what is missing together " +
                            beside(evaluation, evaluation.missing->tvd, "columns missing independently") + "."});
}

void add_validity(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (evaluation.validity.empty()) return;
    std::uint64_t broken = 0;
    const ValidityCheck* worst = &evaluation.validity.front();
    for (const ValidityCheck& check : evaluation.validity) {
        broken += check.failing > 0 ? 1 : 0;
        if (check.failing > worst->failing) worst = &check;
    }
    const std::string checks = std::to_string(evaluation.validity.size()) +
                               (evaluation.validity.size() == 1 ? " rule or key" : " rules and keys");
    if (broken == 0) {
        verdicts.push_back({"Validity", VerdictLevel::good, "No row breaks any of " + checks + "."});
        return;
    }
    verdicts.push_back({"Validity", VerdictLevel::bad,
                        std::to_string(broken) + " of " + checks + " are broken; most often \"" + worst->what +
                            "\", by " + grouped_text(worst->failing) + " of " + grouped_text(worst->rows) + " rows."});
}

void add_propensity(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (!evaluation.propensity) return;
    const double auc = evaluation.propensity->auc;
    // A classifier that is right in 11 of 20 pairs tells next to nothing; in 7 of 10, a lot.
    const VerdictLevel level = auc < 0.55 ? VerdictLevel::good : auc < 0.7 ? VerdictLevel::watch : VerdictLevel::bad;
    verdicts.push_back({"Telling them apart", level,
                        "Of a " + rows_name(evaluation) +
                            " row and a synthetic one a regression names the synthetic in " + percent_text(auc) +
                            " of all cases (a coin: 50 %); pMSE ratio " + number_text(evaluation.propensity->ratio) +
                            ", about 1 at best."});
}

void add_use(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (!evaluation.use) return;
    const UseMeasures& use = *evaluation.use;
    const double lost = use.real.auc - use.synthetic.auc;
    const double won = std::max(1e-9, use.real.auc - 0.5);
    VerdictLevel level = VerdictLevel::bad;
    if (lost < watch_position * won) level = VerdictLevel::watch;
    if (lost < good_position * won || use.synthetic.auc >= use.real.auc_interval.low) level = VerdictLevel::good;
    if (use.real.auc_interval.low < 0.55) level = VerdictLevel::unknown;
    verdicts.push_back(
        {"Use", level,
         "Predicting " + use.target + " on held-out " + rows_name(evaluation) + " rows: AUC " +
             number_text(use.synthetic.auc) + " when trained on synthetic rows, " + number_text(use.real.auc) + " on " +
             rows_name(evaluation) + " ones" +
             (level == VerdictLevel::unknown ? "; " + rows_name(evaluation) + " rows themselves hardly predict it."
                                             : ".")});
}

void add_ledger(const Evaluation& evaluation, std::vector<Verdict>& verdicts) {
    if (evaluation.real_is_specification) return;
    Verdict verdict{"Ledger", VerdictLevel::unknown, "No model was named, so nothing is known of its privacy."};
    if (evaluation.model && !evaluation.model->privacy) {
        verdict.level = VerdictLevel::watch;
        verdict.sentence = "Learned without differential privacy: only the measures of this page speak for it.";
    } else if (evaluation.model) {
        const PrivacyStatement& privacy = *evaluation.model->privacy;
        const bool is_private = privacy.not_private.empty();
        verdict.level = is_private ? VerdictLevel::good : VerdictLevel::bad;
        verdict.sentence = "Epsilon " + number_text(privacy.epsilon) +
                           (privacy.delta > 0 ? ", delta " + number_text(privacy.delta) : "") + " for each " +
                           (privacy.unit == "row" ? "row" : "unit of " + privacy.unit) +
                           (is_private ? "." : ", but not private: " + privacy.not_private.front() + ".");
    }
    verdicts.push_back(verdict);
}

}  // namespace

double position_of(const Fidelity& fidelity) {
    const double room = fidelity.useless - fidelity.second_sample;
    if (std::isnan(room) || !(room > 0) || std::isnan(fidelity.value)) return no_figure;
    return (fidelity.value - fidelity.second_sample) / room;
}

VerdictLevel level_of(const Fidelity& fidelity) {
    if (std::isnan(fidelity.value)) return VerdictLevel::unknown;
    if (fidelity.value <= chance * fidelity.second_sample) return VerdictLevel::good;
    const double position = position_of(fidelity);
    if (std::isnan(position)) return VerdictLevel::bad;
    if (position < good_position) return VerdictLevel::good;
    return position < watch_position ? VerdictLevel::watch : VerdictLevel::bad;
}

std::vector<Verdict> verdicts_of(const Evaluation& evaluation) {
    std::vector<Verdict> verdicts;
    add_columns(evaluation, verdicts);
    add_joint(evaluation, verdicts);
    add_times(evaluation, verdicts);
    add_missing(evaluation, verdicts);
    add_validity(evaluation, verdicts);
    add_propensity(evaluation, verdicts);
    add_use(evaluation, verdicts);
    if (evaluation.privacy) {
        for (Verdict& verdict : privacy_verdicts(*evaluation.privacy)) verdicts.push_back(std::move(verdict));
    }
    if (evaluation.real) add_ledger(evaluation, verdicts);
    return verdicts;
}

std::string number_text(double value) {
    if (std::isnan(value)) return "\xe2\x80\x93";
    char digits[32];
    const double size = std::abs(value);
    const char* format = size == 0 ? "%.0f" : size < 0.001 ? "%.2g" : size < 0.1 ? "%.4f" : size < 10 ? "%.3f" : "%.1f";
    std::snprintf(digits, sizeof digits, format, value);
    return digits;
}

std::string percent_text(double share) {
    if (std::isnan(share)) return "\xe2\x80\x93";
    char digits[32];
    const double size = std::abs(share);
    const char* format = size == 0 || size == 1 ? "%.0f %%"
                         : size < 0.001         ? "%.2g %%"
                         : size < 0.1           ? "%.2f %%"
                                                : "%.1f %%";
    std::snprintf(digits, sizeof digits, format, 100 * share);
    return digits;
}

std::string grouped_text(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
    return text;
}

}  // namespace replica
