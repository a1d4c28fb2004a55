// What is made anew: identifiers in the source's style, free text of the source's lengths, and mode random.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <numeric>
#include <random>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

constexpr unsigned persons = 1000;

std::string formatted(const char* format, unsigned long a, unsigned long b = 0, unsigned long c = 0) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, a, b, c);
    return text.data();
}

// Notes of 1 to 30 words, of which some hold numbers and line ends; one in eight rows has none.
std::string note(std::mt19937& draws) {
    static const Words vocabulary{"swelling", "reports", "chest",   "pain", "on",     "exertion", "BP",    "stable",
                                  "Smith",    "denies",  "fever,",  "and",  "nausea", "advised",  "weeks", "follow-up",
                                  "smoker",   "breath",  "lipids;", "HDL",  "ok",     "a"};
    if (draws() % 8 == 0) return "";
    const unsigned long words = 1 + draws() % 15 + draws() % 16;
    std::string text = "Seen";
    for (unsigned long i = 1; i < words; ++i) {
        text += draws() % 20 == 0 ? "\n" : " ";
        text += draws() % 12 == 0 ? formatted("%lu/%lu", 90 + draws() % 90, 50 + draws() % 50)
                                  : vocabulary[draws() % vocabulary.size()];
    }
    return text + ".";
}

