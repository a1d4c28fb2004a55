// How close the numbers of replicas come to those of real and made extracts, column by column.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;
using Json = nlohmann::json;

std::optional<double> number_in(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// The numbers of a column in ascending order; what is missing is left out.
std::vector<double> numbers(const std::vector<std::string>& texts) {
    std::vector<double> values;
    for (const std::string& text : texts)
        if (const auto value = number_in(text)) values.push_back(*value);
    std::sort(values.begin(), values.end());
    return values;
}

double share_below(const std::vector<double>& sorted, double value) {
    return static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()) /
           static_cast<double>(sorted.size());
}

// Largest difference of the two cumulative distributions (Kolmogorov and Smirnov).
double cdf_distance(const std::vector<double>& a, const std::vector<double>& b) {
    double distance = 0;
    for (const std::vector<double>* values : {&a, &b}) {
        for (const double value : *values) {
            const double above = std::nextafter(value, HUGE_VAL);
            distance = std::max(distance, std::abs(share_below(a, above) - share_below(b, above)));
        }
    }
    return distance;
}

class Numbers : public testing::Test {
protected:
    void describe(const std::filesystem::path& extract, const Words& more) const {
        Words arguments{"describe", extract, "--epsilon", "none", "--model", "m.h5", "--force", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, {.directory = folder_.path()});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }
    [[nodiscard]] CsvTable generate(const std::string& rows) const {
        const auto result = run_replica({"generate", "m.h5", "--rows", rows, "--out", "out", "--force", "--quiet"},
                                        {.directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_csv(folder_.path() / "out");
    }
    [[nodiscard]] Json columns() const {
        return Json::parse(run_replica({"inspect", "m.h5", "--json"}, {.directory = folder_.path()}).out)["columns"];
    }
    // Distribution of every binned number, and the share of every bin, where `noise` is what one of a bin may be off.
    void expect_close(const CsvTable& source, const CsvTable& replica, double limit, double noise) const {
        for (const Json& column : columns()) {
            if (column["encoding"] != "binned" || column["role"] != "attribute") continue;
            const std::string name = column["name"];
            const auto real = numbers(source.column(name));
            const auto drawn = numbers(replica.column(name));
            EXPECT_LE(cdf_distance(real, drawn), limit) << name;
            for (const std::string low : column["bin_low"]) {
                const double edge = number_in(low).value();
                EXPECT_NEAR(share_below(real, edge), share_below(drawn, edge), noise) << name << " below " << low;
            }
        }
    }

    TemporaryDirectory folder_;
};

TEST_F(Numbers, OfDiabetesComeBack) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const auto extract = *data / "flat-diabetes130/diabetic_data.csv";
    const CsvTable source = read_csv(extract);
    for (const std::string mode : {"independent", "correlated"}) {
        describe(extract, {"--null", "?", "--mode", mode});
        // Bins of 100,000 draws scatter by up to .0016; through a network by what their parents do as well.
        expect_close(source, generate("100000"), .01, mode == "independent" ? .006 : .01);
    }
}

TEST_F(Numbers, OfAdultComeBackFromEqualBins) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const auto extract = *data / "flat-adult/adult_reduced.csv";
    describe(extract, {});
    EXPECT_EQ(columns()[0]["bin_low"].size(), 20U);
    EXPECT_EQ(columns()[0]["bin_low"][1], "21") << "17 + 73 / 20, rounded up";
    expect_close(read_csv(extract), generate("100000"), .01, .006);
}

// A heavy tail with cents, ages that are heaped at tens, and weights with halves: under every binning.
TEST_F(Numbers, TailsHeapsAndDecimalsComeBack) {
    CsvTable source{{"charge", "age", "weight"}, {{}, {}, {}}};
    std::mt19937 random(17);
    std::lognormal_distribution<double> charge(5, 1.8);
    std::normal_distribution<double> age(50, 15);
    std::normal_distribution<double> weight(75, 12);
    for (int row = 0; row < 30000; ++row) {
        source.columns[0].push_back(std::to_string(charge(random)));
        source.columns[0].back().resize(source.columns[0].back().find('.') + 3);
        const int years = std::clamp(static_cast<int>(age(random)), 0, 99);
        source.columns[1].push_back(std::to_string(random() % 3 == 0 ? years / 10 * 10 : years));
        const int halves = static_cast<int>(2 * weight(random));
        source.columns[2].push_back(std::to_string(halves / 2) + (halves % 2 == 0 ? ".0" : ".5"));
    }
    write_text(folder_.path() / "in.csv", format_csv(source));
    const auto real = numbers(source.column("charge"));
    for (const std::string binning : {"auto", "quantile", "equal"}) {
        describe(folder_.path() / "in.csv", {"--binning", binning, "--mode", "independent"});
        const CsvTable replica = generate("100000");
        expect_close(source, replica, .01, .007);
        const auto drawn = numbers(replica.column("charge"));
        // The tail: quantiles up to the 999th of a thousand, on a logarithmic scale.
        for (const double share : {.5, .9, .99, .999}) {
            const auto quantile = [share](const std::vector<double>& sorted) {
                return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size()))];
            };
            EXPECT_NEAR(std::log(quantile(drawn)), std::log(quantile(real)), .15) << binning << ' ' << share;
        }
        EXPECT_LE(drawn.back(), 2 * real.back());
        std::map<char, double> digits;
        for (const std::string& years : replica.column("age")) digits[years.back()] += 1e-5;
        EXPECT_NEAR(digits['0'], .4, .02) << binning;
        for (const std::string& text : replica.column("charge")) ASSERT_EQ(text.size() - text.find('.'), 3U) << text;
        for (const std::string& text : replica.column("weight"))
            ASSERT_TRUE(text.ends_with(".0") || text.ends_with(".5")) << text;
        const std::size_t bins = columns()[0]["bin_low"].size();
        // Nearly all charges are in the first of equal bins, so auto takes quantiles; most of the others are empty.
        EXPECT_EQ(bins == 20U, binning != "equal") << binning << ' ' << bins;
    }
}

}  // namespace
}  // namespace replica::test
