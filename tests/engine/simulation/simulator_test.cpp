#include "engine/simulation/simulator.hpp"

#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "engine/latent_correlation.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

SimulatedColumn law_column(const std::string& name, LawFamily family, const LawParameters& parameters) {
    SimulatedColumn column;
    column.name = name;
    column.place = "column " + name;
    column.kind = ColumnKind::law;
    column.law = parametric_law(family, parameters);
    return column;
}

SimulatedColumn value_column(const std::string& name, const std::string& value) {
    SimulatedColumn column;
    column.name = name;
    column.place = "column " + name;
    column.value = {value, column.place + ": value"};
    return column;
}

SimulationSpec one_table(std::vector<SimulatedColumn> columns) {
    SimulationSpec spec;
    spec.file = "spec.toml";
    spec.tables.emplace_back();
    spec.tables.front().columns = std::move(columns);
    return spec;
}

std::vector<std::vector<double>> simulate(const Simulator& simulator, std::size_t rows, std::size_t block_rows = 2'048,
                                          std::size_t table = 0) {
    std::vector<std::vector<double>> values;
    SimulatedBlock block;
    for (std::size_t first = 0; first < rows; first += block_rows) {
        simulator.simulate(1, first, std::min(block_rows, rows - first), block);
        const auto& made = block.tables[table].values;
        values.resize(made.size());
        for (std::size_t c = 0; c < made.size(); ++c) values[c].insert(values[c].end(), made[c].begin(), made[c].end());
    }
    return values;
}

