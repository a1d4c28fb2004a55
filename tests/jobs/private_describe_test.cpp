#include "tests/jobs/private_extract.hpp"

#include <algorithm>
#include <map>

namespace replica::test {
namespace {

class PrivateDescribe : public PrivateExtract {};

TEST_F(PrivateDescribe, KeepsDependencesAndSaysWhatItCost) {
    for (const unsigned ranks : {1U, 3U}) {
        const auto result = describe(with_unit({"--epsilon", "20"}), ranks);
        ASSERT_EQ(result.exit_code, 0) << result.err;
        const Json json = ledger();
        EXPECT_EQ(json["unit"], "patient");
        EXPECT_EQ(json["max_rows_per_unit"], 4);
        EXPECT_TRUE(json["is_private"]);
        std::uint64_t spent = 0;
        for (const Json& release : json["releases"]) spent += release["cost"]["units_of_2^-50"].get<std::uint64_t>();
        EXPECT_EQ(spent, json["spent"]["units_of_2^-50"]);
        EXPECT_LE(spent, json["budget"]["units_of_2^-50"].get<std::uint64_t>());
        for (const Words& draw : {Words{}, Words{"--draw", "pool"}}) {
            const CsvTable rows = generate(draw);
            EXPECT_GT(rows.rows(), 3000U);
            double old_geriatric = 0;
            double old = 0;
            double young_geriatric = 0;
            std::map<std::string, int> stays_of;
            for (std::size_t r = 0; r < rows.rows(); ++r) {
                const bool geriatric = rows.column("ward")[r] == "geriatrics";
                const bool is_old = std::stoi(rows.column("age")[r]) > 62;
                old += is_old;
                (is_old ? old_geriatric : young_geriatric) += geriatric;
                ++stays_of[rows.column("patient")[r]];
            }
            EXPECT_NEAR(old_geriatric / old, .75, .08);
            EXPECT_LT(young_geriatric / static_cast<double>(rows.rows()), .05);
            const auto most = std::max_element(stays_of.begin(), stays_of.end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; });
            EXPECT_LE(most->second, 4);
            EXPECT_NEAR(static_cast<double>(rows.rows()) / static_cast<double>(stays_of.size()), 2.6, .6);
        }
    }
    const auto page = run({"inspect", "m.h5"});
    EXPECT_NE(page.out.find("whoever patient names, with at most 4 rows"), std::string::npos) << page.out;
    EXPECT_NE(page.out.find("range 20 to 79 of age"), std::string::npos);
    EXPECT_EQ(page.out.find("sensitive"), std::string::npos);
    EXPECT_EQ(Json::parse(run({"inspect", "m.h5", "--json"}).out)["privacy"], ledger());
}

TEST_F(PrivateDescribe, AllModesAndAccountings) {
    for (const std::string mode : {"random", "independent", "correlated"}) {
        for (const std::string accounting : {"zcdp", "pure"}) {
            const auto result =
                describe(with_unit({"--epsilon", "5", "--mode", mode, "--accounting", accounting, "--quiet"}));
            ASSERT_EQ(result.exit_code, 0) << result.err;
            EXPECT_EQ(ledger()["accounting"], accounting);
            EXPECT_EQ(ledger()["delta"].get<double>() == 0, accounting == "pure");
            EXPECT_EQ(generate({"--rows", "500"}).rows(), 500U);
        }
    }
    ASSERT_EQ(describe(with_unit({"--epsilon", "5", "--pair-score", "information"})).exit_code, 0);
    EXPECT_EQ(generate({"--rows", "500"}).rows(), 500U);
    ASSERT_EQ(describe(with_unit({"--epsilon", "5", "--neighbours", "replace-one"})).exit_code, 0);
    EXPECT_EQ(ledger()["neighbours"], "replace-one");
}

TEST_F(PrivateDescribe, RowsAreTheSameOnAnyRanks) {
    ASSERT_EQ(describe(with_unit({"--epsilon", "2"})).exit_code, 0);
    for (const std::string draw : {"network", "pool"}) {
        std::vector<std::map<std::string, std::string>> folders;
        for (const unsigned ranks : {1U, 3U}) {
            const auto result = run({"generate", "m.h5", "--rows", "150000", "--shard-rows", "70000", "--draw", draw,
                                     "--out", "out", "--force", "--threads", ranks == 1 ? "2" : "1"},
                                    ranks);
            ASSERT_EQ(result.exit_code, 0) << result.err;
            folders.push_back(read_folder(folder_.path() / "out"));
        }
        EXPECT_EQ(folders[0], folders[1]);
    }
}

// The synthesis seed has no part in the noise.
TEST_F(PrivateDescribe, TwoRunsHaveDifferentNoise) {
    const Words words{"--epsilon", "1", "--mode", "independent", "--unit", "patient", "--max-rows-per-unit", "1"};
    ASSERT_EQ(describe(words).exit_code, 0);
    const CsvTable first = generate({"--seed", "7", "--rows", "3000"});
    ASSERT_EQ(describe(words).exit_code, 0);
    const CsvTable second = generate({"--seed", "7", "--rows", "3000"});
    EXPECT_NE(first.column("ward"), second.column("ward"));
}

TEST_F(PrivateDescribe, DomainsThatNobodyDeclaredCostBudget) {
    write_text(folder_.path() / "s.toml", R"([columns.patient]
role = "drop"
[columns.age]
type = "integer"
[columns.sex]
type = "string"
[columns.ward]
type = "string"
[columns.admitted]
type = "date"
[columns.discharged]
type = "date"
[columns.weight]
type = "integer"
)");
    ASSERT_EQ(describe({"--epsilon", "10", "--unit", "patient", "--max-rows-per-unit", "2"}).exit_code, 0);
    double thresholds = 0;
    const Json json = ledger();
    for (const Json& release : json["releases"]) thresholds += release["delta"].get<double>();
    EXPECT_NEAR(thresholds, .5e-9, 1e-15);
    const CsvTable rows = generate({"--rows", "2000"});
    for (const std::string& ward : rows.column("ward"))
        EXPECT_TRUE(ward == "medicine" || ward == "surgery" || ward == "geriatrics" || ward.empty()) << ward;
    double mean = 0;
    double known = 0;
    for (const std::string& age : rows.column("age")) {
        if (age.empty()) continue;
        EXPECT_GE(std::stoi(age), 0);
        EXPECT_LE(std::stoi(age), 127);
        mean += std::stoi(age);
        ++known;
    }
    EXPECT_NEAR(mean / known, 49.5, 6);
    std::filesystem::remove(folder_.path() / "m.h5");
    EXPECT_NE(refusal({"--epsilon", "1", "--unit", "patient", "--max-rows-per-unit", "2", "--accounting", "pure"})
                  .find("pure accounting can't"),
              std::string::npos);
}

TEST_F(PrivateDescribe, MissingRatesStayWhatTheyWere) {
    std::ostringstream text;
    text << "a,b\n";
    for (int row = 0; row < 1000; ++row)
        text << (row % 100 == 0 ? "" : std::to_string(row % 5)) << ',' << row % 3 << '\n';
    write_text(folder_.path() / "in.csv", text.str());
    write_text(
        folder_.path() / "s.toml",
        "[columns.a]\ntype = \"integer\"\nrange = [0, 4]\n[columns.b]\ntype = \"integer\"\nvalues = [0, 1, 2]\n");
    ASSERT_EQ(describe({"--epsilon", "10"}).exit_code, 0);
    for (const std::string draw : {"network", "pool"}) {
        const CsvTable rows = generate({"--rows", "20000", "--draw", draw});
        const auto& a = rows.column("a");
        EXPECT_LT(static_cast<double>(std::count(a.begin(), a.end(), "")) / 20000, .02);
    }
}

TEST_F(PrivateDescribe, DomainsFromDataAreSaid) {
    const auto result = run({"describe", "in.csv", "--model", "m.h5", "--epsilon", "1", "--domain-from-data", "--unit",
                             "patient", "--max-rows-per-unit", "3", "--pool-rows", "65536"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("not private"), std::string::npos);
    EXPECT_FALSE(ledger()["is_private"]);
    EXPECT_NE(run({"inspect", "m.h5"}).out.find("NOT PRIVATE"), std::string::npos);
    EXPECT_EQ(generate({"--rows", "100"}).rows(), 100U);
}

TEST_F(PrivateDescribe, OrdersOfColumnsLeaveOutWhatCantBe) {
    write_text(folder_.path() / "s.toml", "rules = [\"admitted <= discharged\"]\n" + std::string(declared));
    // One day a bin, so that nothing hides inside one. Independent columns contradict it most.
    for (const Words& mode : {Words{"--mode", "independent"}, Words{"--degree", "1"}, Words{}}) {
        Words words = with_unit({"--epsilon", "5", "--bins", "31"});
        words.insert(words.end(), mode.begin(), mode.end());
        ASSERT_EQ(describe(words).exit_code, 0);
        for (const std::string draw : {"network", "pool"}) {
            const CsvTable rows = generate({"--rows", "70000", "--draw", draw});
            std::size_t contradict = 0;
            for (std::size_t r = 0; r < rows.rows(); ++r) {
                const std::string& from = rows.column("admitted")[r];
                const std::string& to = rows.column("discharged")[r];
                contradict += !from.empty() && !to.empty() && from > to ? 1 : 0;
            }
            EXPECT_EQ(contradict, 0U) << draw;
        }
    }
    EXPECT_NE(read_text(folder_.path() / "m.ledger.json").find("admitted <= discharged"), std::string::npos);
}

TEST_F(PrivateDescribe, BadInputIsOneSentenceOnAnyRanks) {
    for (const unsigned ranks : {1U, 3U}) {
        EXPECT_NE(refusal({"--epsilon", "1"}, ranks).find("names persons, so their rows have to be limited"),
                  std::string::npos);
        EXPECT_NE(refusal({"--epsilon", "1", "--unit", "patient"}, ranks).find("needs --max-rows-per-unit"),
                  std::string::npos);
        EXPECT_NE(refusal({"--epsilon", "1", "--unit", "nobody", "--max-rows-per-unit", "1"}, ranks).find("nobody"),
                  std::string::npos);
        EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--delta", "2"}), ranks).find("--delta has to lie"),
                  std::string::npos);
        EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--budget", "b.json"}), ranks).find("belong together"),
                  std::string::npos);
        EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--work", "w"}), ranks).find("leave --work out"),
                  std::string::npos);
        EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--rows-share", "0.9"}), ranks).find("leave nothing"),
                  std::string::npos);
        EXPECT_NE(refusal({"--epsilon", "1", "--max-rows-per-unit", "1"}, ranks).find("give --unit"),
                  std::string::npos);
    }
    EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--delta", "0.01"})).find("is not below one in the number of rows"),
              std::string::npos);
    std::filesystem::remove(folder_.path() / "m.h5.releases");
    std::string drafted = declared;
    drafted.replace(drafted.find("values = [\"F\""), 0, "source = \"data\"\n");
    write_text(folder_.path() / "s.toml", drafted);
    EXPECT_NE(refusal(with_unit({"--epsilon", "1"})).find("marked source = \"data\""), std::string::npos);
}

}  // namespace
}  // namespace replica::test
