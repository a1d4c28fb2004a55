#include "io/schema_toml.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace replica {
namespace {

class SchemaToml : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("replica_schema_test_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Schema read(const std::string& text) {
        std::ofstream(folder_ / "schema.toml", std::ios::binary) << text;
        return read_schema(folder_ / "schema.toml");
    }
    // The sentence that refuses `text`, without the folder's name.
    std::string refusal(const std::string& text) {
        try {
            read(text);
        } catch (const InputError& error) {
            const std::string sentence = error.what();
            const auto at = sentence.find("schema.toml");
            return at == std::string::npos ? "no file in: " + sentence : sentence.substr(at);
        }
        return "accepted";
    }

    std::filesystem::path folder_;
};

TEST_F(SchemaToml, HolidaysAndBinning) {
    const Schema schema = read(R"(
[columns.visit]
type = "datetime"
holidays = "UK"
[columns.birth]
holidays = ["1970-01-03", 1970-01-01, "1970-01-03"]
binning = "quantile"
)");
    EXPECT_EQ(schema.columns[0].holidays, (Holidays{HolidayRules::uk, {}}));
    EXPECT_EQ(schema.columns[1].holidays, (Holidays{HolidayRules::none, {0, 2}}));
    EXPECT_EQ(schema.columns[1].binning, Binning::quantile);
    EXPECT_EQ(read(schema_text(schema)), schema);
    EXPECT_EQ(refusal("[columns.a]\nholidays = \"FR\""),
              "schema.toml, line 2: column \"a\": holidays \"FR\" are unknown; allowed are US, UK, or a list of dates "
              "such as [\"2020-12-25\"].");
    EXPECT_EQ(refusal("[columns.a]\nholidays = [\"25.12.2020\"]"),
              "schema.toml, line 2: column \"a\": \"holidays\" holds \"25.12.2020\", which is no date such as "
              "2020-12-25.");
    EXPECT_NE(refusal("[columns.a]\nholidays = []").find("is empty"), std::string::npos);
    EXPECT_NE(refusal("[columns.a]\ntype = \"integer\"\nholidays = \"US\"").find("only columns of type date"),
              std::string::npos);
    EXPECT_EQ(refusal("[columns.a]\nbinning = \"even\""),
              "schema.toml, line 2: column \"a\": binning \"even\" is unknown; allowed are equal, quantile, auto.");
    EXPECT_NE(refusal("[columns.a]\nbinning = \"equal\"\nbrackets = [1, 2]").find("not both"), std::string::npos);
}

TEST_F(SchemaToml, StylesOfKeys) {
    EXPECT_EQ(read("[columns.a]\nkey_style = \"ssn\"").columns[0].key_style, KeyStyle::ssn);
    EXPECT_EQ(
        refusal("[columns.a]\nkey_style = \"hash\""),
        "schema.toml, line 2: column \"a\": key_style \"hash\" is unknown; allowed are integer, prefix, uuid, ssn.");
    EXPECT_NE(refusal("[columns.a]\nrole = \"text\"\nkey_style = \"uuid\"").find("only columns of role key or person"),
              std::string::npos);
}

TEST_F(SchemaToml, ReadsEveryKeyInTheFilesOrder) {
    const auto schema = read(R"(
[columns.zeta]
type = "float"
range = [0.5, 120]
bins = 20
missing = true

[columns.alpha]
type = "string"
role = "attribute"
categorical = true
values = ["F", "M", "U"]
source = "data"

[columns."a b.c"]
type = "date"
range = [2020-01-31, 2021-01-31]

[columns.when]
type = "datetime"
range = [2020-01-31T10:00:00, 2021-01-31T10:00:00.250]
[columns.age]
brackets = [0, 18, "65"]
[columns.id]
role = "person"
categorical = false
)");
    ASSERT_EQ(schema.columns.size(), 6U);
    const auto& zeta = schema.columns[0];
    EXPECT_EQ(zeta.name, "zeta");
    EXPECT_EQ(zeta.type, ValueType::decimal);
    EXPECT_EQ(zeta.range_low, "0.5");
    EXPECT_EQ(zeta.range_high, "120");
    EXPECT_EQ(zeta.bins, 20U);
    EXPECT_EQ(zeta.missing, true);
    EXPECT_EQ(zeta.role, std::nullopt);
    EXPECT_FALSE(zeta.from_data);
    const auto& alpha = schema.columns[1];
    EXPECT_EQ(alpha.role, Role::attribute);
    EXPECT_EQ(alpha.categorical, true);
    EXPECT_EQ(alpha.values, (std::vector<std::string>{"F", "M", "U"}));
    EXPECT_TRUE(alpha.from_data);
    EXPECT_EQ(schema.columns[2].name, "a b.c");
    EXPECT_EQ(schema.columns[2].range_low, "2020-01-31");
    EXPECT_EQ(schema.columns[3].range_low, "2020-01-31 10:00:00");
    EXPECT_EQ(schema.columns[3].range_high, "2021-01-31 10:00:00.25");
    EXPECT_EQ(schema.columns[4].brackets, (std::vector<std::string>{"0", "18", "65"}));
    EXPECT_EQ(schema.columns[5].role, Role::person);
    EXPECT_EQ(schema.columns[5].categorical, false);
    EXPECT_TRUE(read("").columns.empty());
}

