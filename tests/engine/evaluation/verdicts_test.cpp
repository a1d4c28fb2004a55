#include "engine/evaluation/verdicts.hpp"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace replica {
namespace {

const Verdict& verdict_named(const std::vector<Verdict>& verdicts, const std::string& group) {
    for (const Verdict& verdict : verdicts)
        if (verdict.group == group) return verdict;
    throw std::runtime_error("no verdict on " + group);
}

TEST(Verdicts, FollowFromTheWayToUseless) {
    EXPECT_EQ(level_of(Fidelity{0.145, 0.1, 0.2}), VerdictLevel::good);  // chance
    EXPECT_EQ(level_of(Fidelity{0.05, 0.01, 0.5}), VerdictLevel::good);  // 8 % of the way
    EXPECT_EQ(level_of(Fidelity{0.10, 0.01, 0.5}), VerdictLevel::watch);
    EXPECT_EQ(level_of(Fidelity{0.30, 0.01, 0.5}), VerdictLevel::bad);
    EXPECT_EQ(level_of(Fidelity{0.199, 0.118, 0.26}), VerdictLevel::bad);
    EXPECT_EQ(level_of(Fidelity{0.3, 0.1, 0.1}), VerdictLevel::bad);  // no room between the two
    EXPECT_EQ(level_of(Fidelity{}), VerdictLevel::unknown);
    EXPECT_NEAR(position_of({0.25, 0.1, 0.4}), 0.5, 1e-12);
    EXPECT_TRUE(std::isnan(position_of({0.25, 0.4, 0.1})));
}

Attack attack_that_won(double value, double low) {
    Attack attack{"linkability", "", {120, 1000}, {100, 1000}, {}};
    attack.won = {value, {low, value + 0.02}};
    return attack;
}

TEST(Verdicts, SayWhatAnAttackWonOverItsControl) {
    EXPECT_EQ(level_of(attack_that_won(0.02, -0.01)), VerdictLevel::good);
    EXPECT_EQ(level_of(attack_that_won(0.02, 0.005)), VerdictLevel::watch);
    EXPECT_EQ(level_of(attack_that_won(0.20, 0.15)), VerdictLevel::bad);
    Evaluation evaluation;
    evaluation.real = EvaluatedTable{"real", 10};
    evaluation.privacy.emplace();
    evaluation.privacy->attacks = {attack_that_won(0.2, 0.15)};
    const auto verdicts = verdicts_of(evaluation);
    const Verdict& verdict = verdict_named(verdicts, "Linkability");
    EXPECT_NE(verdict.sentence.find("12.0 %"), std::string::npos);
    EXPECT_NE(verdict.sentence.find("10.0 %"), std::string::npos);
    EXPECT_NE(verdict.sentence.find("20.0 %"), std::string::npos) << verdict.sentence;
}

TEST(Verdicts, JudgeCopiesByWhatIsNatural) {
    Evaluation evaluation;
    evaluation.real = EvaluatedTable{"real", 1000};
    evaluation.privacy.emplace();
    PrivacyMeasures& privacy = *evaluation.privacy;
    privacy.holdout_origin = HoldoutOrigin::given;
    privacy.copies = {1000, 300, 1000, 290, 0, 1000, 400};
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Exact copies").level, VerdictLevel::good);
    privacy.copies.copied = 900;
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Exact copies").level, VerdictLevel::bad);
    privacy.holdout_origin = HoldoutOrigin::split;
    privacy.copies.copied_in_part = 280;
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Exact copies").level, VerdictLevel::good);
}

TEST(Verdicts, JudgeIdentifiersByChance) {
    Evaluation evaluation;
    evaluation.real = EvaluatedTable{"real", 1000};
    evaluation.privacy.emplace();
    evaluation.privacy->identifiers = {{"id", 1000, 510, 500}};
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Identifiers").level, VerdictLevel::good);
    evaluation.privacy->identifiers = {{"uuid", 1000, 1, 0}};
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Identifiers").level, VerdictLevel::bad);
}

TEST(Verdicts, ReadTheLedger) {
    Evaluation evaluation;
    evaluation.real = EvaluatedTable{"real", 1000};
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Ledger").level, VerdictLevel::unknown);
    evaluation.model.emplace();
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Ledger").level, VerdictLevel::watch);
    evaluation.model->privacy.emplace();
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Ledger").level, VerdictLevel::good);
    evaluation.model->privacy->not_private = {"the domain was read off the data"};
    EXPECT_EQ(verdict_named(verdicts_of(evaluation), "Ledger").level, VerdictLevel::bad);
}

TEST(Verdicts, AreNoneOfNothing) { EXPECT_TRUE(verdicts_of({}).empty()); }

TEST(Numbers, AreWrittenForPeople) {
    EXPECT_EQ(number_text(0), "0");
    EXPECT_EQ(number_text(0.01234), "0.0123");
    EXPECT_EQ(number_text(1234.5), "1234.5");
    EXPECT_EQ(number_text(no_figure), "\xe2\x80\x93");
    EXPECT_EQ(percent_text(0.041), "4.10 %");
    EXPECT_EQ(percent_text(1), "100 %");
    EXPECT_EQ(grouped_text(1234567), "1,234,567");
    EXPECT_EQ(grouped_text(123), "123");
}

}  // namespace
}  // namespace replica
