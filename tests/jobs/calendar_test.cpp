// Dates and times of a clinic's visits: a peak on Mondays, a dip at lunch and one in December, nobody on holidays.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <regex>
#include <set>

#include <date/date.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

const std::set<std::string> holidays{"12-25", "12-24", "01-01", "07-04"};

date::year_month_day day_of(int days) { return date::sys_days(date::year(2017) / 1 / 1) + date::days(days); }

// 0 for Monday.
unsigned weekday_of(const date::year_month_day& day) { return date::weekday(date::sys_days(day)).iso_encoding() - 1; }

double day_weight(int days) {
    constexpr std::array<double, 7> weekdays{2, 1.1, 1, 1, .9, .3, .15};
    const auto day = day_of(days);
    if (holidays.contains(date::format("%m-%d", day))) return 0;
    const double season = day.month() == date::December ? .5 : day.month() == date::March ? 1.2 : 1;
    return weekdays[weekday_of(day)] * season;
}

// A datetime column, a date column of other days, and one that depends on the first.
CsvTable clinic(unsigned rows) {
    std::vector<double> days(4 * 365 + 1);
    for (std::size_t d = 0; d < days.size(); ++d) days[d] = day_weight(static_cast<int>(d));
    std::vector<double> minutes(60, 1);
    minutes[0] = 60;
    minutes[15] = minutes[45] = 15;
    minutes[30] = 40;
    std::mt19937 random(rows);
    std::discrete_distribution<int> draw_day(days.begin(), days.end());
    std::discrete_distribution<int> draw_hour{.1, .1, .1, .1, .1, .1, .1, 1, 3, 6, 8, 7, 1.5, 4, 6, 5, 4, 2, 1, .5, .5};
    std::discrete_distribution<int> draw_minute(minutes.begin(), minutes.end());
    CsvTable table{{"visit", "birth", "ward"}, {{}, {}, {}}};
    for (unsigned row = 0; row < rows; ++row) {
        const auto day = day_of(draw_day(random));
        const int hour = weekday_of(day) >= 5 && random() % 2 == 0 ? 21 : draw_hour(random);
        std::array<char, 24> time{};
        std::snprintf(time.data(), time.size(), " %02d:%02d", hour, draw_minute(random));
        table.columns[0].push_back(date::format("%F", day) + time.data());
        const auto birth = day_of(draw_day(random));
        table.columns[1].push_back(date::format("%m/%d/%Y", birth));
        table.columns[2].push_back(day.year() < date::year(2019) && random() % 4 != 0 ? "old" : "new");
    }
    return table;
}

using Profile = std::map<std::string, double>;

struct Profiles {
    Profile weekday, hour, month, minute, day;
};

// Of texts "YYYY-MM-DD HH:MM" or "MM/DD/YYYY".
Profiles profiles_of(const std::vector<std::string>& texts) {
    Profiles profiles;
    const double share = 1.0 / static_cast<double>(texts.size());
    for (const std::string& text : texts) {
        const bool us = text[2] == '/';
        const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
        const date::year_month_day day{date::year(number(us ? 6 : 0, 4)),
                                       date::month(static_cast<unsigned>(number(us ? 0 : 5, 2))),
                                       date::day(static_cast<unsigned>(number(us ? 3 : 8, 2)))};
        profiles.weekday[std::to_string(weekday_of(day))] += share;
        profiles.month[date::format("%m", day)] += share;
        profiles.day[date::format("%m-%d", day)] += share;
        if (us) continue;
        profiles.hour[text.substr(11, 2)] += share;
        profiles.minute[text.substr(14, 2)] += share;
    }
    return profiles;
}

double distance(const Profile& a, const Profile& b) {
    double sum = 0;
    for (const auto& [key, share] : a) sum += std::abs(share - (b.contains(key) ? b.at(key) : 0));
    for (const auto& [key, share] : b) sum += a.contains(key) ? 0 : share;
    return sum / 2;
}

