// Descriptions that DataSynthesizer reads and writes: there and back, by hand, and damaged.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

class Import : public testing::Test {
protected:
    CommandResult run(const Words& arguments) const { return run_replica(arguments, {.directory = folder_.path()}); }

    void expect_done(const Words& arguments) const {
        const auto result = run(arguments);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] CsvTable replica_of(const std::string& model, const std::string& rows) const {
        expect_done({"generate", model, "--rows", rows, "--out", "out", "--force", "--quiet"});
        return read_csv(folder_.path() / "out");
    }

    TemporaryDirectory folder_;
};

// Numbers, categories, dates, missing values, an identifier and a text.
std::string visits(unsigned rows) {
    std::string text = "visit_id,age,weight,ward,arrived,note\n";
    for (unsigned row = 0; row < rows; ++row) {
        const unsigned age = 20 + (row * 37) % 61;
        const std::string ward = age > 60 ? "geriatrics" : row % 3 == 0 ? "surgery" : "medicine";
        text += std::to_string(100000 + row) + ',' + std::to_string(age) + ',' +
                (row % 5 == 0 ? "" : std::to_string(50 + age / 2 + row % 7) + '.' + std::to_string(row % 10)) + ',' +
                (row % 11 == 0 ? "" : ward) + ",2019-0" + std::to_string(1 + row % 9) + "-1" +
                std::to_string(row % 10) + ",seen at the desk " + std::to_string(row) + '\n';
    }
    return text;
}

class ImportOfMode : public Import, public testing::WithParamInterface<const char*> {};

