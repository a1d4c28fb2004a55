// A replica must not repeat the rows it was learned from. Describe one half of an extract, and compare how many
// synthetic rows equal a row of that half with how many equal a row of the half that was never seen.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

struct Halves {
    CsvTable seen;
    CsvTable unseen;
};

Halves split(const CsvTable& table, unsigned seed) {
    std::vector<std::size_t> order(table.rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
    return {select_rows(table, {order.begin(), middle}), select_rows(table, {middle, order.end()})};
}

struct Trial {
    std::vector<std::string> identifiers;  // columns that are not modelled, and so not compared
    std::vector<std::string> options;      // of describe
    std::string rows;
};

// By how much the share of rows that repeat the seen half exceeds the share that repeat the unseen one.
double excess(const CsvTable& extract, const Trial& trial, unsigned seed) {
    const TemporaryDirectory folder;
    const Halves halves = split(extract, seed);
    const std::string model = folder.path() / "model.h5";
    write_text(folder.path() / "seen.csv", format_csv(halves.seen));
    std::vector<std::string> describe{"describe", folder.path() / "seen.csv", "--epsilon", "none", "--model", model,
                                      "--quiet"};
    describe.insert(describe.end(), trial.options.begin(), trial.options.end());
    const CommandResult described = run_replica(describe);
    EXPECT_EQ(described.exit_code, 0) << described.err;
    const CommandResult generated =
        run_replica({"generate", model, "--rows", trial.rows, "--out", folder.path() / "synthetic", "--seed",
                     std::to_string(seed), "--quiet"});
    EXPECT_EQ(generated.exit_code, 0) << generated.err;

    std::vector<std::string> modelled;
    for (const std::string& name : extract.names) {
        const auto& left_out = trial.identifiers;
        if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) modelled.push_back(name);
    }
    const CsvTable synthetic = select_columns(read_csv(folder.path() / "synthetic"), modelled);
    const double seen = share_of_copied_rows(code_together(select_columns(halves.seen, modelled), synthetic));
    const double unseen = share_of_copied_rows(code_together(select_columns(halves.unseen, modelled), synthetic));
    return seen - unseen;
}

constexpr double one_point = .01;
const std::vector<std::string> covid_identifiers{"person_id", "C19_identification_visit_id"};

TEST(Memorising, CovidRowsAreNotRepeatedInAnyOfFiftySplits) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const CsvTable extract = read_csv(*data / "omop-synthea-harper-5.3.1/COVID19Patients_deidentify.csv");
    // Of 500 rows five on one day, in whichever half they fall, are a point already: what a single split may show more
    // is chance, and the mean of fifty is told to a twentieth of a point.
    constexpr unsigned splits = 50;
    double mean = 0;
    for (unsigned seed = 0; seed < splits; ++seed) {
        const double found = excess(extract, {covid_identifiers, {}, "100000"}, seed);
        EXPECT_LE(found, 1.5 * one_point) << "split " << seed;
        mean += found / splits;
    }
    EXPECT_LE(mean, 0.4 * one_point);
}

// The same measure must see the known fault: dates as categories and a score that rewards sparse tables.
TEST(Memorising, IsSeenWhereDatesAreCategoriesUnderThePlainScore) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const TemporaryDirectory folder;
    const CsvTable extract = read_csv(*data / "omop-synthea-harper-5.3.1/COVID19Patients_deidentify.csv");
    std::string schema =
        "[columns.person_id]\nrole = \"key\"\n[columns.C19_identification_visit_id]\nrole = \"person\"\n";
    for (const std::string name :
         {"start_date", "Gender", "race_source_value", "ethnicity_source_value", "Age bracket"}) {
        schema += "[columns.\"" + name + "\"]\ncategorical = true\n";
    }
    write_text(folder.path() / "schema.toml", schema);
    const std::string path = folder.path() / "schema.toml";
    EXPECT_GT(excess(extract, {covid_identifiers, {"--score", "mi", "--schema", path}, "20000"}, 0), one_point);
    const std::vector<std::string> every_value{"--score",     "mi", "--schema",         path,
                                               "--min-count", "1",  "--max-categories", "1000"};
    EXPECT_GT(excess(extract, {covid_identifiers, every_value, "20000"}, 0), .5);
}

TEST(Memorising, DiabetesRowsAreNotRepeated) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const CsvTable extract = read_csv(*data / "flat-diabetes130/diabetic_data.csv");
    for (const std::string degree : {"2", "3"}) {
        const Trial trial{{"encounter_id", "patient_nbr"}, {"--null", "?", "--degree", degree}, "100%"};
        EXPECT_LE(excess(extract, trial, 1), one_point) << "degree " << degree;
    }
}

TEST(Memorising, TheMadeExtractIsNotRepeated) {
    const TemporaryDirectory folder;
    make_extract(folder.path() / "extract.csv", 4000);
    const CsvTable extract = read_csv(folder.path() / "extract.csv");
    for (unsigned seed = 0; seed < 3; ++seed) {
        EXPECT_LE(excess(extract, {{"person_id"}, {"--degree", "3"}, "20000"}, seed), one_point) << "split " << seed;
    }
}

}  // namespace
}  // namespace replica::test
