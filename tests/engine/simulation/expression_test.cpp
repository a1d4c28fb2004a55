#include "engine/simulation/expression.hpp"

#include "engine/error.hpp"

#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#ifdef REPLICA_HAS_MUPARSERX
#include <mpParser.h>
#endif

namespace replica {
namespace {

/// Columns age, lead, n (numbers), sick (truth), provider (text: Cardiology, Imaging, ...), and the parameter base.
class Expressions : public testing::Test {
protected:
    Expressions() {
        names_.find = [this](std::string_view name) { return find(name); };
        names_.find_curve = [](std::string_view name) -> std::optional<std::function<double(double)>> {
            if (name != "season") return std::nullopt;
            return [](double time) { return time / 100; };
        };
        names_.text_index = [this](std::string_view text) { return index_of(std::string(text)); };
        names_.stream = 99;
        names_.place = "f.toml, line 3: column \"x\": value";
    }

    double index_of(const std::string& text) {
        const auto [entry, added] = texts_.try_emplace(text, texts_.size());
        return static_cast<double>(entry->second);
    }

    std::optional<ExpressionName> find(std::string_view name) {
        const std::vector<std::pair<std::string_view, ExpressionType>> columns{{"age", ExpressionType::number},
                                                                               {"lead", ExpressionType::number},
                                                                               {"n", ExpressionType::number},
                                                                               {"sick", ExpressionType::truth},
                                                                               {"provider", ExpressionType::text}};
        for (std::uint32_t i = 0; i < columns.size(); ++i)
            if (columns[i].first == name) return ExpressionName{columns[i].second, std::nullopt, {0, i, false}};
        if (name == "base") return ExpressionName{ExpressionType::number, .25, {}};
        return std::nullopt;
    }

    std::vector<double> evaluate(const std::string& text, const std::vector<std::vector<double>>& columns) {
        const Expression expression = Expression::compile(text, names_);
        std::vector<std::span<const double>> inputs;
        for (const ExpressionInput& input : expression.inputs()) inputs.emplace_back(columns[input.column]);
        std::vector<std::uint64_t> keys(columns[0].size());
        std::iota(keys.begin(), keys.end(), std::uint64_t{0});
        std::vector<double> out(keys.size());
        ExpressionScratch scratch;
        expression.evaluate({1, keys, inputs}, out, scratch);
        return out;
    }
    double value(const std::string& text) {
        return evaluate(text, {{40}, {10}, {3}, {1}, {index_of("Cardiology")}})[0];
    }
    std::string refusal(const std::string& text) {
        try {
            (void)Expression::compile(text, names_);
        } catch (const ExpressionError& error) {
            return error.what();
        }
        return "";
    }

