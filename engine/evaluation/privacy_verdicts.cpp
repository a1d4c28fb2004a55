#include "engine/evaluation/privacy_verdicts.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

// What can be won over the control without much harm; beyond, the replica gives persons away.
constexpr double disclosed = 0.05;

std::string upper_first(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string control_rows(const PrivacyMeasures& privacy) {
    return privacy.holdout_origin == HoldoutOrigin::given ? "of rows that the model has not seen"
                                                          : "with other real rows in place of synthetic ones";
}

VerdictLevel level_of_rates(const Proportion& found, const Proportion& natural) {
    const Advantage won = advantage(found, natural);
    if (found.hits == 0 || !(won.interval.low > 0)) return VerdictLevel::good;
    return won.value < disclosed ? VerdictLevel::watch : VerdictLevel::bad;
}

Verdict copies(const PrivacyMeasures& privacy) {
    const CopyCounts& counts = privacy.copies;
    const bool given = privacy.holdout_origin == HoldoutOrigin::given;
    const Proportion found{counts.copied, counts.unique_real};
    const Proportion natural{counts.copied_holdout, counts.unique_holdout};
    // As many rows on both sides: of a split holdout one half is looked for in the other, and in so many synthetic
    // rows.
    const Proportion fair = given ? found : Proportion{counts.copied_in_part, counts.unique_holdout};
    Verdict verdict{"Exact copies", level_of_rates(fair, natural), ""};
    verdict.sentence = grouped_text(found.hits) + " of " + grouped_text(found.trials) +
                       " unique real rows are in the replica (" + percent_text(found.value()) + ").";
    if (natural.trials > 0)
        verdict.sentence += given
                                ? " Of unique rows that the model has not seen, " + percent_text(natural.value()) + "."
                                : " Of one half of the real rows " + percent_text(fair.value()) +
                                      " are in as many synthetic rows as the other half has, and " +
                                      percent_text(natural.value()) + " in that half.";
    return verdict;
}

Verdict identifiers(const PrivacyMeasures& privacy) {
    const SharedIdentifiers* worst = &privacy.identifiers.front();
    const auto excess = [](const SharedIdentifiers& shared) {
        return static_cast<double>(shared.shared) - shared.by_chance;
    };
    for (const SharedIdentifiers& shared : privacy.identifiers)
        if (excess(shared) > excess(*worst)) worst = &shared;
    // Six standard deviations of a number that is met by chance.
    const double most = worst->by_chance + 6 * std::sqrt(worst->by_chance);
    const bool too_many = static_cast<double>(worst->shared) > most;
    return {"Identifiers", too_many ? VerdictLevel::bad : VerdictLevel::good,
            "Of " + grouped_text(worst->synthetic) + " values of " + worst->column + " " + grouped_text(worst->shared) +
                " occur in the real table; by chance it would be " +
                grouped_text(static_cast<std::uint64_t>(std::llround(worst->by_chance))) + "."};
}

Verdict distances(const PrivacyMeasures& privacy) {
    const ClosestRecords& closest = privacy.closest;
    const double natural = closest.holdout.p05;
    // Closer than real rows are to each other, at the near end, is what copying looks like.
    const bool nearer =
        closest.synthetic.p05 < 0.8 * natural || closest.synthetic.share_zero > closest.holdout.share_zero + disclosed;
    const bool much_nearer = closest.synthetic.p05 < 0.5 * natural ||
                             closest.synthetic.share_zero > closest.holdout.share_zero + 2 * disclosed;
    return {"Closest records",
            much_nearer ? VerdictLevel::bad
            : nearer    ? VerdictLevel::watch
                        : VerdictLevel::good,
            "The closest twentieth of synthetic rows lies within " + number_text(closest.synthetic.p05) +
                " of a real row, of other real rows within " + number_text(natural) + "; " +
                percent_text(closest.synthetic.share_zero) + " lie at 0, naturally " +
                percent_text(closest.holdout.share_zero) + "."};
}

Verdict membership(const PrivacyMeasures& privacy) {
    const Membership& found = privacy.membership;
    const bool nothing = found.auc_interval.low <= 0.5;
    const VerdictLevel level = nothing            ? VerdictLevel::good
                               : found.auc < 0.55 ? VerdictLevel::watch
                                                  : VerdictLevel::bad;
    const std::string share = percent_text(found.auc) + " [" + percent_text(found.auc_interval.low) + ", " +
                              percent_text(found.auc_interval.high) + "]";
    if (privacy.holdout_origin == HoldoutOrigin::given)
        return {"Membership", level,
                "Whose row was learned from is guessed right in " + share +
                    " of all pairs of persons; a coin would be in 50 %."};
    return {"Membership", level,
            "To a real row the closest synthetic row is closer than the closest other real row in " + share +
                " of all pairs; 50 % is natural."};
}

Verdict attack_verdict(const Attack& attack, const PrivacyMeasures& privacy) {
    const VerdictLevel level = level_of(attack);
    std::string sentence = percent_text(attack.attack.value()) + " of " + grouped_text(attack.attack.trials) +
                           " attempts succeed, " + percent_text(attack.control.value()) + " " + control_rows(privacy) +
                           ": ";
    if (level == VerdictLevel::good)
        sentence += "nothing is won.";
    else
        sentence += percent_text(attack.won.value) + " [" + percent_text(attack.won.interval.low) + ", " +
                    percent_text(attack.won.interval.high) + "] of what was unknown is won.";
    return {upper_first(attack.name), level, sentence};
}

}  // namespace

VerdictLevel level_of(const Attack& attack) {
    if (attack.attack.trials == 0) return VerdictLevel::unknown;
    if (!(attack.won.interval.low > 0)) return VerdictLevel::good;
    return attack.won.value < disclosed ? VerdictLevel::watch : VerdictLevel::bad;
}

std::vector<Verdict> privacy_verdicts(const PrivacyMeasures& privacy) {
    std::vector<Verdict> verdicts{copies(privacy)};
    if (!privacy.identifiers.empty()) verdicts.push_back(identifiers(privacy));
    if (privacy.closest.rows > 0) verdicts.push_back(distances(privacy));
    if (privacy.membership.members > 0) verdicts.push_back(membership(privacy));
    for (const Attack& attack : privacy.attacks)
        if (attack.detail.empty()) verdicts.push_back(attack_verdict(attack, privacy));
    return verdicts;
}

}  // namespace replica
