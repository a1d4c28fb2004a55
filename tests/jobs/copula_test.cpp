// Mode copula of describe: rank correlations, missingness and persons come back.
#include "engine/latent_correlation.hpp"
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

std::vector<double> numbers(const CsvTable& table, const std::string& name) {
    std::vector<double> values;
    for (const std::string& text : table.column(name))
        values.push_back(text.empty() || text == "?" ? std::nan("") : std::stod(text));
    return values;
}

class CopulaMode : public CommandFixture {
protected:
    /// An extract with rank correlations, missing values that hang on values and on each other, and names.
    void simulate_extract(const std::string& rows = "30000") const {
        write_text(at("s.toml"), R"toml(
[column.a]
distribution = "lognormal"
median = 30
sigma = 0.5
round = 1
[column.b]
distribution = "poisson"
mean = 2
[column.c]
distribution = "normal"
mean = 0
sd = 1
round = 2
missing_when = "a > 45 and bernoulli(0.8) == 1"
[column.d]
value = "c * 2 + normal(0, 1)"
round = 2
missing_when = "is_missing(c)"
[column.place]
value = "b > 3 ? 'north' : b == 3 ? 'east' : b == 2 ? 'west' : 'south'"
[column.flag]
value = "bernoulli(1 / (1 + exp(-c))) == 1"
[[correlation]]
columns = ["a", "b", "c"]
matrix = [[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]]
)toml");
        expect_done({"simulate", "s.toml", "--rows", rows, "--out", "made", "--force", "--quiet"});
        fs::copy_file(at("made") / "part-00000.csv", at("in.csv"), fs::copy_options::overwrite_existing);
    }
};

TEST_F(CopulaMode, RankCorrelationsAndMissingnessComeBack) {
    simulate_extract();
    expect_done({"describe", "in.csv", "--mode", "copula", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--out", "out", "--quiet"});
    const CsvTable in = read_csv(at("in.csv"));
    const CsvTable out = read_csv(at("out"));
    ASSERT_EQ(in.rows(), out.rows());
    const std::vector<std::string> names{"a", "b", "c", "d"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const double is = spearman(numbers(out, names[i]), numbers(out, names[k]));
            EXPECT_NEAR(is, spearman(numbers(in, names[i]), numbers(in, names[k])), .02)
                << names[i] << " and " << names[k];
        }
    }
    // c and d are missing in the same rows, mostly those of large a.
    const auto share_missing = [](const CsvTable& table, bool large) {
        double missing = 0;
        double all = 0;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            if ((std::stod(table.column("a")[row]) > 45) != large) continue;
            all += 1;
            missing += table.column("c")[row].empty() ? 1 : 0;
        }
        return missing / all;
    };
    for (std::size_t row = 0; row < out.rows(); ++row)
        EXPECT_EQ(out.column("c")[row].empty(), out.column("d")[row].empty());
    EXPECT_GT(share_missing(out, true), .5);
    EXPECT_LT(share_missing(out, false), .12);
    // Names are put into an order that b agrees with.
    std::map<std::string, std::pair<double, double>> means;
    for (std::size_t row = 0; row < out.rows(); ++row) {
        auto& [sum, count] = means[out.column("place")[row]];
        sum += std::stod(out.column("b")[row]);
        count += 1;
    }
    const auto mean = [&](const char* place) { return means[place].first / means[place].second; };
    EXPECT_LT(mean("south") + .5, mean("west"));
    EXPECT_LT(mean("west") + .3, mean("east"));
    EXPECT_LT(mean("east") + .5, mean("north"));
    const auto shares = [](const CsvTable& table) {
        return static_cast<double>(std::count(table.column("flag").begin(), table.column("flag").end(), "true")) /
               static_cast<double>(table.rows());
    };
    EXPECT_NEAR(shares(out), shares(in), .015);
}