// Three rows a person, identifiers of every style, a note.
CsvTable visits() {
    CsvTable table{{"visit_id", "uid", "patient_id", "ssn", "mrn", "note", "sex"}, {{}, {}, {}, {}, {}, {}, {}}};
    std::mt19937 draws(5);
    for (unsigned row = 0; row < 3 * persons; ++row) {
        const unsigned person = row / 3;
        const Words cells{std::to_string(70'000 + 7 * row),
                          formatted("%08lx-1234-4abc-9def-%012lx", draws(), draws() % 65536 + row * 65536),
                          formatted("P%05lu", 20'000 + 11 * person),
                          formatted("%03lu-%02lu-%04lu", 1 + person % 665, 1 + person % 99, 1 + 9 * person),
                          formatted("MRN%lu", 5 + 3 * person),
                          note(draws),
                          person % 2 == 0 ? "F" : "M"};
        for (std::size_t c = 0; c < cells.size(); ++c) table.columns[c].push_back(cells[c]);
    }
    return table;
}

struct How {
    unsigned ranks = 1;
    Words describe{};
    std::string schema{};
    std::string rows = "6000";
};

class FreshValues : public testing::Test {
protected:
    CsvTable replica_of(const CsvTable& source, const How& run = {}) {
        const TemporaryDirectory folder;
        write_text(folder.path() / "in.csv", format_csv(source));
        Words describe{"describe", "in.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"};
        describe.insert(describe.end(), run.describe.begin(), run.describe.end());
        if (!run.schema.empty()) {
            std::string schema;
            for (const std::string& name : source.names)
                if (run.schema.find("columns." + name + "]") == std::string::npos) schema += "[columns." + name + "]\n";
            write_text(folder.path() / "s.toml", schema + run.schema);
            describe.insert(describe.end(), {"--schema", "s.toml"});
        }
        RunOptions options;
        options.ranks = run.ranks;
        options.directory = folder.path();
        const auto described = run_replica(describe, options);
        EXPECT_EQ(described.exit_code, 0) << described.err;
        const auto generated =
            run_replica({"generate", "m.h5", "--rows", run.rows, "--out", "out", "--quiet"}, options);
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        model_ = read_text(folder.path() / "m.h5");
        return read_csv(folder.path() / "out");
    }

    std::string model_;
};

void expect_all_match(const CsvTable& table, const std::string& column, const std::string& form) {
    const std::regex pattern(form);
    for (const std::string& value : table.column(column)) ASSERT_TRUE(std::regex_match(value, pattern)) << value;
}

std::size_t distinct(const CsvTable& table, const std::string& column) {
    const auto& values = table.column(column);
    return std::set<std::string>(values.begin(), values.end()).size();
}

TEST_F(FreshValues, IdentifiersHaveTheSourcesStyle) {
    const CsvTable replica = replica_of(visits());
    ASSERT_EQ(replica.rows(), 6000U);
    EXPECT_EQ(replica.column("visit_id").front(), "1");
    EXPECT_EQ(distinct(replica, "visit_id"), 6000U);
    expect_all_match(replica, "uid", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    EXPECT_EQ(distinct(replica, "uid"), 6000U);
    expect_all_match(replica, "patient_id", "P[0-9]{5}");
    expect_all_match(replica, "ssn", "666-[0-9]{2}-[0-9]{4}");
    expect_all_match(replica, "mrn", "MRN[1-9][0-9]*");
    std::map<std::string, std::set<Words>> of_person;
    for (std::size_t r = 0; r < replica.rows(); ++r)
        of_person[replica.column("patient_id")[r]].insert({replica.column("ssn")[r], replica.column("mrn")[r]});
    for (const auto& [person, others] : of_person) EXPECT_EQ(others.size(), 1U) << person << " has several identifiers";
    EXPECT_EQ(distinct(replica, "ssn"), of_person.size()) << "no two persons share one";
}

TEST_F(FreshValues, ASchemaSaysAnotherStyle) {
    How run;
    run.schema =
        "[columns.visit_id]\nrole = \"key\"\nkey_style = \"uuid\"\n[columns.uid]\nrole = \"key\"\n"
        "key_style = \"integer\"\n[columns.mrn]\nrole = \"person\"\nkey_style = \"ssn\"\n";
    const CsvTable replica = replica_of(visits(), run);
    expect_all_match(replica, "visit_id", "[0-9a-f]{8}-[0-9a-f-]{27}");
    EXPECT_EQ(replica.column("uid")[41], "42");
    expect_all_match(replica, "mrn", "666-[0-9]{2}-[0-9]{4}");
}

TEST_F(FreshValues, MoreRowsThanSocialSecurityNumbersAreRefused) {
    const TemporaryDirectory folder;
    write_text(folder.path() / "in.csv", format_csv(select_columns(visits(), {"ssn", "sex"})));
    RunOptions options;
    options.directory = folder.path();
    ASSERT_EQ(run_replica({"describe", "in.csv", "--epsilon", "none", "--model", "m.h5"}, options).exit_code, 0);
    const auto refused = run_replica({"generate", "m.h5", "--rows", "11000000", "--out", "out"}, options);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_NE(refused.err.find("only 10,980,000 social security numbers belong to nobody"), std::string::npos)
        << refused.err;
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "out"));
}

Words words_of(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

// Largest difference of the two distributions (Kolmogorov and Smirnov).
double ks(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    double most = 0;
    for (const double value : a) {
        const auto share = [&](const std::vector<double>& of) {
            return static_cast<double>(std::upper_bound(of.begin(), of.end(), value) - of.begin()) /
                   static_cast<double>(of.size());
        };
        most = std::max(most, std::abs(share(a) - share(b)));
    }
    return most;
}

struct Lengths {
    std::vector<double> words, letters;
    std::map<std::string, double> classes;  ///< mean a text

    explicit Lengths(const Words& texts) {
        for (const std::string& text : texts) {
            words.push_back(static_cast<double>(words_of(text).size()));
            letters.push_back(static_cast<double>(text.size()));
            for (const unsigned char letter : text) {
                if (std::isdigit(letter) != 0) ++classes["digit"];
                if (std::isupper(letter) != 0) ++classes["upper"];
                if (std::ispunct(letter) != 0) ++classes["punctuation"];
                if (letter == '\n') ++classes["line end"];
            }
        }
        for (auto& [name, sum] : classes) sum /= static_cast<double>(texts.size());
    }
};

TEST_F(FreshValues, TextHasTheSourcesLengthsAndNoneOfItsWords) {
    const CsvTable source = visits();
    const CsvTable replica = replica_of(source);
    const Lengths real(source.column("note"));
    const Lengths made(replica.column("note"));
    EXPECT_LT(ks(real.words, made.words), 0.03);
    EXPECT_LT(ks(real.letters, made.letters), 0.05);
    for (const auto& [name, mean] : real.classes) EXPECT_NEAR(made.classes.at(name), mean, 0.06 * mean + 0.02) << name;
    const auto empty = [](const CsvTable& table) {
        const auto& notes = table.column("note");
        return static_cast<double>(std::count(notes.begin(), notes.end(), "")) / static_cast<double>(notes.size());
    };
    EXPECT_NEAR(empty(replica), empty(source), 0.015);

    std::set<std::string> vocabulary;
    for (const std::string& text : source.column("note"))
        for (const std::string& word : words_of(text))
            if (word.size() >= 6) vocabulary.insert(word);
    for (const std::string& text : replica.column("note"))
        for (const std::string& word : words_of(text))
            EXPECT_FALSE(vocabulary.contains(word) && word.find('/') == std::string::npos) << word;
    for (const std::string& word : vocabulary) {
        if (word.find('/') != std::string::npos) continue;
        EXPECT_EQ(model_.find(word), std::string::npos) << word << " is in the model";
    }
}

TEST_F(FreshValues, TextMayBeLeftOut) {
    How run;
    run.describe = {"--text", "drop"};
    const CsvTable replica = replica_of(visits(), run);
    EXPECT_EQ(replica.names, (Words{"visit_id", "uid", "patient_id", "ssn", "mrn", "sex"}));
    run.schema = "[columns.note]\nrole = \"text\"\n";
    EXPECT_EQ(replica_of(visits(), run).names, replica.names) << "also where a schema says that it is text";
}

TEST_F(FreshValues, AnyRanksGiveTheSame) {
    const CsvTable one = replica_of(visits());
    const std::string model = model_;
    How three;
    three.ranks = 3;
    EXPECT_EQ(replica_of(visits(), three).columns, one.columns);
    EXPECT_TRUE(model_ == model);
}

// Skewed in the source; each value of its domain is as likely as any other in the replica.
TEST_F(FreshValues, ModeRandomIsUniformOverEachDomain) {
    CsvTable source{{"row_id", "ward", "age", "weight", "seen", "note"}, {{}, {}, {}, {}, {}, {}}};
    std::mt19937 draws(11);
    for (unsigned row = 0; row < 4000; ++row) {
        const double skew = std::pow(static_cast<double>(draws() % 10000) / 10000, 3);
        const Words cells{std::to_string(500 + row),
                          draws() % 10 == 0 ? "north" : "south",
                          std::to_string(static_cast<int>(20 + 60 * skew)),
                          formatted("%lu.%02lu", 40 + static_cast<unsigned>(60 * skew), draws() % 100),
                          formatted("2020-%02lu-%02lu", 1 + static_cast<unsigned>(11.99 * skew), 1 + draws() % 28),
                          note(draws) + std::to_string(row)};
        for (std::size_t c = 0; c < cells.size(); ++c) source.columns[c].push_back(cells[c]);
    }
    How run;
    run.describe = {"--mode", "random"};
    run.rows = "20000";
    const CsvTable replica = replica_of(source, run);
    std::map<std::string, std::vector<double>> numbers;
    std::vector<double> north;
    for (std::size_t r = 0; r < replica.rows(); ++r) {
        EXPECT_EQ(replica.column("row_id")[r], std::to_string(r + 1));
        north.push_back(replica.column("ward")[r] == "north" ? 1 : 0);
        numbers["age"].push_back(std::stod(replica.column("age")[r]));
        numbers["weight"].push_back(std::stod(replica.column("weight")[r]));
        numbers["month"].push_back(std::stod(replica.column("seen")[r].substr(5, 2)));
        EXPECT_FALSE(replica.column("note")[r].empty());
    }
    EXPECT_NEAR(std::accumulate(north.begin(), north.end(), 0.0) / 20000, 0.5, 0.015);
    expect_all_match(replica, "age", "[2-7][0-9]");
    expect_all_match(replica, "weight", "[0-9]+\\.[0-9]{2}");
    expect_all_match(replica, "seen", "2020-[01][0-9]-[0-3][0-9]");
    const auto expect_even = [&](const std::string& name, double low, double high, double step) {
        std::vector<double> even;
        for (double value = low; value <= high + step / 2; value += step) even.push_back(value);
        EXPECT_LT(ks(even, numbers[name]), 0.04) << name;
    };
    expect_even("age", 20, 79, 1);
    expect_even("weight", 40, 99.99, 0.01);
    expect_even("month", 1, 12, 1);
}

}  // namespace
}  // namespace replica::test
