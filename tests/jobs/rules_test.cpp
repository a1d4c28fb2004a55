#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;
using Values = std::vector<double>;

constexpr int rows = 100'000;

// Seconds since 1970 of a date or datetime; NaN where it is missing.
double moment(const std::string& text) {
    std::tm parts{};
    if (text.empty()) return NAN;
    std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                &parts.tm_min, &parts.tm_sec);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return static_cast<double>(timegm(&parts));
}

double number(const std::string& text) { return text.empty() ? NAN : std::stod(text); }

std::string text_of(double seconds, const char* form) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, form, &parts);
    return text;
}

// Visits with start and end as datetimes and dates, of which a tenth lacks either, a low and a high number, two parts
// with their sum, and a chain of three numbers.
std::string make_visits() {
    std::mt19937 random(1);
    const auto draw = [&](unsigned below) { return static_cast<double>(random() % below); };
    const auto wait = [&](double mean) { return std::floor(-mean * std::log((draw(100'000) + 0.5) / 100'000)); };
    std::string text = "start,end,start_date,end_date,low,high,a,b,c,x,y,z\n";
    for (int row = 0; row < rows; ++row) {
        const double start = 1546300800 + draw(730) * 86400 + draw(288) * 300;
        const double end = start + wait(200) * 300;
        const double date = start - std::fmod(start, 86400);
        const double low = draw(400);
        const double x = draw(90);
        const double y = x + wait(6);
        const double a = draw(30);
        const double b = draw(50);
        char numbers[200];
        std::snprintf(numbers, sizeof numbers, "%.1f,%.1f,%s,%.0f,%.0f,%.0f,%.0f,%.0f\n", low / 10,
                      (low + wait(150)) / 10, draw(20) == 0 ? "" : std::to_string(static_cast<int>(a)).c_str(), b,
                      a + b, x, y, y + draw(3));
        text += (draw(10) == 0 ? "" : text_of(start, "%Y-%m-%d %H:%M:%S")) + "," +
                (draw(10) == 0 ? "" : text_of(end, "%Y-%m-%d %H:%M:%S")) + "," + text_of(date, "%Y-%m-%d") + "," +
                text_of(date + wait(3) * 86400, "%Y-%m-%d") + "," + numbers;
    }
    return text;
}

const std::string schema =
    "rules = [\"end = start + interval\", \"start <= end\", \"end_date >= start_date\", \"low < high\", "
    "\"a + b = c\", \"x <= y <= z\"]\n";

Values column(const CsvTable& table, const std::string& name, double (*read)(const std::string&)) {
    Values values;
    for (const std::string& text : table.column(name)) values.push_back(read(text));
    return values;
}

Values differences(const CsvTable& table, const std::string& from, const std::string& to,
                   double (*read)(const std::string&)) {
    const Values first = column(table, from, read);
    const Values second = column(table, to, read);
    Values intervals;
    for (std::size_t r = 0; r < first.size(); ++r) {
        // Tenths have no exact doubles.
        if (!std::isnan(first[r]) && !std::isnan(second[r]))
            intervals.push_back(std::round((second[r] - first[r]) * 10));
    }
    return intervals;
}

// The largest distance of two samples' distribution functions.
double kolmogorov_smirnov(Values a, Values b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    double most = 0;
    for (const Values* values : {&a, &b}) {
        for (const double value : *values) {
            const auto share = [value](const Values& sample) {
                return static_cast<double>(std::upper_bound(sample.begin(), sample.end(), value) - sample.begin()) /
                       static_cast<double>(sample.size());
            };
            most = std::max(most, std::abs(share(a) - share(b)));
        }
    }
    return most;
}

double missing_rate(const CsvTable& table, const std::string& name) {
    const auto& values = table.column(name);
    return static_cast<double>(std::count(values.begin(), values.end(), "")) / static_cast<double>(values.size());
}

void expect_rules_hold(const CsvTable& table) {
    const auto least = [](const Values& values) { return *std::min_element(values.begin(), values.end()); };
    EXPECT_GE(least(differences(table, "start", "end", moment)), 0);
    EXPECT_GE(least(differences(table, "start_date", "end_date", moment)), 0);
    EXPECT_GT(least(differences(table, "low", "high", number)), 0);
    EXPECT_GE(least(differences(table, "x", "y", number)), 0);
    EXPECT_GE(least(differences(table, "y", "z", number)), 0);
    const Values a = column(table, "a", number);
    const Values b = column(table, "b", number);
    const Values c = column(table, "c", number);
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (!std::isnan(a[r])) {
            ASSERT_EQ(a[r] + b[r], c[r]) << "row " << r;
        }
    }
}

class Rules : public testing::Test {
protected:
    void run(const Words& arguments, unsigned ranks = 1) const {
        const auto result = run_replica(arguments, {.ranks = ranks, .directory = folder_.path()});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }
    // A replica of `extract` by s.toml, in the folder `out`.
    void replicate(const std::string& extract, const std::string& out, const std::string& mode, unsigned ranks = 1) {
        run({"describe", extract, "--schema", "s.toml", "--epsilon", "none", "--mode", mode, "--model", out + ".h5",
             "--quiet"},
            ranks);
        run({"generate", out + ".h5", "--rows", std::to_string(rows), "--out", out, "--quiet"}, ranks);
    }
    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    TemporaryDirectory folder_;
};

TEST_F(Rules, HoldInEveryRow) {
    write_text(file("visits.csv"), make_visits());
    write_text(file("s.toml"), schema);
    const CsvTable source = read_csv(file("visits.csv"));
    for (const std::string mode : {"correlated", "independent"}) {
        replicate("visits.csv", mode, mode);
        const CsvTable replica = read_csv(file(mode));
        ASSERT_EQ(replica.rows(), static_cast<std::size_t>(rows));
        expect_rules_hold(replica);
        for (const std::string name : {"start", "end", "a", "c", "z"})
            EXPECT_NEAR(missing_rate(replica, name), missing_rate(source, name), 0.005) << name;
        const auto distance = [&](const std::string& from, const std::string& to, double (*read)(const std::string&)) {
            return kolmogorov_smirnov(differences(source, from, to, read), differences(replica, from, to, read));
        };
        EXPECT_LE(distance("start", "end", moment), 0.01) << mode;
        EXPECT_LE(distance("start_date", "end_date", moment), 0.01) << mode;
        EXPECT_LE(distance("low", "high", number), 0.01) << mode;
        EXPECT_LE(distance("x", "y", number), 0.01) << mode;
        EXPECT_LE(distance("y", "z", number), 0.01) << mode;
    }
    replicate("visits.csv", "ranks", "correlated", 3);
    EXPECT_EQ(read_text(file("ranks.h5")), read_text(file("correlated.h5")));
    EXPECT_TRUE(read_folder(file("ranks")) == read_folder(file("correlated")));
}

TEST_F(Rules, AreShownAndStored) {
    write_text(file("visits.csv"), "start,end\n1,3\n2,2\n2,9\n5,\n,4\n");
    write_text(file("s.toml"), "rules = [\"start <= end\"]\n");
    run({"describe", "visits.csv", "--schema", "s.toml", "--epsilon", "none", "--model", "m.h5", "--min-count", "1"});
    const auto result = run_replica({"inspect", "m.h5"}, {.directory = folder_.path()});
    EXPECT_NE(result.out.find("3 bins of an interval, also without it, may be missing"), std::string::npos)
        << result.out;
    EXPECT_NE(result.out.find("columns that follow from others, in every row\n  end: start <= end"), std::string::npos)
        << result.out;
}

// Intervals that few persons have are rounded outwards, but never below zero.
TEST_F(Rules, RareIntervalsStayAllowed) {
    std::string text = "low,high\n";
    for (int row = 0; row < 400; ++row)
        text += std::to_string(row * 17 % 300) + "," + std::to_string(row * 17 % 300 + 1 + row * row % 5003) + "\n";
    write_text(file("visits.csv"), text);
    write_text(file("s.toml"), "rules = [\"low < high\"]\n");
    replicate("visits.csv", "out", "correlated");
    const Values intervals = differences(read_csv(file("out")), "low", "high", number);
    EXPECT_GT(*std::min_element(intervals.begin(), intervals.end()), 0);
}

// Birth and death are constant within a person and drawn once a person; visits lie between them all the same.
TEST_F(Rules, HoldBetweenColumnsOfPersonsAndOfRows) {
    std::mt19937 random(3);
    const auto draw = [&](unsigned below) { return static_cast<double>(random() % below); };
    std::string text = "person_id,birth,death,start,end\n";
    for (int person = 0; person < 3'000; ++person) {
        const double birth = draw(30'000) * 86400;
        const double life = (1 + draw(30'000)) * 86400;
        const bool dead = random() % 3 == 0;
        for (unsigned visit = 0; visit <= random() % 6; ++visit) {
            const double start = birth + std::floor(life / 86400 * draw(1000) / 1000) * 86400;
            const double end = std::min(start + draw(9) * 86400, birth + life);
            text += std::to_string(person) + "," + text_of(birth, "%Y-%m-%d") + "," +
                    (dead ? text_of(birth + life, "%Y-%m-%d") : "") + "," + text_of(start, "%Y-%m-%d") + "," +
                    text_of(end, "%Y-%m-%d") + "\n";
        }
    }
    write_text(file("visits.csv"), text);
    write_text(file("s.toml"), "rules = [\"birth <= start <= death\", \"start <= end <= death\"]\n");
    replicate("visits.csv", "out", "correlated");
    const CsvTable replica = read_csv(file("out"));
    const auto none_is_negative = [&](const std::string& from, const std::string& to) {
        const Values days = differences(replica, from, to, moment);
        ASSERT_GT(days.size(), replica.rows() / 5);
        EXPECT_GE(*std::min_element(days.begin(), days.end()), 0) << from << " <= " << to;
    };
    none_is_negative("birth", "start");
    none_is_negative("birth", "death");
    none_is_negative("start", "end");
    none_is_negative("start", "death");
    none_is_negative("end", "death");
    std::map<std::string, std::string> birth_of;
    for (std::size_t r = 0; r < replica.rows(); ++r) {
        const auto& person = replica.column("person_id")[r];
        EXPECT_EQ(birth_of.emplace(person, replica.column("birth")[r]).first->second, replica.column("birth")[r]);
    }
    replicate("visits.csv", "ranks", "correlated", 3);
    EXPECT_TRUE(read_folder(file("ranks")) == read_folder(file("out")));
}

TEST_F(Rules, OnRealExtracts) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const std::filesystem::path periods = *data / "omop-synthea-harper-5.3.1/observation_period.csv";
    write_text(file("s.toml"), "rules = [\"observation_period_start_date <= observation_period_end_date\"]\n");
    replicate(periods.string(), "periods", "correlated");
    const CsvTable replica = read_csv(file("periods"));
    const auto days = differences(replica, "observation_period_start_date", "observation_period_end_date", moment);
    ASSERT_EQ(days.size(), static_cast<std::size_t>(rows));
    EXPECT_GE(*std::min_element(days.begin(), days.end()), 0);
    const std::filesystem::path visits = *data / "omop-synthea27nj-5.4/VISIT_OCCURRENCE.csv";
    write_text(file("s.toml"),
               "rules = [\"visit_start_date <= visit_end_date\", \"visit_start_datetime <= visit_end_datetime\", "
               "\"visit_start_date <= visit_start_datetime\"]\n");
    replicate(visits.string(), "visits", "correlated");
    const CsvTable table = read_csv(file("visits"));
    const auto stays = [](const CsvTable& from) {
        return differences(from, "visit_start_date", "visit_end_date", moment);
    };
    const auto moments = [](const CsvTable& from) {
        return differences(from, "visit_start_datetime", "visit_end_datetime", moment);
    };
    const Values synthetic = stays(table);
    EXPECT_GE(*std::min_element(synthetic.begin(), synthetic.end()), 0);
    const Values times = moments(table);
    EXPECT_GE(*std::min_element(times.begin(), times.end()), 0);
    const CsvTable source = read_csv(visits);
    EXPECT_LE(kolmogorov_smirnov(stays(source), synthetic), 0.02);
    EXPECT_LE(kolmogorov_smirnov(moments(source), times), 0.02);
}

}  // namespace
}  // namespace replica::test
