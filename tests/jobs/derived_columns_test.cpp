#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <cstdio>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

// Arrivals mostly in the afternoon, at clinics 0 to 59 of postcodes "N12 3AB"; one in 50 has none.
std::string make_visits() {
    std::string text = "arrival,postcode,seen\n";
    for (int row = 0; row < 12'000; ++row) {
        const int hour = row % 3 == 0 ? row / 3 % 24 : 12 + row % 6;
        char line[120];
        std::snprintf(line, sizeof line, "2021-%02d-%02d %02d:%02d:00,%s%d %dAB,%s\n", 1 + row % 12, 1 + row % 28, hour,
                      row * 7 % 60, row % 2 == 0 ? "N" : "SW", row % 15, row % 4, hour < 8 ? "no" : "yes");
        text += row % 50 == 0 ? std::string(",") + (line + 20) : line;
    }
    return text;
}

// Districts of the postcodes' beginnings, but for "SW14".
std::string make_districts() {
    std::string text = "code,district,decile\n";
    for (const std::string area : {"N", "SW"}) {
        for (int number = 0; number < 15; ++number) {
            if (area == "SW" && number == 14) continue;
            text += area + std::to_string(number) + " ," + area + std::to_string(number % 3) + " district," +
                    std::to_string(1 + number % 10) + "\n";
        }
    }
    return text;
}

const std::string derived =
    "[derived.shift]\nfrom = \"arrival\"\nhours = [0, 8, 16]\n"
    "[derived.district]\nfrom = \"postcode\"\ntable = \"districts.csv\"\nkey = \"code\"\nvalue = \"district\"\n"
    "prefix = true\n";

std::string shift_of(const std::string& arrival) {
    if (arrival.empty()) return "";
    const int hour = std::stoi(arrival.substr(11, 2));
    return hour < 8 ? "00-07" : hour < 16 ? "08-15" : "16-23";
}

class DerivedColumns : public testing::Test {
protected:
    void SetUp() override {
        write("visits.csv", make_visits());
        write("conf/districts.csv", make_districts());
    }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((folder_.path() / name).parent_path());
        write_text(folder_.path() / name, text);
    }
    [[nodiscard]] CommandResult run(const Words& arguments, unsigned ranks = 1) const {
        return run_replica(arguments, {.ranks = ranks, .directory = folder_.path()});
    }
    // A replica of the visits by a schema; what describe told is in told_.
    CsvTable replicate(const std::string& schema, unsigned ranks = 1) {
        write("conf/s.toml", schema);
        const auto described = run(
            {"describe", "visits.csv", "--schema", "conf/s.toml", "--epsilon", "none", "--model", "m.h5", "--force"},
            ranks);
        EXPECT_EQ(described.exit_code, 0) << described.err;
        told_ = described.err;
        const auto generated = run({"generate", "m.h5", "--rows", "24000", "--out", "out", "--force"}, ranks);
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        return read_csv(folder_.path() / "out");
    }
    [[nodiscard]] std::string refusal(const std::string& schema) const {
        write("conf/s.toml", schema);
        const auto result =
            run({"describe", "visits.csv", "--schema", "conf/s.toml", "--epsilon", "none", "--model", "r.h5"});
        EXPECT_EQ(result.exit_code, 2);
        return refusal_of(result, 1);
    }

    TemporaryDirectory folder_;
    std::string told_;
};

