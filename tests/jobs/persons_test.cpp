// What is constant within a person stays so, and persons have as many rows as in the source.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

/// The rows of each person.
std::map<std::string, std::vector<std::size_t>> rows_of_persons(const CsvTable& table, const std::string& person) {
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row) rows[table.column(person)[row]].push_back(row);
    return rows;
}

bool is_missing(const std::string& text) { return text.empty() || text == "NA" || text == "?"; }

/// A person's value in a column: the first that is there.
std::string value_of(const CsvTable& table, const std::string& column, const std::vector<std::size_t>& rows) {
    for (const std::size_t row : rows)
        if (!is_missing(table.column(column)[row])) return table.column(column)[row];
    return "";
}

template <typename Key>
double distance(const std::map<Key, double>& a, const std::map<Key, double>& b) {
    double sum_a = 0;
    double sum_b = 0;
    for (const auto& [key, weight] : a) sum_a += weight;
    for (const auto& [key, weight] : b) sum_b += weight;
    double distance = 0;
    std::set<Key> keys;
    for (const auto& [key, weight] : a) keys.insert(key);
    for (const auto& [key, weight] : b) keys.insert(key);
    for (const Key& key : keys) {
        const double p = a.contains(key) ? a.at(key) / sum_a : 0;
        const double q = b.contains(key) ? b.at(key) / sum_b : 0;
        distance += std::abs(p - q) / 2;
    }
    return distance;
}

struct PersonFigures {
    std::map<std::string, std::map<std::string, double>> values;  ///< persons by column and value
    std::map<std::string, double> rows_of;                        ///< mean rows of a person by the first column's value
    double mean_rows = 0;
};

PersonFigures figures_of(const CsvTable& table, const std::string& person, const Words& columns) {
    PersonFigures figures;
    const auto persons = rows_of_persons(table, person);
    figures.mean_rows = static_cast<double>(table.rows()) / static_cast<double>(persons.size());
    std::map<std::string, double> counts;
    for (const auto& [id, rows] : persons) {
        for (const std::string& column : columns) ++figures.values[column][value_of(table, column, rows)];
        const std::string group = value_of(table, columns.front(), rows);
        figures.rows_of[group] += static_cast<double>(rows.size());
        ++counts[group];
    }
    for (auto& [group, rows] : figures.rows_of) rows /= counts[group];
    return figures;
}

void expect_constant(const CsvTable& table, const std::string& person, const Words& columns) {
    for (const auto& [id, rows] : rows_of_persons(table, person)) {
        for (const std::string& column : columns) {
            std::set<std::string> values;
            for (const std::size_t row : rows)
                if (!is_missing(table.column(column)[row])) values.insert(table.column(column)[row]);
            ASSERT_LE(values.size(), 1U) << column << " of person " << id;
        }
    }
}

struct Case {
    std::string extract;
    std::string person;
    Words columns;  ///< constant within persons; the first has few values
    Words options;
};

// The replica of an extract, from one rank and from three, which must be the same bytes.
CsvTable replica_of(const Case& extract, const std::filesystem::path& source, const std::string& rows) {
    const TemporaryDirectory folder;
    std::vector<std::string> bytes;
    for (const unsigned ranks : {1U, 3U}) {
        RunOptions options;
        options.ranks = ranks;
        const std::string model = folder.path() / ("model" + std::to_string(ranks) + ".h5");
        const std::string out = folder.path() / ("out" + std::to_string(ranks));
        Words describe{"describe", source, "--epsilon", "none", "--model", model, "--quiet"};
        describe.insert(describe.end(), extract.options.begin(), extract.options.end());
        const auto described = run_replica(describe, options);
        EXPECT_EQ(described.exit_code, 0) << described.err;
        const auto generated = run_replica(
            {"generate", model, "--rows", rows, "--out", out, "--shard-rows", "70000", "--threads", "2", "--quiet"},
            options);
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        bytes.push_back(read_text(out + "/part-00000.csv") + read_text(out + "/part-00001.csv") + read_text(model));
    }
    EXPECT_TRUE(bytes[0] == bytes[1]) << "one rank and three differ";
    return read_csv(folder.path() / "out1");
}

