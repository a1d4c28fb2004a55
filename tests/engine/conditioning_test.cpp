#include "engine/conditioning.hpp"

#include "engine/error.hpp"
#include "engine/evidence.hpp"
#include "engine/person_tier.hpp"
#include "engine/synthesis.hpp"
#include "engine/variable_elimination.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/engine/random_network.hpp"
#include "tests/engine/reference/joint_distribution.hpp"
#include "tests/engine/reference/sampled_distribution.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

using reference::joint_distribution;
using reference::JointDistribution;
using reference::sampled;
using reference::weighed;
using testing_models::categorical;
using testing_models::clinic;
using testing_models::hospital;
using testing_models::make_family;
using testing_models::random_network;
using Codes = std::vector<std::uint16_t>;

constexpr std::uint64_t any_size = std::uint64_t{1} << 22U;

std::vector<CodeEvidence> random_evidence(const Model& model, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<CodeEvidence> evidence;
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        if (random() % 3 != 0) continue;
        evidence.push_back({c, {}});
        for (std::uint32_t code = 0; code < model.columns[c].domain_size(); ++code)
            evidence.back().likelihood.push_back(static_cast<double>(random() % 3) / 2);
    }
    return evidence;
}

double likelihood_of(const std::vector<CodeEvidence>& evidence, const Codes& codes) {
    double product = 1;
    for (const CodeEvidence& of_column : evidence) product *= of_column.likelihood[codes[of_column.column]];
    return product;
}

// The model with its ancestors' families replaced.
Model given(const Model& model, const std::vector<CodeEvidence>& evidence, Eliminated eliminated) {
    Model changed = model;
    const auto involved = ancestors_of(model, evidence);
    for (const Family& family : model.families)
        if (!involved[family.child]) eliminated.families.push_back(family);
    changed.families = std::move(eliminated.families);
    return changed;
}

TEST(VariableElimination, EqualsEnumeration) {
    unsigned possible = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        const Model model = random_network(seed);
        const auto evidence = random_evidence(model, seed);
        const auto expected =
            weighed(joint_distribution(model), [&](const Codes& codes) { return likelihood_of(evidence, codes); });
        const auto eliminated = eliminate(model, evidence, any_size);
        ASSERT_TRUE(eliminated.has_value());
        EXPECT_NEAR(eliminated->mass, expected.mass, 1e-12 * (1 + expected.mass)) << seed;
        if (expected.mass == 0) continue;
        ++possible;
        const Model changed = given(model, evidence, *eliminated);
        EXPECT_LT(reference::distance(joint_distribution(changed), expected.joint), 1e-7) << seed;
        EXPECT_NO_THROW(Synthesizer{changed}) << seed;
    }
    EXPECT_GT(possible, 50U);
}

TEST(VariableElimination, PersonsGetNoParentsOfTheRowTier) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        Model model = random_network(seed);
        // Columns up to the first that has a parent of another tier.
        for (const Family& family : model.families) {
            const bool persons = std::all_of(family.parents.begin(), family.parents.end(),
                                             [&](auto parent) { return model.columns[parent].tier == Tier::person; });
            if (persons && family.child % 3 != 2) model.columns[family.child].tier = Tier::person;
        }
        const auto evidence = random_evidence(model, seed + 100);
        const auto eliminated = eliminate(model, evidence, any_size);
        ASSERT_TRUE(eliminated.has_value());
        for (const Family& family : eliminated->families)
            for (const std::uint32_t parent : family.parents)
                EXPECT_TRUE(model.columns[family.child].tier == Tier::row ||
                            model.columns[parent].tier == Tier::person);
        if (eliminated->mass == 0) continue;
        const auto expected =
            weighed(joint_distribution(model), [&](const Codes& codes) { return likelihood_of(evidence, codes); });
        EXPECT_LT(reference::distance(joint_distribution(given(model, evidence, *eliminated)), expected.joint), 1e-7);
    }
}

TEST(VariableElimination, StopsAtTheCap) {
    const Model model = hospital();
    const std::vector<CodeEvidence> evidence = {{4, {1, 0, 1}}};  // age given sex and ward: 2 x 2 x 6 cells
    EXPECT_FALSE(eliminate(model, evidence, 23).has_value());
    EXPECT_TRUE(eliminate(model, evidence, 24).has_value());
}

constexpr std::size_t many_rows = std::size_t{64} * sampling_block_rows;