TEST_F(SchemaToml, RefusalsNamePlaceAndRemedy) {
    const std::string head = "\n[columns.age]\n";
    EXPECT_EQ(refusal(head + "role = \"owner\""),
              "schema.toml, line 3: column \"age\": role \"owner\" is unknown; allowed are attribute, key, person, "
              "text, drop.");
    EXPECT_EQ(refusal(head + "type = \"int\""),
              "schema.toml, line 3: column \"age\": type \"int\" is unknown; allowed are "
              "integer, float, string, boolean, date, datetime.");
    EXPECT_EQ(refusal(head + "kind = 1"),
              "schema.toml, line 3: column \"age\": the key \"kind\" is unknown; allowed are type, "
              "role, categorical, range, bins, brackets, binning, per_person, missing, values, hierarchy, key_style, "
              "holidays, source.");
    EXPECT_EQ(refusal(head + "range = [120, 0]"),
              "schema.toml, line 3: column \"age\": \"range\" is reversed; write [0, 120].");
    EXPECT_EQ(refusal(head + "range = [0]"),
              "schema.toml, line 3: column \"age\": \"range\" has 1 entries; write [low, high].");
    EXPECT_EQ(refusal(head + "type = 3"),
              "schema.toml, line 3: column \"age\": \"type\" must be one of the strings integer, "
              "float, string, boolean, date, datetime.");
    EXPECT_EQ(refusal(head + "\nvalues = [\"a\", \"b\", \"a\"]"),
              "schema.toml, line 4: column \"age\": \"values\" holds \"a\" twice.");
    EXPECT_EQ(refusal("[columns]\nage = 3"),
              "schema.toml, line 2: column \"age\": must be a table; write [columns.NAME] and its keys below.");
    EXPECT_EQ(
        refusal("[column.age]\n"),
        "schema.toml, line 1: \"column\" doesn't belong here; a schema holds only rules and tables [columns.NAME] "
        "and [derived.NAME].");
    const auto broken = refusal("[columns.age]\ntype = \n");
    EXPECT_EQ(broken.substr(0, 42), "schema.toml, line 2: this isn't TOML: Erro") << broken;
    EXPECT_EQ(refusal("[columns.age]\n[columns.age]\n").substr(0, 20), "schema.toml, line 2:");
}

TEST_F(SchemaToml, RefusesWhatItCannotMean) {
    for (const auto* line : {"range = 3",
                             "range = [1, 2, 3]",
                             "range = [2021-01-01, 2020-01-01]",
                             "range = [\"b\", [1]]",
                             "range = [inf, inf]",
                             "range = []",
                             "bins = 0",
                             "bins = 65536",
                             "bins = 2.5",
                             "bins = \"3\"",
                             "brackets = []",
                             "brackets = [0, 0]",
                             "brackets = [5, 1]",
                             "missing = 1",
                             "missing = \"true\"",
                             "categorical = \"yes\"",
                             "values = []",
                             "values = \"a\"",
                             "values = [{a = 1}]",
                             "source = \"me\"",
                             "bins = 3\nbrackets = [0, 1]",
                             "type = \"string\"\nrange = [0, 1]",
                             "type = \"boolean\"\nbins = 2"}) {
        EXPECT_EQ(refusal("[columns.age]\n" + std::string(line)).substr(0, 16), "schema.toml, lin") << line;
    }
    EXPECT_EQ(refusal("[columns.\"\"]\nbins = 3").substr(0, 16), "schema.toml, lin");
    EXPECT_THROW(read_schema(folder_ / "absent.toml"), InputError);
    EXPECT_THROW(read_schema(folder_), InputError);
    EXPECT_EQ(refusal("[columns.\xff]\n").substr(0, 20), "schema.toml, line 1:");
}