TEST_P(ImportOfMode, ADescriptionThereAndBackGivesTheSameDistribution) {
    write_text(folder_.path() / "in.csv", visits(20'000));
    expect_done({"describe", "in.csv", "--mode", GetParam(), "--epsilon", "none", "--model", "a.h5", "--quiet"});
    const auto description = run({"inspect", "a.h5", "--datasynthesizer"});
    ASSERT_EQ(description.exit_code, 0) << description.err;
    write_text(folder_.path() / "description.json", description.out);
    expect_done({"import", "description.json", "--model", "b.h5", "--quiet"});

    const Words compared{"age", "weight", "ward", "arrived"};
    const CsvTable direct = select_columns(replica_of("a.h5", "50000"), compared);
    const CsvTable whole = replica_of("b.h5", "50000");
    EXPECT_EQ(whole.names, (Words{"visit_id", "age", "weight", "ward", "arrived", "note"}));
    const auto& keys = whole.column("visit_id");
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
    const CsvTable imported = select_columns(whole, compared);
    // Inside a bin a description knows nothing, so numbers and dates are compared in bins.
    const std::vector<EqualBins> bins{{"age", 20, 81, 5}, {"weight", 50, 100, 5}};
    const auto pair = code_together(direct, imported, bins);
    for (const std::size_t column : {0U, 1U, 2U}) EXPECT_LE(marginal_distance(pair, {column}), 0.03) << column;
    EXPECT_LE(marginal_distance(pair, {0, 2}), 0.05);
    EXPECT_LE(marginal_distance(pair, {1, 2}), 0.05);
    // There and back once more changes nothing that is written.
    const auto again = run({"inspect", "b.h5", "--datasynthesizer"});
    const auto first = nlohmann::json::parse(description.out);
    const auto second = nlohmann::json::parse(again.out);
    EXPECT_EQ(first["meta"]["all_attributes"], second["meta"]["all_attributes"]);
    EXPECT_EQ(first.contains("bayesian_network"), second.contains("bayesian_network"));
    if (first.contains("bayesian_network")) {
        EXPECT_EQ(first["bayesian_network"], second["bayesian_network"]);
    }
    EXPECT_EQ(first["attribute_description"]["ward"]["distribution_bins"],
              second["attribute_description"]["ward"]["distribution_bins"]);
    for (const std::string& name : compared) {
        const auto& before = first["attribute_description"][name];
        const auto& after = second["attribute_description"][name];
        EXPECT_NEAR(before["missing_rate"].get<double>(), after["missing_rate"].get<double>(), 1e-4) << name;
        const auto& shares = before["distribution_probabilities"];
        ASSERT_EQ(shares.size(), after["distribution_probabilities"].size()) << name;
        for (std::size_t i = 0; i < shares.size(); ++i)
            EXPECT_NEAR(shares[i].get<double>(), after["distribution_probabilities"][i].get<double>(), 1e-4) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Modes, ImportOfMode, testing::Values("random", "independent", "correlated"));

// By the documented keys: an integer in two bins, a category, a key, a date, and a network over three of them.
nlohmann::ordered_json by_hand() {
    return nlohmann::ordered_json::parse(R"({
  "meta": {"num_tuples": 1000, "num_attributes": 5, "num_attributes_in_BN": 3,
           "all_attributes": ["id", "sex", "age", "seen", "remark"], "candidate_keys": ["id"],
           "non_categorical_string_attributes": ["remark"], "attributes_in_BN": ["sex", "age", "seen"]},
  "attribute_description": {
    "id": {"name": "id", "data_type": "Integer", "is_categorical": false, "is_candidate_key": true, "min": 1,
           "max": 1000, "missing_rate": 0, "distribution_bins": [], "distribution_probabilities": []},
    "sex": {"name": "sex", "data_type": "String", "is_categorical": true, "is_candidate_key": false, "min": 1,
            "max": 1, "missing_rate": 0.2, "distribution_bins": ["F", "M"], "distribution_probabilities": [0.5, 0.5]},
    "age": {"name": "age", "data_type": "Integer", "is_categorical": false, "is_candidate_key": false, "min": 10,
            "max": 50, "missing_rate": 0, "distribution_bins": [9.98, 30.5], "distribution_probabilities": [0.3, 0.7]},
    "seen": {"name": "seen", "data_type": "DateTime", "is_categorical": false, "is_candidate_key": false,
             "min": 1577836800, "max": 1578787200, "missing_rate": 0, "distribution_bins": [1577835849.6, 1578268800],
             "distribution_probabilities": [0.5, 0.5]},
    "remark": {"name": "remark", "data_type": "String", "is_categorical": false, "is_candidate_key": false, "min": 2,
               "max": 30, "missing_rate": 0.5, "distribution_bins": [], "distribution_probabilities": []}},
  "bayesian_network": [["age", ["sex"]], ["seen", ["sex", "age"]]],
  "conditional_probabilities": {
    "sex": [0.5, 0.3, 0.2],
    "age": {"[0]": [1.0, 0.0], "[1]": [0.0, 1.0], "[2]": [0.5, 0.5]},
    "seen": {"[0, 0]": [1.0, 0.0], "[0, 1]": [0.5, 0.5], "[1, 0]": [0.5, 0.5], "[1, 1]": [0.0, 1.0],
             "[2, 0]": [0.5, 0.5], "[2, 1]": [0.5, 0.5]}}})");
}

TEST_F(Import, ADescriptionByHandMeansWhatItSays) {
    write_text(folder_.path() / "description.json", by_hand().dump());
    expect_done({"import", "description.json", "--model", "m.h5"});
    const CsvTable table = replica_of("m.h5", "20000");
    std::size_t women = 0;
    std::size_t unknown = 0;
    std::size_t remarks = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string& sex = table.column("sex")[row];
        const int age = std::stoi(table.column("age")[row]);
        const std::string& seen = table.column("seen")[row];
        EXPECT_GE(age, 10);
        EXPECT_LE(age, 50);
        if (sex == "F") {
            EXPECT_LE(age, 30);
            EXPECT_LT(seen, "2020-01-06");
        }
        if (sex == "M") {
            EXPECT_GE(age, 31);
            EXPECT_GE(seen, "2020-01-06");
        }
        EXPECT_GE(seen, "2020-01-01");
        EXPECT_LE(seen, "2020-01-12");
        women += sex == "F" ? 1 : 0;
        unknown += sex.empty() ? 1 : 0;
        const std::string& remark = table.column("remark")[row];
        EXPECT_TRUE(remark.empty() || (remark.size() >= 2 && remark.size() <= 30)) << remark;
        remarks += remark.empty() ? 0 : 1;
    }
    EXPECT_NEAR(static_cast<double>(women) / 20'000, 0.5, 0.015);
    EXPECT_NEAR(static_cast<double>(unknown) / 20'000, 0.2, 0.012);
    EXPECT_NEAR(static_cast<double>(remarks) / 20'000, 0.5, 0.015);
}

TEST_F(Import, SocialSecurityNumbersAndTextsKeepWhatADescriptionSaysOfThem) {
    std::string text = "ssn,remark\n";
    for (unsigned row = 0; row < 200; ++row) {
        const std::string number = std::to_string(1000 + row);
        text += "123-45-" + number + ",seen on ward " + number + '\n';
    }
    write_text(folder_.path() / "in.csv", text);
    expect_done({"describe", "in.csv", "--epsilon", "none", "--model", "a.h5", "--quiet"});
    const auto description = run({"inspect", "a.h5", "--datasynthesizer"});
    const auto json = nlohmann::json::parse(description.out)["attribute_description"];
    EXPECT_EQ(json["ssn"]["data_type"], "SocialSecurityNumber");
    EXPECT_EQ(json["remark"]["data_type"], "String");
    EXPECT_EQ(json["remark"]["max"], 34) << "17 characters in the mean";
    write_text(folder_.path() / "description.json", description.out);
    expect_done({"import", "description.json", "--model", "b.h5", "--quiet"});
    const CsvTable table = replica_of("b.h5", "2000");
    EXPECT_EQ(table.column("ssn")[1], "666-00-0001");
    double letters = 0;
    for (const std::string& remark : table.column("remark")) letters += static_cast<double>(remark.size());
    EXPECT_NEAR(letters / 2000, 17.5, 0.8);
}

TEST_F(Import, RowsOfPersonsAreDescribedEachByItself) {
    // Smokers are seen more often, mostly on the chest ward; one row in ten doesn't say who smokes.
    std::string text = "person_id,smoker,ward\n";
    for (unsigned person = 0; person < 2000; ++person) {
        const bool smokes = person % 4 == 0;
        for (unsigned row = 0; row < (smokes ? 6U : 1U + person % 3); ++row)
            text += std::to_string(person) + ',' +
                    ((person + 3 * row) % 10 == 7 ? ""
                     : smokes                     ? "yes"
                                                  : "no") +
                    ',' +
                    (smokes && row % 3 != 0 ? "chest"
                     : row % 2 == 0         ? "eyes"
                                            : "surgery") +
                    '\n';
    }
    write_text(folder_.path() / "in.csv", text);
    expect_done({"describe", "in.csv", "--epsilon", "none", "--model", "a.h5", "--quiet"});
    const auto description = run({"inspect", "a.h5", "--datasynthesizer"});
    const auto json = nlohmann::json::parse(description.out);
    EXPECT_EQ(json["meta"]["all_attributes"], (Words{"person_id", "smoker", "ward"}));
    write_text(folder_.path() / "description.json", description.out);
    expect_done({"import", "description.json", "--model", "b.h5", "--quiet"});
    const CsvTable source = select_columns(read_csv(folder_.path() / "in.csv"), {"smoker", "ward"});
    const CodedPair tables = code_together(source, replica_of("b.h5", "50000"));
    EXPECT_LT(marginal_distance(tables, {0, 1}), 0.03);
}

TEST_F(Import, WhatIsWrongIsNamed) {
    const auto refused = [&](const std::string& text, const std::string& part) {
        write_text(folder_.path() / "bad.json", text);
        const auto result = run({"import", "bad.json", "--model", "bad.h5"});
        EXPECT_EQ(result.exit_code, 2) << part;
        EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bad.h5"));
    };
    refused("{", "isn't JSON");
    refused("[]", "must be an object");
    refused("{}", "attribute_description");
    auto json = by_hand();
    json["attribute_description"]["age"]["data_type"] = "Complex";
    refused(json.dump(), "attribute_description.age.data_type");
    json = by_hand();
    json["attribute_description"]["age"]["distribution_probabilities"] = {0.3, 0.3};
    refused(json.dump(), "add up to 0.6");
    json = by_hand();
    json["attribute_description"]["age"]["max"] = "NaN";
    refused(json.dump(), "attribute_description.age.max");
    json = by_hand();
    json["conditional_probabilities"]["age"]["[7]"] = {0.5, 0.5};
    refused(json.dump(), "[7]");
    json = by_hand();
    json["conditional_probabilities"]["age"]["[0]"] = {1.5, -0.5};
    refused(json.dump(), "negative");
    json = by_hand();
    json["bayesian_network"][0][1] = {"seen"};
    refused(json.dump(), "conditional_probabilities.seen");
    json = by_hand();
    json["bayesian_network"][0][0] = "sex";
    refused(json.dump(), "bayesian_network[0]: the attribute is placed before");
    json = by_hand();
    json["bayesian_network"][1][1] = {"sex", "id"};
    refused(json.dump(), "can't be in the network");
    json = by_hand();
    json["conditional_probabilities"].erase("seen");
    refused(json.dump(), "\"seen\" is missing");
    refused(std::string(100'000, '['), "isn't JSON");
    const auto absent = run({"import", "absent.json", "--model", "bad.h5"});
    EXPECT_EQ(absent.exit_code, 2);
    expect_done({"import", "--help"});
}

}  // namespace
}  // namespace replica::test