TEST_F(CopulaMode, TheModelAndTheReplicaAreTheSameOnAnyRanks) {
    make_extract(at("visits.csv"), 6'000);
    const auto describe = [&](const std::string& name, unsigned ranks, const std::string& decomposition) {
        expect_done({"describe", "visits.csv", "--mode", "copula", "--epsilon", "none", "--model", name,
                     "--decomposition", decomposition, "--quiet"},
                    ranks, 2);
        return read_text(at(name));
    };
    const std::string one = describe("one.h5", 1, "shared");
    EXPECT_EQ(describe("two.h5", 2, "grid"), one);
    EXPECT_EQ(describe("three.h5", 3, "replicated"), one);
    EXPECT_EQ(describe("four.h5", 4, "grid"), one);
    expect_done({"generate", "one.h5", "--rows", "150000", "--shard-rows", "50000", "--out", "a", "--quiet"}, 1, 1);
    expect_done({"generate", "one.h5", "--rows", "150000", "--shard-rows", "50000", "--out", "b", "--quiet"}, 3, 2);
    EXPECT_EQ(read_folder(at("a")), read_folder(at("b")));
    // Persons have one gender each, and as many visits as in the source.
    const CsvTable in = read_csv(at("visits.csv"));
    const CsvTable out = read_csv(at("a"));
    std::map<std::string, std::string> genders;
    for (std::size_t row = 0; row < out.rows(); ++row) {
        const std::string& gender = out.column("gender")[row];
        EXPECT_EQ(genders.try_emplace(out.column("person_id")[row], gender).first->second, gender);
    }
    const std::set<std::string> persons(in.column("person_id").begin(), in.column("person_id").end());
    const double in_each = static_cast<double>(in.rows()) / static_cast<double>(persons.size());
    EXPECT_NEAR(static_cast<double>(out.rows()) / static_cast<double>(genders.size()), in_each, .1);
    // What rows have in common with how often their persons come doesn't shift their marginals.
    const auto share = [](const CsvTable& table) {
        return static_cast<double>(
                   std::count(table.column("readmitted").begin(), table.column("readmitted").end(), "true")) /
               static_cast<double>(table.rows());
    };
    EXPECT_NEAR(share(out), share(in), .012);
}

TEST_F(CopulaMode, MissingValuesMayBeLeftOut) {
    simulate_extract("5000");
    expect_done({"describe", "in.csv", "--mode", "copula", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--missing", "none", "--out", "out", "--quiet"});
    const CsvTable out = read_csv(at("out"));
    EXPECT_EQ(std::count(out.column("c").begin(), out.column("c").end(), ""), 0);
    const auto refused = run({"generate", "m.h5", "--given", "a=20..30", "--out", "given"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refusal_of(refused, 1),
              "--given needs a network, and this model is a copula; describe the data with --mode correlated");
    const auto json = run({"inspect", "m.h5", "--json"});
    EXPECT_EQ(nlohmann::json::parse(json.out)["mode"], "copula");
}

TEST_F(CopulaMode, WithAnEpsilonAllIsMeasuredWithNoise) {
    simulate_extract();
    write_text(at("schema.toml"), R"toml(
[columns.a]
type = "float"
range = [0, 300.1]
[columns.b]
type = "integer"
range = [0, 15]
[columns.c]
type = "float"
range = [-5.01, 5.01]
bins = 40
[columns.d]
type = "float"
range = [-15.01, 15.01]
bins = 40
[columns.place]
values = ["north", "east", "south", "west"]
[columns.flag]
type = "boolean"
values = ["false", "true"]
)toml");
    expect_done({"describe", "in.csv", "--schema", "schema.toml", "--mode", "copula", "--epsilon", "5", "--model",
                 "m.h5", "--quiet"},
                2);
    expect_done({"generate", "m.h5", "--rows", "30000", "--out", "out", "--quiet"});
    const CsvTable in = read_csv(at("in.csv"));
    const CsvTable out = read_csv(at("out"));
    EXPECT_NEAR(spearman(numbers(out, "a"), numbers(out, "b")), spearman(numbers(in, "a"), numbers(in, "b")), .06);
    // Noise leaves the first within .01 and the second, in 28 x 40 cells, within .02 (standard deviations of 16 runs).
    EXPECT_NEAR(spearman(numbers(out, "c"), numbers(out, "d")), spearman(numbers(in, "c"), numbers(in, "d")), .12);
    // Six columns, fifteen pairs and the number of rows: each is a line of the ledger, and they add up.
    const auto ledger = nlohmann::json::parse(read_text(at("m.ledger.json")));
    EXPECT_EQ(ledger["releases"].size(), 22U) << ledger.dump(1);
}

TEST_F(CopulaMode, NumericColumnsOfDiabetes130KeepTheirRankCorrelations) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const fs::path extract = *data / "flat-diabetes130" / "diabetic_data.csv";
    expect_done(
        {"describe", extract, "--null", "?", "--mode", "copula", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--rows", "100000", "--out", "out", "--quiet"});
    const CsvTable in = read_csv(extract);
    const CsvTable out = read_csv(at("out"));
    const std::vector<std::string> names{"time_in_hospital", "num_lab_procedures", "num_procedures",
                                         "num_medications",  "number_outpatient",  "number_emergency",
                                         "number_inpatient", "number_diagnoses"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const double is = spearman(numbers(out, names[i]), numbers(out, names[k]));
            EXPECT_NEAR(is, spearman(numbers(in, names[i]), numbers(in, names[k])), .02)
                << names[i] << " and " << names[k];
        }
    }
}

}  // namespace
}  // namespace replica::test
