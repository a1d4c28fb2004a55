// How near a private replica is to adult_codes.csv: 48,842 rows x 14 columns with public domains, delta = 1e-9, rows
// added or removed, as many rows as the data, mean of three runs, or of nine where three are above a limit: the noise
// is fresh each time, and a mean of three scatters by some 3 % at epsilon .1. Single columns known exactly give 2-way
// .0763.
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

std::string schema_of(const fs::path& domains) {
    std::ostringstream text;
    const auto json = nlohmann::ordered_json::parse(read_text(domains));
    for (const auto& [name, codes] : json.items()) {
        text << "[columns.\"" << name << "\"]\ntype = \"integer\"\nmissing = false\nvalues = [";
        for (int code = 0; code < codes.get<int>(); ++code) text << (code == 0 ? "" : ", ") << code;
        text << "]\n";
    }
    return text.str();
}

struct Distances {
    double two_way = 0;
    double three_way = 0;
};

class PrivateFidelity : public testing::Test {
protected:
    void SetUp() override {
        const auto data = shared_data();
        if (!data) GTEST_SKIP() << no_shared_data;
        extract_ = *data / "flat-adult" / "adult_codes.csv";
        write_text(folder_.path() / "s.toml", schema_of(*data / "flat-adult" / "adult_codes-domain.json"));
        real_ = read_csv(extract_);
    }

    void run(const std::vector<std::string>& words) const {
        RunOptions options;
        options.directory = folder_.path();
        options.threads = 2;
        const auto result = run_replica(words, options);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    [[nodiscard]] Distances distances(const std::string& draw, unsigned ways) const {
        run({"generate", "m.h5", "--rows", "48842", "--draw", draw, "--out", "out", "--force", "--quiet"});
        const CodedPair pair = code_together(real_, read_csv(folder_.path() / "out"));
        return {mean_marginal_distance(pair, 2), ways == 3 ? mean_marginal_distance(pair, 3) : 0};
    }

    struct Limits {
        double network_two_way = 1, pool_two_way = 1, network_three_way = 1, pool_three_way = 1;
    };

    void expect_means(const std::string& epsilon, unsigned ways, const Limits& limits) const {
        Distances network;
        Distances pool;
        constexpr int most_runs = 9;
        int runs = 0;
        const auto within = [&] {
            return network.two_way <= limits.network_two_way * runs && pool.two_way <= limits.pool_two_way * runs &&
                   network.three_way <= limits.network_three_way * runs &&
                   pool.three_way <= limits.pool_three_way * runs;
        };
        while (runs < 3 || (runs < most_runs && !within())) {
            ++runs;
            run({"describe", extract_, "--schema", "s.toml", "--epsilon", epsilon, "--model", "m.h5", "--force",
                 "--quiet"});
            for (auto& [sum, draw] : {std::pair<Distances&, const char*>{network, "network"}, {pool, "pool"}}) {
                const Distances found = distances(draw, ways);
                sum.two_way += found.two_way;
                sum.three_way += found.three_way;
            }
        }
        const auto expect = [&](const char* name, const Distances& sum, double two_way, double three_way) {
            std::printf("epsilon %s, %s, mean of %d: 2-way %.4f, 3-way %.4f\n", epsilon.c_str(), name, runs,
                        sum.two_way / runs, sum.three_way / runs);
            EXPECT_LE(sum.two_way / runs, two_way);
            EXPECT_LE(sum.three_way / runs, three_way);
        };
        expect("network", network, limits.network_two_way, limits.network_three_way);
        expect("pool", pool, limits.pool_two_way, limits.pool_three_way);
    }

    TemporaryDirectory folder_;
    std::string extract_;
    CsvTable real_;
};

TEST_F(PrivateFidelity, EpsilonOneTenth) { expect_means("0.1", 2, {.network_two_way = .108, .pool_two_way = .106}); }

TEST_F(PrivateFidelity, EpsilonOne) {
    expect_means(
        "1", 3, {.network_two_way = .0396, .pool_two_way = .0350, .network_three_way = .0894, .pool_three_way = .0830});
}

TEST_F(PrivateFidelity, EpsilonTen) { expect_means("10", 2, {.network_two_way = .0237, .pool_two_way = .0160}); }

}  // namespace
}  // namespace replica::test
