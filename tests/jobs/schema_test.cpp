#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Json = nlohmann::json;

// A column of each type, and what the draft says of it.
std::string extract_of_all_types() {
    std::string text = "row_key,whole,decimal,day,moment,flag,label,zip,long_number,nothing,same\n";
    for (int row = 0; row < 1'000; ++row) {
        char line[256];
        std::snprintf(line, sizeof line,
                      "K-%05d,%d,%d.%02d,20%02d-%02d-%02d,2021-%02d-%02d %02d:30:00,%s,%s,%05d,%lld,,same\n", row,
                      row * 7 % 300, row % 90, row % 100, row % 20, 1 + row % 12, 1 + row % 28, 1 + row % 12,
                      1 + row % 28, row % 24, row % 3 == 0 ? "true" : "false", row % 4 == 0 ? "red" : "dark blue",
                      100 + row % 15, 9'007'199'254'740'993LL + row % 40);
        text += line;
    }
    return text;
}

class SchemaJob : public testing::Test {
protected:
    CommandResult run(const std::vector<std::string>& arguments, unsigned ranks = 1) const {
        auto result = run_replica(arguments, {.ranks = ranks, .directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return result;
    }

    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    std::string draft(const std::string& input, unsigned ranks = 1) const {
        return run({"schema", input, "--quiet"}, ranks).out;
    }

    // The columns of a model learned with this schema, by name.
    std::map<std::string, Json> describe(const std::string& input, const std::string& schema) const {
        write_text(file("schema.toml"), schema);
        run({"describe", input, "--schema", "schema.toml", "--epsilon", "none", "--model", "m.h5", "--force"});
        std::map<std::string, Json> columns;
        const Json model = Json::parse(run({"inspect", "m.h5", "--json"}).out);
        for (const Json& column : model["columns"]) columns[column["name"]] = column;
        return columns;
    }

    CsvTable generate() const {
        run({"generate", "m.h5", "--rows", "3000", "--out", "out", "--force"});
        return read_csv(file("out"));
    }

    TemporaryDirectory folder_;
};

// The keys of one table of a draft.
std::string section(const std::string& schema, const std::string& column) {
    const auto begin = schema.find("[columns." + column + "]\n");
    if (begin == std::string::npos) return "";
    return schema.substr(begin, schema.find("\n\n", begin) - begin + 1);
}

// A schema that says nothing of any column but what `said` holds by name.
std::string schema_of(const std::vector<std::string>& columns, const std::map<std::string, std::string>& said) {
    std::string text;
    for (const std::string& column : columns) {
        text += "[columns." + column + "]\n";
        if (said.contains(column)) text += said.at(column) + "\n";
    }
    return text;
}

const std::vector<std::string> all_columns{"row_key", "whole", "decimal",     "day",     "moment", "flag",
                                           "label",   "zip",   "long_number", "nothing", "same"};

TEST_F(SchemaJob, DraftsEveryType) {
    write_text(file("all.csv"), extract_of_all_types());
    const std::string text = draft("all.csv");
    const std::map<std::string, std::string> expected{
        {"row_key", "type = \"string\"\nrole = \"key\"\nmissing = false\n"},
        {"whole", "type = \"integer\"\nrole = \"attribute\"\ncategorical = false\nrange = [0, 300]\nbins = 20\n"},
        {"decimal", "type = \"float\"\nrole = \"attribute\"\ncategorical = false\nrange = ["},
        {"day", "type = \"date\"\nrole = \"attribute\"\ncategorical = false\nrange = [\"1999-"},
        {"moment", "type = \"datetime\"\nrole = \"attribute\"\ncategorical = false\nrange = [\"202"},
        {"flag",
         "type = \"boolean\"\nrole = \"attribute\"\ncategorical = true\nmissing = false\n"
         "values = [\"false\", \"true\"]\n"},
        {"label",
         "type = \"string\"\nrole = \"attribute\"\ncategorical = true\nmissing = false\n"
         "values = [\"dark blue\", \"red\"]\n"},
        {"zip", "type = \"string\"\nrole = \"attribute\"\ncategorical = true\nmissing = false\nvalues = [\"00100\""},
        {"nothing", "type = \"string\"\nrole = \"attribute\"\ncategorical = true\nmissing = true\n"},
        {"same", "type = \"string\"\nrole = \"attribute\"\ncategorical = true\nmissing = false\nvalues = [\"same\"]"}};
    for (const auto& [column, beginning] : expected) {
        const std::string keys = section(text, column);
        EXPECT_EQ(keys.substr(keys.find('\n') + 1, beginning.size()), beginning) << column;
    }
    EXPECT_NE(section(text, "long_number").find("range = [9007199254740993, 9007199254741032]"), std::string::npos)
        << section(text, "long_number");
    for (const std::string& column : all_columns) {
        EXPECT_TRUE(section(text, column).ends_with("source = \"data\"\n")) << column;
    }
}

TEST_F(SchemaJob, IsTheSameOnAllRanks) {
    make_extract(file("visits.csv"), 20'000);
    EXPECT_EQ(draft("visits.csv", 3), draft("visits.csv"));
}

// A draft taken as it is describes the same columns, all but what brackets by name change.
TEST_F(SchemaJob, DraftDescribesTheDataItComesFrom) {
    make_extract(file("visits.csv"), 3'000);
    write_text(file("all.csv"), extract_of_all_types());
    for (const std::string input : {"visits.csv", "all.csv"}) {
        run({"describe", input, "--epsilon", "none", "--model", "plain.h5", "--force"});
        const Json plain = Json::parse(run({"inspect", "plain.h5", "--json"}).out)["columns"];
        const auto drafted = describe(input, draft(input));
        for (const Json& column : plain) {
            const std::string name = column["name"];
            if (name == "age") {
                EXPECT_LE(drafted.at(name)["codes"], 7) << "the brackets of ages, those joined that hold few";
                EXPECT_GE(drafted.at(name)["codes"], 4);
            } else {
                EXPECT_EQ(drafted.at(name), column) << input;
            }
        }
        EXPECT_EQ(generate().names, read_csv(file(input)).names);
    }
}

TEST_F(SchemaJob, RolesSetByHand) {
    write_text(file("all.csv"), extract_of_all_types());
    const auto columns = describe("all.csv", schema_of(all_columns, {{"row_key", "role = \"drop\""},
                                                                     {"label", "role = \"text\""},
                                                                     {"zip", "role = \"person\""},
                                                                     {"whole", "role = \"key\""},
                                                                     {"flag", "role = \"attribute\""}}));
    EXPECT_EQ(columns.at("row_key")["role"], "drop");
    EXPECT_EQ(columns.at("zip")["role"], "person");
    const CsvTable replica = generate();
    EXPECT_EQ(replica.names, std::vector<std::string>(all_columns.begin() + 1, all_columns.end()));
    const auto& texts = replica.column("label");
    EXPECT_GT(std::set<std::string>(texts.begin(), texts.end()).size(), replica.rows() / 2) << "imitated row by row";
    EXPECT_EQ(std::count(texts.begin(), texts.end(), "dark blue"), 0);
    EXPECT_LE(std::count(texts.begin(), texts.end(), "red"), 3) << "three letters may be these by chance";
    const auto& keys = replica.column("whole");
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), replica.rows());
    for (const std::string& zip : replica.column("zip")) EXPECT_NE(zip.substr(0, 3), "001");
}

TEST_F(SchemaJob, RangesBinsBracketsAndValuesTakeEffect) {
    write_text(file("all.csv"), extract_of_all_types());
    const auto columns =
        describe("all.csv", schema_of(all_columns, {{"whole", "range = [0, 499]\nbins = 5"},
                                                    {"decimal", "brackets = [0, 18, 65]"},
                                                    {"day", "range = [\"2000-01-01\", \"2009-12-31\"]\nbins = 10"},
                                                    {"label", "values = [\"red\", \"green\"]\nmissing = true"},
                                                    {"long_number", "categorical = true"}}));
    EXPECT_EQ(columns.at("whole")["bin_low"], (Json{"0", "100", "200"})) << "bins of 100, the last two empty";
    EXPECT_EQ(columns.at("decimal")["codes"], 3);
    EXPECT_EQ(columns.at("day")["codes"], 11) << "ten bins and missing";
    EXPECT_EQ(columns.at("label")["values"], Json{"red"});
    EXPECT_TRUE(columns.at("label")["missing"]);
    EXPECT_FALSE(columns.at("label")["pooled"]) << "what isn't declared is missing";
    EXPECT_EQ(columns.at("long_number")["values"].size(), 40U);
    const CsvTable replica = generate();
    for (const std::string& label : replica.column("label")) EXPECT_NE(label, "dark blue") << "isn't declared";
    for (const std::string& day : replica.column("day")) {
        EXPECT_TRUE(day.empty() || (day >= "2000-01-01" && day <= "2009-12-31")) << day;
    }
    for (const std::string& number : replica.column("long_number")) {
        EXPECT_TRUE(number >= "9007199254740993" && number <= "9007199254741032") << number;
    }
}

// Of data beyond a declared range nothing comes out: it is treated as missing.
TEST_F(SchemaJob, NothingOutsideTheRangeComesOut) {
    write_text(file("all.csv"), extract_of_all_types());
    describe("all.csv", schema_of(all_columns, {{"whole", "range = [50, 120]"}, {"decimal", "range = [10, 20.5]"}}));
    const CsvTable replica = generate();
    const auto expect_inside = [&](const std::string& name, double low, double high) {
        const auto& values = replica.column(name);
        for (const std::string& value : values) {
            EXPECT_TRUE(value.empty() || (std::stod(value) >= low && std::stod(value) <= high)) << name << " " << value;
        }
        EXPECT_LT(std::count(values.begin(), values.end(), ""), static_cast<int>(values.size()));
        EXPECT_GT(std::count(values.begin(), values.end(), ""), 0);
    };
    expect_inside("whole", 50, 120);
    expect_inside("decimal", 10, 20.5);
}

}  // namespace
}  // namespace replica::test