    ExpressionNames names_;
    std::map<std::string, std::size_t> texts_;
};

TEST_F(Expressions, AreComputedByTheUsualPrecedence) {
    EXPECT_EQ(value("2 + 3 * 4 ^ 2 / 8 - 1"), 7);
    EXPECT_EQ(value("-2 ^ 2"), -4);
    EXPECT_EQ(value("2 ^ 3 ^ 2"), 512);
    EXPECT_EQ(value("2 ^ -1"), .5);
    EXPECT_EQ(value("(age + lead) / 2"), 25);
    EXPECT_EQ(value("age - lead - n"), 27);
    EXPECT_EQ(value("1e3 + .5"), 1000.5);
    EXPECT_EQ(value("base * 4"), 1);
}

TEST_F(Expressions, ConditionsAndTexts) {
    EXPECT_EQ(value("provider == 'Cardiology' ? age * 2 : 0"), 80);
    EXPECT_EQ(value("provider != \"Cardiology\" ? 1 : 2"), 2);
    EXPECT_EQ(value("age > 30 && lead <= 10 and not (n == 4)"), 1);
    EXPECT_EQ(value("age < 30 || lead > 10 or n >= 4"), 0);
    EXPECT_EQ(value("sick ? 1 : 0"), 1);
    EXPECT_EQ(value("!sick"), 0);
    EXPECT_EQ(value("2 * (age > 30) + sick"), 3);
    EXPECT_EQ(value("n > 3 ? 1 : n > 2 ? 2 : 3"), 2);
    EXPECT_EQ(value("n > 2 ? 'a' : 'b'"), index_of("a"));
    EXPECT_EQ(Expression::compile("n > 2 ? 'a' : NA", names_).type(), ExpressionType::text);
}

TEST_F(Expressions, Functions) {
    EXPECT_EQ(value("round(2.5) + floor(-1.5) + ceil(1.2) + trunc(-1.7)"), 2);
    EXPECT_EQ(value("round(3.14159, 2)"), 3.14);
    EXPECT_EQ(value("min(age, lead, n) + max(1, 2)"), 5);
    EXPECT_NEAR(value("exp(ln(5)) + sqrt(16) + abs(-1)"), 10, 1e-12);
    EXPECT_EQ(value("season(50)"), .5);
}

TEST_F(Expressions, Times) {
    EXPECT_EQ(value("date(1970, 1, 2)"), 1);
    EXPECT_EQ(value("year(date(2024, 2, 29)) * 10000 + month(date(2024, 2, 29)) * 100 + day(date(2024, 2, 29))"),
              20240229);
    EXPECT_EQ(value("weekday(date(2026, 11, 27))"), 5);
    EXPECT_EQ(value("day_of_year(date(2024, 12, 31))"), 366);
    for (int minute = 0; minute < 1440; ++minute) {
        const std::string time = "(19000 + " + std::to_string(minute) + " / 1440)";
        EXPECT_EQ(value("hour" + time + " * 60 + minute" + time), minute);
    }
}

TEST_F(Expressions, MissingValues) {
    const std::vector<std::vector<double>> columns{{std::nan(""), 5}, {1, 1}, {0, 0}, {0, 0}, {0, 0}};
    EXPECT_TRUE(std::isnan(evaluate("age + 1", columns)[0]));
    EXPECT_EQ(evaluate("age > 1", columns), (std::vector<double>{0, 1}));
    EXPECT_EQ(evaluate("age != 1", columns), (std::vector<double>{0, 1}));
    EXPECT_EQ(evaluate("is_missing(age + 0)", columns), (std::vector<double>{1, 0}));
    EXPECT_TRUE(std::isnan(evaluate("min(age, 3)", columns)[0]));
    EXPECT_TRUE(std::isnan(evaluate("max(3, age)", columns)[0]));
    EXPECT_TRUE(std::isnan(value("n > 2 ? NA : 1")));
    EXPECT_TRUE(std::isnan(evaluate("normal(age, 1)", columns)[0]));
    EXPECT_TRUE(Expression::compile("is_missing(age)", names_).inputs().back().is_missing);
}

TEST_F(Expressions, RandomCallsAreDrawnAFreshForEachCallAndRow) {
    const std::vector<double> zeros(20'000, 0.0);
    const std::vector<std::vector<double>> columns{zeros, zeros, zeros, zeros, zeros};
    const auto mean_square = [](const std::vector<double>& x) {
        double sum = 0;
        for (const double value : x) sum += value * value;
        return sum / static_cast<double>(x.size());
    };
    // Two calls in an expression are two draws: variances add up.
    EXPECT_NEAR(mean_square(evaluate("normal(0, 1) - normal(0, 1)", columns)), 2, .1);
    EXPECT_NEAR(mean_square(evaluate("normal(age, 1)", columns)), 1, .05);
    EXPECT_EQ(evaluate("normal(0, 2)", columns), evaluate("normal(0, 2)", columns));
    for (const char* call : {"bernoulli(0.3 + 0 * age)", "bernoulli(0.3)"}) {
        const auto flags = evaluate(call, columns);
        EXPECT_NEAR(std::accumulate(flags.begin(), flags.end(), 0.0) / 20'000, .3, .015) << call;
    }
    // Parameters that hang on the row give what the same constants give: the same draws by the same law.
    for (const char* law :
         {"normal(3, 2", "lognormal(1, 0.5", "gamma(2, 3", "poisson(4", "binomial(9, 0.3", "weibull(2, 3", "beta(2, 3",
          "exponential(2", "geometric(0.3", "uniform(1, 2", "triangular(0, 1, 3", "negative_binomial(3, 2"}) {
        const std::vector<double> constant = evaluate(std::string(law) + ")", columns);
        const std::vector<double> by_row = evaluate(std::string(law) + " + age)", columns);
        for (std::size_t row = 0; row < 2'000; ++row)
            ASSERT_NEAR(constant[row], by_row[row], 1e-5 * (1 + std::abs(by_row[row]))) << law;
    }
}

TEST_F(Expressions, WrongOnesAreToldWithTheirPlace) {
    EXPECT_EQ(refusal("age + heigth"),
              "there is no column or parameter \"heigth\"; it stands at character 7 of \"age + heigth\"");
    EXPECT_EQ(refusal("sinus(age)"), "there is no function \"sinus\"; it stands at character 1 of \"sinus(age)\"");
    EXPECT_EQ(refusal("(age + 1"), "\")\" is missing at character 9 of \"(age + 1\"");
    EXPECT_EQ(refusal("age = 1"), "= compares nothing; write == at character 5 of \"age = 1\"");
    EXPECT_NE(refusal("bernoulli(1.2)").find("probability of bernoulli must lie between 0 and 1"), std::string::npos);
    EXPECT_NE(refusal("normal(1)").find("normal takes mean, sd"), std::string::npos);
    EXPECT_NE(refusal("provider + 1").find("a text stands where a number is needed"), std::string::npos);
    EXPECT_NE(refusal("provider == 3").find("a text is compared with a number"), std::string::npos);
    EXPECT_NE(refusal("age ? 1 : 2").find("a number stands where a condition is needed"), std::string::npos);
    EXPECT_NE(refusal("age > 1 ? 'a' : 2").find("both must be the same"), std::string::npos);
    EXPECT_NE(refusal("'open").find("the closing ' is missing"), std::string::npos);
    EXPECT_NE(refusal("").find("a value is missing"), std::string::npos);
    EXPECT_NE(refusal("1 2").find("isn't expected"), std::string::npos);
    EXPECT_NE(refusal("exp").find("is a function"), std::string::npos);
    EXPECT_NE(refusal(std::string(1'000, '(') + "1" + std::string(1'000, ')')).find("nested too deep"),
              std::string::npos);
}

TEST_F(Expressions, LongOnesAreReadOrRefusedAndNeverTooMuch) {
    std::string chain;
    for (int i = 0; i < 1'000; ++i) chain += "n == " + std::to_string(i) + " ? " + std::to_string(2 * i) + " : ";
    EXPECT_EQ(value(chain + "-1"), 6);
    EXPECT_NE(refusal(std::string(100'000, '-') + "1").find("nested too deep"), std::string::npos);
    std::string nested = "1";
    for (int i = 0; i < 1'000; ++i) nested = "n == 0 ? " + nested + " : 0";
    EXPECT_NE(refusal(nested).find("nested too deep"), std::string::npos);
    std::string sum = "0";
    for (int i = 0; i < 70'000; ++i) sum += "+1";
    EXPECT_NE(refusal(sum).find("too long"), std::string::npos);
}

TEST_F(Expressions, ARowWithAWrongParameterIsNamed) {
    try {
        (void)evaluate("bernoulli(age)", {{.5, 1.04}, {0, 0}, {0, 0}, {0, 0}, {0, 0}});
        FAIL();
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(),
                     "f.toml, line 3: column \"x\": value: in row 2 bernoulli gets probability 1.04, which must lie "
                     "between 0 and 1");
    }
}

#ifdef REPLICA_HAS_MUPARSERX
double parser_value(const mup::ParserX& parser, const std::string& text) {
    try {
        return parser.Eval().GetFloat();
    } catch (const mup::ParserError& error) {
        throw std::runtime_error(text + ": " + error.GetMsg());
    }
}

// The language is muParserX's: what it understands gives the same here, for values of all kinds.
TEST_F(Expressions, AreWhatMuParserXMakesOfThem) {
    mup::ParserX parser(mup::pckCOMMON | mup::pckNON_COMPLEX | mup::pckSTRING);
    mup::Value age(0.0);
    mup::Value lead(0.0);
    mup::Value n(0.0);
    mup::Value sick(false);
    mup::Value provider("x");
    parser.DefineVar("age", mup::Variable(&age));
    parser.DefineVar("lead", mup::Variable(&lead));
    parser.DefineVar("n", mup::Variable(&n));
    parser.DefineVar("sick", mup::Variable(&sick));
    parser.DefineVar("provider", mup::Variable(&provider));
    const std::vector<std::string> providers{"Cardiology", "Imaging", "Therapy"};
    std::vector<std::vector<double>> columns(5);
    for (int row = 0; row < 60; ++row) {
        columns[0].push_back(18 + row * 1.3);
        columns[1].push_back((row * 7) % 31);
        columns[2].push_back(row % 6);
        columns[3].push_back(row % 2);
        columns[4].push_back(index_of(providers[static_cast<std::size_t>(row) % 3]));
    }
    for (const char* text : {"age/30+0.6*n",
                             "2+3*4^2/8-1",
                             "-age^2",
                             "2^n^2",
                             "-2^2",
                             "2^-n",
                             "age-lead-n",
                             "age/lead/2+1",
                             "lead*(1+0.3*cos(age/10))",
                             "provider==\"Cardiology\" ? lead*2 : lead",
                             "provider!=\"Imaging\" ? age : -age",
                             "n>3 ? 1 : n>2 ? 2 : 3",
                             "n>=2 && age<60 ? age : lead",
                             "n<1 || lead>20 ? 1 : 0",
                             "sick ? age+1 : age-1",
                             "(n==3)==sick ? 1 : 0",
                             "n>1 && sick || lead==7 ? 5 : 6",
                             "exp(ln(age))+sqrt(lead)",
                             "abs(lead-15)",

                             "min(age,lead,n)+max(n,3)",
                             "sum(1,n,lead)",
                             "atan2(age,lead+1)",
                             "1e2*n+.5e1",
                             "sin(age)*cos(lead)+tan(n)",
                             "log10(age)+log2(age)+sinh(n)-cosh(n)+tanh(n)",
                             "age>30 ? (lead>10 ? 1 : 2) : 3",
                             "3*-n",
                             "-n+-lead",
                             "(1+2)*(3-n)/4"}) {
        parser.SetExpr(text);
        const std::vector<double> own = evaluate(text, columns);
        for (std::size_t row = 0; row < columns[0].size(); ++row) {
            age = columns[0][row];
            lead = columns[1][row];
            n = columns[2][row];
            sick = columns[3][row] > 0;
            provider = providers[row % 3];
            const double theirs = parser_value(parser, text);
            if (std::isinf(theirs)) {
                ASSERT_EQ(own[row], theirs) << text;
            } else {
                ASSERT_NEAR(own[row], theirs, 1e-9 * (1 + std::abs(theirs))) << text << " in row " << row;
            }
        }
    }
}
#endif

}  // namespace
}  // namespace replica