TEST_F(SchemaToml, TextReadsBack) {
    Schema schema;
    schema.columns.push_back({.name = "zip code",
                              .type = ValueType::string,
                              .categorical = true,
                              .values = {"01234", "a\"b\\", "", "\n\x01é"}});
    schema.columns.push_back({.name = "age",
                              .type = ValueType::integer,
                              .role = Role::attribute,
                              .range_low = "-5",
                              .range_high = "9007199254740993",
                              .bins = 7,
                              .missing = false,
                              .from_data = true});
    schema.columns.push_back({.name = "dose",
                              .type = ValueType::decimal,
                              .range_low = "0.10",
                              .range_high = "1234567.125",
                              .brackets = {"1", "2.5", "3.0"}});
    schema.columns.push_back({.name = "", .type = ValueType::date, .range_low = "1/5/20", .range_high = "12/31/21"});
    schema.columns.back().name = "day.of\tvisit";
    schema.columns.push_back({.name = "empty"});
    schema.columns.push_back({.name = "id", .role = Role::key, .key_style = KeyStyle::uuid});
    schema.columns.push_back({.name = "code", .binning = Binning::equal, .hierarchy = Hierarchy::icd10});
    schema.columns.push_back({.name = "many", .type = ValueType::integer, .values = {}});
    for (int i = 0; i < 200; ++i) schema.columns.back().values.push_back(std::to_string(i * 7919));
    schema.columns[2].bins.reset();
    EXPECT_EQ(read(schema_text(schema)), schema);
    EXPECT_EQ(schema_text(schema)[0], '#');
    EXPECT_NE(schema_text(schema).find("range = [-5, 9007199254740993]\n"), std::string::npos);
    EXPECT_NE(schema_text(schema).find("range = [\"0.10\", 1234567.125]\n"), std::string::npos);
}

TEST_F(SchemaToml, AnyDecimalReadsBackExactly) {
    std::mt19937_64 random(3);
    Schema schema;
    schema.columns.push_back({.name = "x", .type = ValueType::decimal});
    for (int i = 0; i < 3000; ++i) {
        const ValueFormat format{.type = ValueType::decimal,
                                 .decimals = static_cast<std::uint8_t>(random() % 19),
                                 .fixed_decimals = random() % 2 == 0};
        std::string text;
        append_value(static_cast<std::int64_t>(random()) >> random() % 63, format, text);
        auto& values = schema.columns[0].values;
        if (std::find(values.begin(), values.end(), text) == values.end()) values.push_back(text);
    }
    EXPECT_EQ(read(schema_text(schema)), schema);
}

TEST_F(SchemaToml, RulesAndDerivedColumns) {
    const auto schema = read(R"(
rules = ["end = start + interval", "a <= b < c"]
[columns.start]
[derived.shift]
from = "start"
hours = [0, 8, 16]
[derived."my district"]
from = "postcode"
table = "districts.csv"
key = "code"
value = "name"
prefix = true
)");
    ASSERT_EQ(schema.rules.size(), 3U);
    EXPECT_EQ(schema.rules[0].kind, RuleKind::interval);
    EXPECT_EQ(schema.rules[2].left, "b");
    EXPECT_EQ(schema.rules[2].kind, RuleKind::less);
    ASSERT_EQ(schema.derived.size(), 2U);
    EXPECT_EQ(schema.derived[0].hours, (std::vector<std::uint32_t>{0, 8, 16}));
    EXPECT_EQ(schema.derived[1].name, "my district");
    EXPECT_EQ(schema.derived[1].value, "name");
    EXPECT_TRUE(schema.derived[1].prefix);
    EXPECT_EQ(read(schema_text(schema)), schema);
}

TEST_F(SchemaToml, RulesAndDerivedColumnsThatAreWrong) {
    EXPECT_TRUE(refusal("rules = [\"a + b\"]").starts_with("schema.toml, line 1: the rule \"a + b\" can't be read"));
    EXPECT_TRUE(refusal("rules = \"a < b\"").starts_with("schema.toml, line 1: \"rules\" must be an array"));
    EXPECT_TRUE(
        refusal("[derived.x]\nhours = [0, 8]\n").starts_with("schema.toml, line 1: column \"x\": needs \"from\""));
    for (const char* hours : {"[]", "[8, 16]", "[0, 16, 8]", "[0, 24]", "\"0\""}) {
        EXPECT_TRUE(refusal(std::string("[derived.x]\nfrom = \"a\"\nhours = ") + hours)
                        .starts_with("schema.toml, line 3: column \"x\": \"hours\" must be"))
            << hours;
    }
    EXPECT_TRUE(refusal("[derived.x]\nfrom = \"a\"\ntable = \"t.csv\"\n")
                    .starts_with("schema.toml, line 1: column \"x\": needs either \"hours\""));
}

}  // namespace
}  // namespace replica