void expect_persons(const Case& extract, double most_distance, double most_rows_off) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const CsvTable real = read_csv(*data / extract.extract);
    const CsvTable synthetic = replica_of(extract, *data / extract.extract, "100000");
    expect_constant(synthetic, extract.person, extract.columns);
    const PersonFigures expected = figures_of(real, extract.person, extract.columns);
    const PersonFigures actual = figures_of(synthetic, extract.person, extract.columns);
    for (const std::string& column : extract.columns) {
        const double far = distance(expected.values.at(column), actual.values.at(column));
        std::printf("%s: %s over persons, TVD %.4f\n", extract.extract.c_str(), column.c_str(), far);
        EXPECT_LE(far, most_distance) << column;
    }
    std::printf("rows a person: %.3f, in the replica %.3f\n", expected.mean_rows, actual.mean_rows);
    EXPECT_NEAR(actual.mean_rows / expected.mean_rows, 1, most_rows_off);
    for (const auto& [group, rows] : expected.rows_of) {
        if (expected.values.at(extract.columns.front()).at(group) < 50) continue;
        std::printf("  of %s: %.3f, in the replica %.3f\n", group.c_str(), rows, actual.rows_of.at(group));
        EXPECT_NEAR(actual.rows_of.at(group) / rows, 1, most_rows_off) << group;
    }
}

TEST(Persons, OfTheCovidExtractKeepWhatTheyAre) {
    // 160 persons: one of them is a share of .006.
    expect_persons({"omop-synthea-harper-5.3.1/COVID19Patients.csv",
                    "person_id",
                    {"Gender", "race_source_value", "ethnicity_source_value", "Source"},
                    {}},
                   0.02, 0.12);
}

TEST(Persons, OfDiabetes130KeepWhatTheyAre) {
    expect_persons({"flat-diabetes130/diabetic_data.csv", "patient_nbr", {"gender", "race"}, {"--null", "?"}}, 0.01,
                   0.02);
}

// Births and visits: the schema may say that a column is a person's, or that it isn't.
class PersonsBySchema : public testing::Test {
protected:
    PersonsBySchema() {
        std::string text = "person_id,born,sex,seen\n";
        unsigned visit = 0;
        for (unsigned person = 0; person < 2000; ++person) {
            for (unsigned row = 0; row < 1 + person % 6; ++row, ++visit) {
                text += std::to_string(7000 + person) + ",19" + std::to_string(30 + person % 60) + "-03-" +
                        std::to_string(10 + person % 19) + ',' + (person * 2654435761U % 65536 < 21000 ? "F" : "M") +
                        ",2020-" + std::to_string(10 + visit % 3) + "-1" + std::to_string(visit % 10) + '\n';
            }
        }
        write_text(folder_.path() / "visits.csv", text);
    }

    [[nodiscard]] CsvTable replica(const Words& more) const {
        Words describe{"describe", "visits.csv", "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"};
        describe.insert(describe.end(), more.begin(), more.end());
        const auto described = run_replica(describe, {.directory = folder_.path()});
        EXPECT_EQ(described.exit_code, 0) << described.err;
        const auto generated =
            run_replica({"generate", "m.h5", "--rows", "20000", "--out", "out", "--force", "--quiet"},
                        {.directory = folder_.path()});
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        return read_csv(folder_.path() / "out");
    }

    static std::size_t varying(const CsvTable& table, const std::string& column) {
        std::size_t varying = 0;
        for (const auto& [id, rows] : rows_of_persons(table, "person_id")) {
            std::set<std::string> values;
            for (const std::size_t row : rows) values.insert(table.column(column)[row]);
            varying += values.size() > 1 ? 1 : 0;
        }
        return varying;
    }

    TemporaryDirectory folder_;
};

TEST_F(PersonsBySchema, ConstantColumnsAreFoundInEveryMode) {
    for (const std::string mode : {"random", "independent", "correlated"}) {
        const CsvTable table = replica({"--mode", mode});
        EXPECT_EQ(varying(table, "born"), 0U) << mode;
        EXPECT_EQ(varying(table, "sex"), 0U) << mode;
        EXPECT_GT(varying(table, "seen"), 1000U) << mode;
    }
}

TEST_F(PersonsBySchema, TheSchemaDecides) {
    write_text(
        folder_.path() / "schema.toml",
        "[columns.person_id]\n[columns.born]\n[columns.sex]\nper_person = false\n[columns.seen]\nper_person = true\n");
    const CsvTable table = replica({"--schema", "schema.toml"});
    EXPECT_EQ(varying(table, "born"), 0U);
    EXPECT_GT(varying(table, "sex"), 500U);
    EXPECT_EQ(varying(table, "seen"), 0U);
}

}  // namespace
}  // namespace replica::test