class Calendar : public testing::Test {
protected:
    void describe(const std::string& text, const Words& more = {}, const RunOptions& options = {}) const {
        write_text(folder_.path() / "in.csv", text);
        Words arguments{"describe", "in.csv", "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        RunOptions here = options;
        here.directory = folder_.path();
        const auto result = run_replica(arguments, here);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }
    [[nodiscard]] CsvTable generate(const std::string& rows) const {
        const auto result = run_replica({"generate", "m.h5", "--rows", rows, "--out", "out", "--force", "--quiet"},
                                        {.directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_csv(folder_.path() / "out");
    }
    [[nodiscard]] std::string inspect(const Words& more = {}) const {
        Words arguments{"inspect", "m.h5"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_replica(arguments, {.directory = folder_.path()}).out;
    }

    TemporaryDirectory folder_;
};

class CalendarOfRows : public Calendar, public testing::WithParamInterface<unsigned> {};

TEST_P(CalendarOfRows, ProfilesAndHolidaysComeBack) {
    const CsvTable source = clinic(GetParam());
    write_text(folder_.path() / "schema.toml",
               "[columns.visit]\nholidays = [\"2017-12-24\", \"2018-12-24\", \"2019-12-24\", \"2020-12-24\", "
               "\"2017-12-25\", \"2018-12-25\", \"2019-12-25\", \"2020-12-25\", \"2017-01-01\", \"2018-01-01\", "
               "\"2019-01-01\", \"2020-01-01\", \"2017-07-04\", \"2018-07-04\", \"2019-07-04\", \"2020-07-04\"]\n"
               "[columns.birth]\n[columns.ward]\n");
    for (const std::string mode : {"correlated", "independent"}) {
        describe(format_csv(source), {"--mode", mode, "--schema", "schema.toml"});
        const CsvTable replica = generate("200000");
        for (const std::string column : {"visit", "birth"}) {
            const Profiles real = profiles_of(source.column(column));
            const Profiles drawn = profiles_of(replica.column(column));
            EXPECT_LE(distance(real.weekday, drawn.weekday), .01) << mode << column;
            EXPECT_LE(distance(real.month, drawn.month), .01) << mode << column;
            EXPECT_LE(distance(real.hour, drawn.hour), .015) << mode << column;
            EXPECT_LE(distance(real.minute, drawn.minute), .02) << mode << column;
        }
        // The replica's range is rounded, so that a few days lie outside the years for which the schema lists holidays.
        std::vector<std::string> inside = replica.column("visit");
        std::erase_if(inside, [](const std::string& text) { return text < "2017" || text >= "2021"; });
        EXPECT_GT(inside.size(), 199000U);
        const Profiles visits = profiles_of(inside);
        for (const std::string& holiday : holidays) EXPECT_FALSE(visits.day.contains(holiday)) << mode << holiday;
        EXPECT_GT(visits.minute.at("00"), 8 * visits.minute.at("01"));
        EXPECT_GT(visits.hour.at("10"), 3 * visits.hour.at("12"));
    }
}

// Few rows, with hardly a day that five persons share; more; and more different values than are kept.
INSTANTIATE_TEST_SUITE_P(Rows, CalendarOfRows, testing::Values(3000U, 40000U, 300000U));

TEST_F(Calendar, ThreeRanksLearnTheSameModel) {
    const std::string text = format_csv(clinic(100000));
    describe(text);
    const std::string alone = read_text(folder_.path() / "m.h5");
    describe(text, {}, {.ranks = 3});
    EXPECT_EQ(read_text(folder_.path() / "m.h5"), alone);
}

TEST_F(Calendar, InspectTellsWhatIsInsideTheBins) {
    write_text(folder_.path() / "schema.toml", "[columns.visit]\nholidays = \"US\"\n[columns.birth]\n[columns.ward]\n");
    describe(format_csv(clinic(20000)), {"--schema", "schema.toml"});
    EXPECT_NE(inspect().find("20 bins; inside them weekday, day of the year, holidays US, time of day"),
              std::string::npos)
        << inspect();
    const auto visit = nlohmann::json::parse(inspect({"--json"}))["columns"][0]["calendar"];
    EXPECT_EQ(visit["holidays"], "US");
    EXPECT_LE(visit["holiday"], 1);
    EXPECT_EQ(visit["weekday"].size(), 7U);
    EXPECT_EQ(visit["year_day"][6 * 31 + 3], 0) << "nobody comes on 4 July";
    EXPECT_EQ(visit["hours"].size(), 8U * 24U);
}

// Each look in a column of its own: what comes out has it, and reads as a date again.
TEST_F(Calendar, EveryFormIsWrittenBack) {
    CsvTable source{{"iso", "us", "short_us", "european", "oracle", "visit_date", "zulu", "winter_summer", "zone"},
                    std::vector<std::vector<std::string>>(9)};
    std::mt19937 random(3);
    for (int row = 0; row < 4000; ++row) {
        const auto day = day_of(static_cast<int>(random() % 1461));
        const auto hour = static_cast<unsigned>(random() % 24);
        std::array<char, 32> text{};
        const auto put = [&](std::size_t column, const std::string& value) { source.columns[column].push_back(value); };
        const auto m = static_cast<unsigned>(day.month());
        const auto d = static_cast<unsigned>(day.day());
        const auto time = date::format("%F", day);
        std::snprintf(text.data(), text.size(), "T%02u:05:00", hour);
        put(0, time + text.data());
        put(6, time + text.data() + ".250Z");
        put(7, time + text.data() + (m >= 4 && m <= 10 ? "+02:00" : "+01:00"));
        put(8, time + text.data() + " EST");
        std::snprintf(text.data(), text.size(), "%u/%u/%d %u:30 %s", m, d, static_cast<int>(day.year()),
                      (hour + 11) % 12 + 1, hour < 12 ? "AM" : "PM");
        put(1, text.data());
        std::snprintf(text.data(), text.size(), "%u/%u/%02d", m, d, static_cast<int>(day.year()) % 100);
        put(2, text.data());
        put(3, date::format("%d.%m.%Y", day));
        std::string oracle = date::format("%d-%b-%Y", day);
        for (char& letter : oracle) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
        put(4, oracle);
        put(5, date::format("%Y%m%d", day));
    }
    describe(format_csv(source));
    const CsvTable replica = generate("5000");
    const std::string months = "(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)";
    const std::string iso = R"(20[12]\d-[01]\d-[0-3]\d)";
    const std::map<std::string, std::string> looks{{"iso", iso + R"(T[012]\d:05:00)"},
                                                   {"us", R"([1-9]\d?/[1-9]\d?/20[12]\d [1-9][012]?:30 [AP]M)"},
                                                   {"short_us", R"([1-9]\d?/[1-9]\d?/(1[6-9]|2[01]))"},
                                                   {"european", R"([0-3]\d\.[01]\d\.20[12]\d)"},
                                                   {"oracle", R"([0-3]\d-)" + months + R"(-20[12]\d)"},
                                                   {"visit_date", R"(20[12]\d[01]\d[0-3]\d)"},
                                                   {"zulu", iso + R"(T[012]\d:05:00\.250Z)"},
                                                   {"winter_summer", iso + R"(T[012]\d:05:00\+0[12]:00)"},
                                                   {"zone", iso + R"(T[012]\d:05:00 EST)"}};
    for (const auto& [column, look] : looks) {
        const std::regex expected(look);
        std::set<std::string> different;
        for (const std::string& text : replica.column(column)) {
            ASSERT_TRUE(std::regex_match(text, expected)) << column << ": " << text;
            different.insert(text);
        }
        EXPECT_GT(different.size(), 1000U) << column << " is imitated from a few values";
    }
    for (const std::string& text : replica.column("winter_summer")) {
        const int month = std::stoi(text.substr(5, 2));
        ASSERT_EQ(text[21], month >= 4 && month <= 10 ? '2' : '1') << text;
    }
}

}  // namespace
}  // namespace replica::test