TEST_F(DerivedColumns, AgreeWithTheColumnTheyAreMadeFrom) {
    const CsvTable replica = replicate(derived);
    EXPECT_EQ(replica.names, (std::vector<std::string>{"arrival", "postcode", "seen", "shift", "district"}));
    std::set<std::string> districts;
    for (std::size_t r = 0; r < replica.rows(); ++r) {
        EXPECT_EQ(replica.column("shift")[r], shift_of(replica.column("arrival")[r]));
        const std::string& postcode = replica.column("postcode")[r];
        const std::size_t letters = postcode[0] == 'N' ? 1 : 2;
        const int number = std::stoi(postcode.substr(letters));
        const bool known = number < 15 && !(letters == 2 && number == 14);
        const std::string expected =
            known ? postcode.substr(0, letters) + std::to_string(number % 3) + " district" : "";
        EXPECT_EQ(replica.column("district")[r], expected) << postcode;
        districts.insert(expected);
    }
    EXPECT_EQ(districts.size(), 7U) << "six and none";
    EXPECT_NE(
        told_.find("visits.csv, line 31, column \"postcode\": \"SW14 1AB\" has no entry in conf/districts.csv for "
                   "column district; this and the like in 400 rows are treated as missing"),
        std::string::npos)
        << told_;
    const auto hours = run({"inspect", "m.h5"});
    EXPECT_NE(hours.out.find("shift: the hour of arrival"), std::string::npos) << hours.out;
    const auto bytes = read_folder(folder_.path() / "out");
    replicate(derived, 3);
    EXPECT_TRUE(read_folder(folder_.path() / "out") == bytes) << "on 3 ranks";
}

// Where the column they are made from is left out they are modelled like any other: with their shares and dependences.
TEST_F(DerivedColumns, StandForTheColumnThatIsDropped) {
    const std::string columns =
        "[columns.arrival]\nrole = \"drop\"\n[columns.postcode]\nrole = \"drop\"\n[columns.seen]\n";
    const CsvTable replica = replicate(columns + derived);
    EXPECT_EQ(replica.names, (std::vector<std::string>{"seen", "shift", "district"}));
    const CsvTable source = read_csv(folder_.path() / "visits.csv");
    std::map<std::string, double> shares;
    for (const std::string& arrival : source.column("arrival"))
        shares[shift_of(arrival)] += 1.0 / static_cast<double>(source.rows());
    for (const std::string& shift : replica.column("shift")) shares[shift] -= 1.0 / static_cast<double>(replica.rows());
    for (const auto& [shift, distance] : shares) EXPECT_NEAR(distance, 0, 0.015) << shift;
    for (std::size_t r = 0; r < replica.rows(); ++r) {
        if (replica.column("shift")[r] == "00-07") {
            EXPECT_EQ(replica.column("seen")[r], "no");
        }
    }
}

TEST_F(DerivedColumns, WhatCannotBeDerived) {
    EXPECT_EQ(refusal("[derived.x]\nfrom = \"none\"\nhours = [0, 12]\n"),
              "the schema's [derived.x] is made from none, which is no column of the data; correct the name");
    EXPECT_EQ(refusal("[derived.seen]\nfrom = \"arrival\"\nhours = [0, 12]\n"),
              "the schema's [derived.seen] has the name of a column of the data; choose another one");
    EXPECT_EQ(refusal("[derived.x]\nfrom = \"seen\"\nhours = [0, 12]\n"),
              "column x is derived from seen, which holds no datetimes; name a column of datetimes");
    const std::string table = "[derived.x]\nfrom = \"postcode\"\ntable = \"districts.csv\"\n";
    EXPECT_EQ(refusal(table + "key = \"code\"\nvalue = \"ward\"\n"),
              "the look-up table conf/districts.csv has no column ward; correct \"key\" or \"value\" in the schema");
    EXPECT_EQ(refusal(table + "key = \"code\"\nvalue = \"decile\"\n"),
              "column x is derived from postcode, but conf/districts.csv has an entry for none of its values; correct "
              "the table's key, or say prefix = true");
    EXPECT_TRUE(refusal(table + "key = \"district\"\nvalue = \"decile\"\n")
                    .starts_with("the look-up table conf/districts.csv has two values for district \"N0 district\": "));
    EXPECT_EQ(refusal("[columns.arrival]\n[columns.postcode]\nrole = \"text\"\n[columns.seen]\n" + table +
                      "key = \"code\"\nvalue = \"decile\"\nprefix = true\n"),
              "column x is derived from postcode, which is replaced by fresh values (role text); give that one role = "
              "\"attribute\" or \"drop\"");
    EXPECT_TRUE(refusal("[derived.x]\nfrom = \"postcode\"\ntable = \"none.csv\"\nkey = \"a\"\nvalue = \"b\"\n")
                    .starts_with("conf/none.csv doesn't exist"));
}

}  // namespace
}  // namespace replica::test