TEST(Condition, TablesAndRejectionMakeTheSame) {
    for (const std::string text : {"sex=M", "note=NULL", "age=35..", "ward=NULL|\"Ear, nose\",age=..85"}) {
        const auto conditions = parse_conditions(text);
        Model exact = hospital();
        const Conditioned by_tables = condition(exact, conditions);
        ASSERT_EQ(by_tables.by, GivenBy::tables);
        const auto expected = weighed(joint_distribution(hospital()),
                                      [&](const Codes& codes) { return likelihood_of(exact.given, codes); });
        EXPECT_NEAR(by_tables.share.value(), expected.mass, 1e-9) << text;
        EXPECT_LT(reference::distance(joint_distribution(exact), expected.joint), 1e-7) << text;

        Model rejecting = hospital();
        const Conditioned by_rejection = condition(rejecting, conditions, {.max_cells = 0});
        ASSERT_EQ(by_rejection.by, GivenBy::rejection);
        EXPECT_NEAR(by_rejection.share.value(), expected.mass, 0.02) << text;
        EXPECT_LT(reference::distance(sampled(rejecting, many_rows), expected.joint), 0.01) << text;
        EXPECT_LT(reference::distance(sampled(exact, many_rows), expected.joint), 0.01) << text;
    }
}

TEST(Condition, RejectionIsAFunctionOfTheRow) {
    Model model = hospital();
    condition(model, parse_conditions("age=35.."), {.max_cells = 0});
    const Synthesizer synthesizer(model);
    ASSERT_TRUE(synthesizer.rejects());
    SampledBlock whole;
    SampledBlock part;
    synthesizer.sample_codes(3, 2 * sampling_block_rows, sampling_block_rows, whole);
    synthesizer.sample_codes(3, 2 * sampling_block_rows + 100, 7, part);
    for (const std::uint32_t c : synthesizer.columns())
        EXPECT_EQ(part.codes[c], Codes(whole.codes[c].begin() + 100, whole.codes[c].begin() + 107)) << c;
}

// What is left of rows drawn without the condition: the row-level distribution that is wanted.
JointDistribution filtered(const Model& plain, const std::vector<CodeEvidence>& evidence, double& mass) {
    const auto result =
        weighed(sampled(plain, 8 * many_rows), [&](const Codes& codes) { return likelihood_of(evidence, codes); });
    mass = result.mass;
    return result.joint;
}

TEST(Condition, RowsOfPersonsAreThoseThatAreLeftOfAll) {
    struct Case {
        std::string given;
        GivenBy by;
    };
    const std::vector<Case> cases = {
        {"sex=F", GivenBy::tables},
        {"smoker=yes", GivenBy::tables},
        {"smoker=", GivenBy::tables},            // always missing in the row, whatever the person has
        {"smoker=yes|", GivenBy::rejection},     // missing in the row or yes
        {"ward=c", GivenBy::rejection},          // hangs on what is missing in the row
        {"ward=c,smoker=yes", GivenBy::tables},  // where it isn't
    };
    for (const auto& [text, by] : cases) {
        Model model = clinic();
        const Conditioned conditioned = condition(model, parse_conditions(text));
        EXPECT_EQ(conditioned.by, by) << text;
        double mass = 0;
        const auto expected = filtered(clinic(), model.given, mass);
        EXPECT_NEAR(conditioned.share.value(), mass, 0.01) << text;
        const auto rows = sampled(model, many_rows);
        EXPECT_LT(reference::distance(rows, expected), 0.02) << text;
        for (const auto& [codes, share] : rows) ASSERT_GT(likelihood_of(model.given, codes), 0) << text;

        Model rejecting = clinic();
        condition(rejecting, parse_conditions(text), {.max_cells = 0});
        EXPECT_LT(reference::distance(sampled(rejecting, many_rows), expected), 0.02) << text;
    }
}

TEST(Condition, RandomModeStaysEven) {
    Model model = hospital();
    model.mode = Mode::random;
    model.families.clear();
    const Conditioned conditioned = condition(model, parse_conditions("age=40..59,sex=F"));
    EXPECT_NEAR(conditioned.share.value(), 20.0 / 121 / 2, 1e-6);
    const Synthesizer synthesizer(model);
    SampledBlock block;
    DecodedColumn ages;
    synthesizer.sample_codes(1, 0, 2000, block);
    synthesizer.decode(4, 1, 0, block, ages);
    std::map<std::string, int> counts;
    for (const auto cell : ages.cells) ++counts[synthesizer.decoder(4).prepared()[cell - 1]];
    EXPECT_EQ(counts.size(), 20U);
    for (const auto& [age, count] : counts) EXPECT_NEAR(count, 100, 50) << age;
}

std::string refusal(Model model, const std::string& given) {
    try {
        condition(model, parse_conditions(given));
    } catch (const InputError& error) {
        return error.what();
    }
    return "none";
}

TEST(Condition, WhatCannotBeIsRefused) {
    EXPECT_NE(refusal(hospital(), "colour=red").find("no column of that name"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "secret=x").find("no column of that name"), std::string::npos);
    EXPECT_NE(refusal(clinic(), "(rows a person)=2").find("no column of that name"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "row_id=5").find("an identifier"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "patient=5").find("an identifier"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "sex=X").find("never writes \"X\" there; it writes F, M"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "sex=A..F").find("has no ranges"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "sex=NULL").find("no missing values"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "age=old").find("\"old\" is no integer"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "age=130..").find("its values lie from 0 to 120"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "age=20|25").find("never writes \"25\""), std::string::npos) << "between the slots";
    EXPECT_NE(refusal(hospital(), "age=30..20").find("is empty"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "note=hello").find("only whether they are missing"), std::string::npos);
    EXPECT_NE(refusal(hospital(), "sex=F,ward=NULL").find("no row of this model satisfies"), std::string::npos);
    EXPECT_EQ(refusal(hospital(), "sex=F"), "none");
}

