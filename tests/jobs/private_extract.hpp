#pragma once

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
using Words = std::vector<std::string>;
using Json = nlohmann::json;

/// Stays of persons who have one to nine: ages and sexes that wards depend on, 1 % of the weights missing.
inline std::string stays(std::size_t persons) {
    std::mt19937 random(3);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    std::ostringstream text;
    text << "patient,age,sex,ward,admitted,discharged,weight\n";
    for (std::size_t person = 0; person < persons; ++person) {
        const unsigned age = 20 + below(60);
        const bool female = below(2) == 0;
        for (unsigned stay = 0; stay <= below(9); ++stay) {
            const unsigned day = 1 + below(20);
            text << "p" << person << ',' << age << ',' << (female ? "F" : "M") << ','
                 << (age > 60 && below(4) > 0 ? "geriatrics"
                     : below(3) == 0          ? "surgery"
                                              : "medicine")
                 << ",2019-03-" << (day < 10 ? "0" : "") << day << ",2019-03-" << (day + 5 < 10 ? "0" : "") << day + 5
                 << ',';
            if (below(100) > 0) text << 50 + below(50);
            text << '\n';
        }
    }
    return text.str();
}

inline constexpr const char* declared = R"([columns.patient]
role = "person"
[columns.age]
type = "integer"
range = [20, 79]
missing = false
[columns.sex]
type = "string"
values = ["F", "M"]
missing = false
[columns.ward]
type = "string"
values = ["geriatrics", "medicine", "surgery", "icu"]
[columns.admitted]
type = "date"
range = [2019-03-01, 2019-03-31]
[columns.discharged]
type = "date"
range = [2019-03-01, 2019-03-31]
[columns.weight]
type = "integer"
range = [40, 109]
bins = 7
)";

class PrivateExtract : public testing::Test {
protected:
    void SetUp() override {
        write_text(folder_.path() / "in.csv", stays(2000));
        write_text(folder_.path() / "s.toml", declared);
    }

    CommandResult run(const Words& arguments, unsigned ranks = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        return run_replica(arguments, options);
    }

    [[nodiscard]] static Words describe_words(const Words& more) {
        Words words{"describe", "in.csv", "--schema", "s.toml", "--model", "m.h5", "--pool-rows", "65536", "--force"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    CommandResult describe(const Words& more, unsigned ranks = 1) const { return run(describe_words(more), ranks); }

    [[nodiscard]] std::string refusal(const Words& more, unsigned ranks = 1) const {
        const auto result = describe(more, ranks);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "m.h5"));
        return refusal_of(result, ranks);
    }

    [[nodiscard]] Json ledger() const { return Json::parse(read_text(folder_.path() / "m.ledger.json")); }

    CsvTable generate(const Words& more) const {
        Words words{"generate", "m.h5", "--out", "out", "--force", "--quiet"};
        words.insert(words.end(), more.begin(), more.end());
        const auto result = run(words);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_csv(folder_.path() / "out");
    }

    TemporaryDirectory folder_;
};

inline const Words unit{"--unit", "patient", "--max-rows-per-unit", "4"};

inline Words with_unit(Words more) {
    more.insert(more.end(), unit.begin(), unit.end());
    return more;
}

}  // namespace replica::test
