#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

constexpr unsigned persons = 600;
constexpr unsigned rows_of_person = 10;

std::string rare_code(unsigned index) { return "Q" + std::to_string(10 + index) + "." + std::to_string(index % 10); }

// A stay a row, ten a person. Person 0 alone holds some values in all its rows; others are held by 4 or 5 persons.
CsvTable stays() {
    CsvTable table{{"person_id", "ward", "code", "amount", "day", "level"}, {{}, {}, {}, {}, {}, {}}};
    std::mt19937 draws(131);
    for (unsigned person = 0; person < persons; ++person) {
        for (unsigned row = 0; row < rows_of_person; ++row) {
            std::string ward = draws() % 2 == 0 ? "north" : "south";
            if (person == 0) ward = "secret ward";
            if (person >= 10 && person < 14) ward = "small ward";
            if (person >= 20 && person < 25) ward = "fifth ward";
            std::string code = "A" + std::to_string(10 + draws() % 80) + ".5";
            if (person >= 100 && person < 150) code = rare_code(person - 100);
            char day[16];
            std::snprintf(day, sizeof day, "%u-%02u-%02u", 2010 + static_cast<unsigned>(draws() % 10),
                          1 + static_cast<unsigned>(draws() % 12), 1 + static_cast<unsigned>(draws() % 28));
            table.columns[0].push_back(std::to_string(5'000'000 + 3 * person));
            table.columns[1].push_back(ward);
            table.columns[2].push_back(code);
            table.columns[3].push_back(person == 0 ? "12345" : std::to_string(1'000 * (draws() % 50)));
            table.columns[4].push_back(person == 0 ? "1931-05-17" : day);
            table.columns[5].push_back(person == 0 ? "17" : std::to_string(draws() % 3));
        }
    }
    return table;
}

CsvTable replica_of(const CsvTable& source, const std::vector<std::string>& more = {}) {
    const TemporaryDirectory folder;
    write_text(folder.path() / "in.csv", format_csv(source));
    std::vector<std::string> arguments{"describe", "in.csv", "--epsilon", "none", "--model", "m.h5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto described = run_replica(arguments, {.directory = folder.path()});
    EXPECT_EQ(described.exit_code, 0) << described.err;
    const auto generated =
        run_replica({"generate", "m.h5", "--rows", "60000", "--out", "out"}, {.directory = folder.path()});
    EXPECT_EQ(generated.exit_code, 0) << generated.err;
    return read_csv(folder.path() / "out");
}

std::ptrdiff_t count(const CsvTable& table, const std::string& column, const std::string& value) {
    const auto& values = table.column(column);
    return std::count(values.begin(), values.end(), value);
}

// The replica has ten times the rows: what is copied would come out 100 times and more.
TEST(RareValues, OfFewerThanFivePersonsDoNotComeOut) {
    const CsvTable replica = replica_of(stays());
    EXPECT_EQ(count(replica, "ward", "secret ward"), 0) << "ten rows, one person";
    EXPECT_EQ(count(replica, "ward", "small ward"), 0) << "forty rows, four persons";
    EXPECT_NEAR(static_cast<double>(count(replica, "ward", "fifth ward")), 500, 150);
    EXPECT_EQ(count(replica, "level", "17"), 0);
    EXPECT_LE(count(replica, "amount", "12345"), 2) << "by chance";
    EXPECT_LE(count(replica, "day", "1931-05-17"), 2) << "by chance";
    std::ptrdiff_t rare = 0;
    for (unsigned i = 0; i < 50; ++i) rare += count(replica, "code", rare_code(i));
    const auto& codes = replica.column("code");
    const auto chapter = std::count_if(codes.begin(), codes.end(), [](const auto& code) { return code[0] == 'Q'; });
    EXPECT_NEAR(static_cast<double>(chapter), 5000, 300) << "rare codes stay in their chapter, Q00.0 to Q99.9";
    EXPECT_NEAR(static_cast<double>(rare), static_cast<double>(chapter) * 50 / 1000, 60)
        << "as often as what none holds";
    EXPECT_GT(count(replica, "amount", "12000"), 500) << "common numbers come back as they were";
}

TEST(RareValues, MinCountSetsTheLimit) {
    const CsvTable loose = replica_of(stays(), {"--min-count", "4"});
    EXPECT_GT(count(loose, "ward", "small ward"), 100);
    EXPECT_EQ(count(loose, "ward", "secret ward"), 0);
    const CsvTable strict = replica_of(stays(), {"--min-count", "6"});
    EXPECT_EQ(count(strict, "ward", "fifth ward"), 0);
}

// Without a column of persons a row is one.
TEST(RareValues, RowsCountWherePersonsAreUnknown) {
    CsvTable source = select_columns(stays(), {"ward", "amount"});
    auto& ward = source.columns[0];
    for (std::string& value : ward) {
        if (value != "north" && value != "south") value = "north";
    }
    std::fill(ward.begin(), ward.begin() + 4, "four rows");
    std::fill(ward.begin() + 10, ward.begin() + 15, "five rows");
    const CsvTable replica = replica_of(source);
    EXPECT_EQ(count(replica, "ward", "four rows"), 0);
    EXPECT_GT(count(replica, "ward", "five rows"), 10);
}

TEST(Persons, RepeatAsInTheSourceUnderFreshValues) {
    CsvTable source{{"patient_nbr", "x"}, {{}, {}}};
    std::mt19937 draws(5);
    for (unsigned person = 0; person < 400; ++person) {
        for (unsigned row = 0; row < (person % 4 == 0 ? 6U : 2U); ++row) {
            source.columns[0].push_back(std::to_string(700'000'000 + 11 * person));
            source.columns[1].push_back(std::to_string(draws() % 4));
        }
    }
    const CsvTable replica = replica_of(source);
    std::map<std::string, unsigned> rows;
    for (const std::string& person : replica.column("patient_nbr")) ++rows[person];
    const std::set<std::string> known(source.columns[0].begin(), source.columns[0].end());
    std::map<unsigned, double> share;
    for (const auto& [person, count_of_rows] : rows) {
        EXPECT_FALSE(known.contains(person)) << person;
        share[count_of_rows] += 1.0 / static_cast<double>(rows.size());
    }
    EXPECT_NEAR(share[6], 0.25, 0.02);
    EXPECT_NEAR(share[2], 0.75, 0.02);
}

TEST(Persons, WhoAreMissingStayMissing) {
    CsvTable source = select_columns(stays(), {"person_id", "ward"});
    for (std::size_t row = 0; row < source.rows(); row += 4) source.columns[0][row].clear();
    const CsvTable replica = replica_of(source);
    EXPECT_NEAR(static_cast<double>(count(replica, "person_id", "")), 15'000, 600);
}

}  // namespace
}  // namespace replica::test