std::string refusal(const SimulationSpec& spec) {
    try {
        const Simulator simulator(spec);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Simulator, RowsAreTheSameInBlocksOfAnySize) {
    SimulationSpec spec =
        one_table({law_column("a", LawFamily::normal, {0, 1, 0}), law_column("b", LawFamily::poisson, {3, 0, 0}),
                   value_column("c", "a + b + normal(b, 1)")});
    spec.tables.front().correlations = {{"a", "b", .4, "here"}};
    const Simulator simulator(spec);
    const auto whole = simulate(simulator, 5'000, 5'000);
    for (const std::size_t block : {1U, 7U, 64U, 4'999U}) EXPECT_EQ(simulate(simulator, 5'000, block), whole);
}

TEST(Simulator, OneMoreColumnLeavesTheOthersAsTheyAre) {
    const auto a = law_column("a", LawFamily::normal, {0, 1, 0});
    const auto c = value_column("c", "a + uniform(0, 1)");
    const auto few = simulate(Simulator(one_table({a, c})), 100);
    const auto more = simulate(Simulator(one_table({law_column("z", LawFamily::gamma, {2, 1, 0}), a, c})), 100);
    EXPECT_EQ(few[0], more[1]);
    EXPECT_EQ(few[1], more[2]);
}

TEST(Simulator, ColumnsNeedNotStandInTheOrderThatTheyNeedEachOther) {
    const auto values = simulate(Simulator(one_table({value_column("c", "b * 2"), value_column("b", "a + 1"),
                                                      law_column("a", LawFamily::uniform, {0, 1, 0})})),
                                 50);
    for (std::size_t row = 0; row < 50; ++row) EXPECT_EQ(values[0][row], 2 * (values[2][row] + 1));
}

TEST(Simulator, ACircleIsNamed) {
    EXPECT_EQ(refusal(one_table({value_column("a", "c + 1"), value_column("b", "a"), value_column("c", "b")})),
              "column a: the expressions go in a circle: a needs c, c needs b, b needs a");
    EXPECT_EQ(refusal(one_table({value_column("a", "a + 1")})), "column a: the expressions go in a circle: a needs a");
}

TEST(Simulator, WhatIsMissingMayHangOnWhatElseIs) {
    SimulatedColumn a = law_column("a", LawFamily::normal, {0, 1, 0});
    a.missing = .3;
    SimulatedColumn b = law_column("b", LawFamily::normal, {0, 1, 0});
    b.missing_when = WrittenExpression{"is_missing(a) or b > 2", "b"};
    SimulatedColumn c = value_column("c", "a + 1");
    const Simulator simulator(one_table({a, b, c}));
    SimulatedBlock block;
    simulator.simulate(1, 0, 20'000, block);
    const SimulatedRows& rows = block.tables[0];
    double missing = 0;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        missing += rows.missing[0][row];
        EXPECT_EQ(rows.missing[1][row] > 0, rows.missing[0][row] > 0 || rows.values[1][row] > 2);
        EXPECT_EQ(rows.missing[2][row], 0);  // expressions see what lies under a missing value
    }
    EXPECT_NEAR(missing / 20'000, .3, .01);
}

TEST(Simulator, RulesHoldInEveryRow) {
    SimulationSpec spec = one_table({law_column("n", LawFamily::poisson, {2, 0, 0}),
                                     value_column("risk", "bernoulli(0.1) == 1 ? 'yes' : 'no'"),
                                     law_column("x", LawFamily::normal, {0, 1, 0})});
    spec.tables.front().rules = {{{"n > 3", "r"}, "risk", {"'yes'", "r"}}, {{"x > 1", "r"}, "x", {"1", "r"}}};
    const Simulator simulator(spec);
    SimulatedBlock block;
    std::size_t others = 0;
    simulator.simulate(1, 0, 50'000, block);
    const auto& values = block.tables[0].values;
    for (std::size_t row = 0; row < 50'000; ++row) {
        const bool yes = simulator.texts()[static_cast<std::size_t>(values[1][row])] == "yes";
        EXPECT_TRUE(yes || values[0][row] <= 3);
        if (values[0][row] <= 3 && !yes) ++others;
        EXPECT_LE(values[2][row], 1);
    }
    EXPECT_GT(others, 30'000U);
}

// Solved, not found by trial: no column hangs on a condition.
TEST(Simulator, SpearmansCorrelationsOfPlainLawsAreThoseAskedFor) {
    SimulatedColumn bmi = law_column("bmi", LawFamily::gamma, {27, 1, 0});
    bmi.decimals = 0;
    SimulationSpec spec = one_table({law_column("age", LawFamily::lognormal, {3.6, .45, 0}), bmi,
                                     law_column("n", LawFamily::poisson, {.9, 0, 0}),
                                     law_column("flag", LawFamily::bernoulli, {.2, 0, 0})});
    spec.tables.front().correlations = {
        {"age", "bmi", .7, "m"}, {"age", "n", .45, "m"}, {"bmi", "n", .2, "m"}, {"n", "flag", -.3, "m"}};
    const auto values = simulate(Simulator(spec), 1'000'000);
    EXPECT_NEAR(spearman(values[0], values[1]), .7, .01);
    EXPECT_NEAR(spearman(values[0], values[2]), .45, .01);
    EXPECT_NEAR(spearman(values[1], values[2]), .2, .01);
    EXPECT_NEAR(spearman(values[2], values[3]), -.3, .01);
    EXPECT_NEAR(spearman(values[0], values[3]), 0, .01);
}

TEST(Simulator, SpearmansCorrelationsUnderConditionsAreThoseAskedFor) {
    SimulatedColumn age = law_column("age", LawFamily::lognormal, {3.6, .45, 0});
    age.lowest = 18;
    age.highest = 95;
    age.decimals = 0;
    SimulatedColumn lead = law_column("lead", LawFamily::lognormal, {2.3, .7, 0});
    lead.when = {{{"flag == 1", "when"}, parametric_law(LawFamily::lognormal, {3.2, .7, 0})}};
    SimulationSpec spec = one_table({age, law_column("n", LawFamily::poisson, {.9, 0, 0}),
                                     law_column("flag", LawFamily::bernoulli, {.2, 0, 0}), lead,
                                     law_column("free", LawFamily::normal, {0, 1, 0})});
    spec.tables.front().correlations = {
        {"age", "n", .45, "here"}, {"age", "lead", .3, "here"}, {"n", "flag", -.3, "here"}};
    const auto values = simulate(Simulator(spec), 1'000'000);
    EXPECT_NEAR(spearman(values[0], values[1]), .45, .01);
    EXPECT_NEAR(spearman(values[0], values[3]), .3, .01);
    EXPECT_NEAR(spearman(values[1], values[2]), -.3, .01);
    EXPECT_NEAR(spearman(values[0], values[4]), 0, .01);
}

TEST(Simulator, CorrelationsThatCannotBeAreToldWithWhatCan) {
    SimulationSpec spec = one_table(
        {law_column("a", LawFamily::bernoulli, {.05, 0, 0}), law_column("b", LawFamily::bernoulli, {.5, 0, 0})});
    spec.tables.front().correlations = {{"a", "b", .6, "spec.toml, line 9: spearman"}};
    EXPECT_EQ(
        refusal(spec),
        "spec.toml, line 9: spearman: a Spearman correlation of 0.6 between \"a\" and \"b\" can't be attained: these "
        "distributions allow -0.229 to 0.229");
    SimulationSpec contradiction =
        one_table({law_column("a", LawFamily::normal, {0, 1, 0}), law_column("b", LawFamily::normal, {0, 1, 0}),
                   law_column("c", LawFamily::normal, {0, 1, 0})});
    contradiction.tables.front().correlations = {{"a", "b", .9, "m"}, {"b", "c", .9, "m"}, {"a", "c", -.5, "m"}};
    ASSERT_EQ(Simulator(contradiction).remarks().size(), 1U);
    EXPECT_NE(Simulator(contradiction).remarks()[0].find("contradict each other"), std::string::npos);
}

/// Half the sum of the differences of two profiles, each as shares.
double total_variation(const std::vector<double>& counts, const std::vector<double>& weights) {
    double all_counts = 0;
    double all_weights = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        all_counts += counts[i];
        all_weights += weights[i];
    }
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += std::abs(counts[i] / all_counts - weights[i] / all_weights);
    return sum / 2;
}

TEST(Simulator, ArrivalsHaveTheProfilesOfTheirCalendar) {
    Calendar calendar;
    calendar.first_day = 19'358;  // 2023-01-01, a Sunday
    calendar.last_day = calendar.first_day + 364;
    calendar.weekly.table = {24, 21, 20, 19, 14, 2, 0};
    calendar.yearly.table = {95, 92, 94, 90, 90, 86, 80, 80, 90, 94, 88, 40};
    calendar.hourly = Curve{
        Curve::Over::day, {0, 0, 0, 0, 0, 0, 0, 1, 9, 14, 15, 13, 5, 9, 13, 12, 9, 4, 0, 0, 0, 0, 0, 0}, 0, {}, {}};
    calendar.holidays.rules = HolidayRules::us;
    calendar.holiday_factor = .1;
    calendar.trend = .5;
    calendar.step_minutes = 15;
    SimulatedColumn when;
    when.name = "when";
    when.kind = ColumnKind::arrivals;
    when.calendar = "c";
    SimulationSpec spec = one_table({when, value_column("month", "month(when)"), value_column("hour", "hour(when)"),
                                     value_column("weekday", "weekday(when)"), value_column("minute", "minute(when)")});
    spec.calendars["c"] = calendar;
    const auto values = simulate(Simulator(spec), 400'000);
    std::vector<double> days(365);
    std::vector<double> weights(365);
    std::array<std::vector<double>, 3> counts{std::vector<double>(13), std::vector<double>(24), std::vector<double>(8)};
    std::array<std::vector<double>, 3> profiles{std::vector<double>(13), std::vector<double>(24),
                                                std::vector<double>(8)};
    for (std::size_t day = 0; day < 365; ++day) {
        const std::int64_t date = calendar.first_day + static_cast<std::int64_t>(day);
        weights[day] = CalendarArrivals::day_weight(calendar, date);
        // By hand: weekday, month, holiday and trend.
        const std::size_t month = static_cast<std::size_t>(civil_from_days(date).month);
        const double expected = calendar.weekly.table[weekday_of(date)] * calendar.yearly.table[month - 1] *
                                (calendar.holidays.contains(date) ? .1 : 1) *
                                std::pow(1.5, static_cast<double>(day) / 365.25);
        EXPECT_NEAR(weights[day], expected, 1e-9);
        profiles[0][month] += expected;
        profiles[2][weekday_of(date) + 1] += expected;
    }
    profiles[1] = calendar.hourly->table;
    for (std::size_t row = 0; row < values[0].size(); ++row) {
        days[static_cast<std::size_t>(values[0][row]) - 19'358] += 1;
        for (std::size_t k = 0; k < 3; ++k) counts[k][static_cast<std::size_t>(values[k + 1][row])] += 1;
        EXPECT_EQ(std::fmod(values[4][row], 15), 0);
    }
    for (std::size_t k = 0; k < 3; ++k) EXPECT_LT(total_variation(counts[k], profiles[k]), .01);
    EXPECT_LT(total_variation(days, weights), .02);  // 365 days have more noise
}

TEST(Simulator, CurvesAreWhatTheyAreMadeOf) {
    const Curve sine{Curve::Over::year, {}, 1, {{.3, 15, 1}}, {}};
    EXPECT_NEAR(curve_value(sine, 19'358 + 14), 1.3, 1e-9);  // the fifteenth of January
    const Curve peak{Curve::Over::day, {}, 0, {}, {{2, 23, 1}}};
    EXPECT_NEAR(curve_value(peak, 100 + 23. / 24), 2, 1e-9);
    EXPECT_NEAR(curve_value(peak, 100), 2 * std::exp(-.5), 1e-9);  // around midnight
    const Curve week{Curve::Over::week, {1, 2, 3, 4, 5, 6, 7}, 0, {}, {}};
    EXPECT_EQ(curve_value(week, 19'358), 7);
    EXPECT_EQ(curve_value(week, 19'359.9), 1);
}

SimulationSpec two_tables() {
    SimulationSpec spec = one_table({law_column("size", LawFamily::poisson, {2, 0, 0})});
    spec.tables.front().name = "person";
    SimulatedTable visit;
    visit.name = "visit";
    visit.place = "table visit";
    visit.parent = "person";
    visit.most = 20;
    visit.count = {"size", "count"};
    SimulatedColumn id;
    id.name = "id";
    id.kind = ColumnKind::sequence;
    visit.columns = {id, value_column("whose", "person.size"), value_column("number", "index"),
                     law_column("x", LawFamily::uniform, {0, 1, 0})};
    visit.keep = WrittenExpression{"x < 0.75", "keep"};
    spec.tables.push_back(visit);
    return spec;
}

TEST(Simulator, RowsOfATableBelongToRowsOfTheOneAbove) {
    const Simulator simulator(two_tables());
    SimulatedBlock block;
    simulator.simulate(1, 0, 3'000, block);
    const SimulatedRows& persons = block.tables[0];
    const SimulatedRows& visits = block.tables[1];
    std::vector<double> counts(persons.rows());
    for (std::size_t row = 0; row < visits.rows(); ++row) {
        const std::size_t person = visits.parents[row];
        ++counts[person];
        EXPECT_EQ(visits.values[1][row], persons.values[0][person]);
        EXPECT_LE(visits.values[2][row], persons.values[0][person]);
        EXPECT_LT(visits.values[3][row], .75);
        // Ids are of the person and the number, so they are unique.
        EXPECT_EQ(visits.values[0][row], 1 + 20. * static_cast<double>(person) + visits.values[2][row] - 1);
    }
    double kept = 0;
    double all = 0;
    for (std::size_t person = 0; person < counts.size(); ++person) {
        EXPECT_LE(counts[person], persons.values[0][person]);
        kept += counts[person];
        all += persons.values[0][person];
    }
    EXPECT_NEAR(kept / all, .75, .03);
    const auto whole = simulate(simulator, 3'000, 3'000, 1);
    EXPECT_EQ(simulate(simulator, 3'000, 111, 1), whole);
}

TEST(Simulator, MoreRowsThanATableTakesAreTold) {
    SimulationSpec spec = two_tables();
    spec.tables[1].most = 2;
    const Simulator simulator(spec);
    SimulatedBlock block;
    EXPECT_THROW(simulator.simulate(1, 0, 1'000, block), InputError);
}

}  // namespace
}  // namespace replica