TEST(Evidence, BinsAreCutByWeight) {
    // Bin 0 has 20 three times and 30 to 39 once; bin 1 has 40; bin 2 is 80 to 120 without slots.
    Model model = hospital();
    const auto evidence = narrow(model, parse_conditions("age=35..89"));
    ASSERT_EQ(evidence.size(), 1U);
    EXPECT_EQ(evidence[0].column, 4U);
    EXPECT_NEAR(evidence[0].likelihood[0], 0.25 * 5 / 10, 1e-12);
    EXPECT_EQ(evidence[0].likelihood[1], 1);
    EXPECT_NEAR(evidence[0].likelihood[2], 10.0 / 41, 1e-12);
    const ColumnModel& age = model.columns[4];
    ASSERT_EQ(age.first_slot, (std::vector<std::uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ(age.slots[0].low, 35);
    EXPECT_EQ(age.slots[0].high, 39);
    EXPECT_EQ(age.slots[2].low, 80);
    EXPECT_EQ(age.slots[2].high, 89);
}

TEST(Evidence, CutsKeepToTheGridAndJoinAlternatives) {
    Model model = hospital();  // weight: -1000.00 to 20000.00 by 0.05
    const auto evidence = narrow(model, parse_conditions("weight=0.01..0.12|0.1..0.2|7"));
    const ColumnModel& weight = model.columns[6];
    ASSERT_EQ(weight.slots.size(), 2U);
    EXPECT_EQ(weight.slots[0].low, 5);
    EXPECT_EQ(weight.slots[0].high, 20);
    EXPECT_EQ(weight.slots[1].low, 700);
    EXPECT_NEAR(static_cast<double>(weight.slots[0].weight) / static_cast<double>(weight.slots[1].weight), 4, 0.01);
    EXPECT_NEAR(evidence[0].likelihood[0], 5.0 / 420001, 1e-12);
}

TEST(Evidence, ADateStandsForItsWholeDay) {
    Model model = hospital();
    narrow(model, parse_conditions("visit=2020-03-01..2020-03-02|2021-05-05 10:00:00"));
    const ColumnModel& visit = model.columns[5];
    ASSERT_EQ(visit.slots.size(), 2U);
    EXPECT_EQ(visit.slots[0].low, 1583020800);
    EXPECT_EQ(visit.slots[0].high, 1583020800 + 2 * 86400 - 1);
    EXPECT_EQ(visit.slots[1].low, visit.slots[1].high);
}

TEST(Evidence, MissingAndPooledValues) {
    Model model = hospital();
    // Tokens stand for missing unless they are quoted; pooled values are imitated by shape, so they satisfy nothing.
    EXPECT_EQ(narrow(model, parse_conditions("ward=\"NA\""))[0].likelihood, (std::vector<double>{0, 0, 1, 0, 0, 0}));
    EXPECT_EQ(narrow(model, parse_conditions("ward=NA"))[0].likelihood, (std::vector<double>{0, 0, 0, 0, 0, 1}));
    // Without shapes, kept values stand in for pooled ones by their weight.
    model.columns[3].pooled_patterns.clear();
    model.columns[3].value_weights = {1, 2, 3, 4};
    EXPECT_EQ(narrow(model, parse_conditions("ward=\"NA\"|\"Ear, nose\""))[0].likelihood,
              (std::vector<double>{1, 0, 1, 0, 0.4, 0}));
    EXPECT_EQ(model.columns[3].value_weights, (std::vector<std::uint64_t>{1, 0, 3, 0}));
}

TEST(Condition, WhatIsGivenIsNeverLeftEmpty) {
    Model model = hospital();
    model.columns[2].has_missing = true;
    model.families[0] = make_family(model.columns, 2, {}, {{{}, 0, 60}, {{}, 1, 40}});
    for (std::size_t i = 1; i < 3; ++i) {  // sex is the first parent: its new code is the highest digit
        Family& family = model.families[i];
        for (auto& configuration : family.configurations) configuration = configuration % 2 + configuration / 2 * 3;
    }
    model.missing_rate = 1;
    condition(model, parse_conditions("sex=F"));
    const Synthesizer synthesizer(model);
    SampledBlock block;
    synthesizer.sample_codes(1, 0, 1000, block);
    EXPECT_EQ(block.codes[2], Codes(1000, 0));
    EXPECT_EQ(block.codes[3], Codes(1000, 5)) << "all else is";
}

}  // namespace
}  // namespace replica
