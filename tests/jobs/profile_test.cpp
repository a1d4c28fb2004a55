// A specification that is fitted to data.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>

namespace replica::test {
namespace {

using Profile = CommandFixture;

TEST_F(Profile, SaysWhatTheDataWereMadeBy) {
    write_text(at("s.toml"), R"toml(
[column.id]
distribution = "sequence"
[column.age]
distribution = "lognormal"
median = 36
sigma = 0.4
round = 1
[column.visits]
distribution = "negative_binomial"
mean = 4
size = 1.5
[column.wait]
distribution = "gamma"
shape = 2
scale = 5
round = 2
missing = 0.2
[column.wait2]
value = "wait + normal(0, 3)"
round = 2
missing_when = "is_missing(wait)"
[column.odd]
distribution = "mixture"
components = [{ distribution = "normal", mean = 0, sd = 1 }, { distribution = "normal", mean = 20, sd = 1 }]
round = 2
[column.where]
distribution = "categorical"
values = ["north", "south"]
weights = [3, 1]
[column.when]
distribution = "arrivals"
calendar = "c"
[calendar.c]
from = 2024-01-01
to = 2024-12-31
weekly = [10, 8, 8, 8, 6, 0, 0]
hourly = [0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 9, 5, 2, 5, 7, 6, 3, 0, 0, 0, 0, 0, 0, 0]
step_minutes = 5
[[correlation]]
columns = ["age", "visits"]
spearman = 0.4
)toml");
    expect_done({"simulate", "s.toml", "--rows", "40000", "--out", "made", "--quiet"});
    const std::string extract = at("made") / "part-00000.csv";
    const auto profiled = run({"profile", extract, "--quiet"});
    ASSERT_EQ(profiled.exit_code, 0) << profiled.err;
    EXPECT_EQ(run({"profile", extract, "--quiet"}, 3, 2).out, profiled.out);
    EXPECT_NE(profiled.out.find("NOT PRIVATE"), std::string::npos);
    const auto has = [&](const std::string& text) {
        EXPECT_NE(profiled.out.find(text), std::string::npos) << text << "\n" << profiled.out;
    };
    has("[column.id]\ndistribution = \"sequence\"");
    has("[column.age]\ndistribution = \"lognormal\"");
    has("[column.visits]\ndistribution = \"negative_binomial\"");
    has("[column.wait]\ndistribution = \"gamma\"");
    has("missing_when = \"is_missing(`wait`)\"");
    has("[column.odd]\ndistribution = \"histogram\"");
    has("values = [\"north\", \"south\"]");
    has("from = 2024-01-01\nto = 2024-12-31\nweekly = [100, ");
    has("columns = [\"age\", \"visits\"]\nspearman = 0.");
    // What it says can be simulated, and looks like the data.
    const CsvTable made = read_csv(extract);
    write_text(at("again.toml"), profiled.out);
    expect_done({"simulate", "again.toml", "--rows", "40000", "--out", "again", "--quiet"});
    const CsvTable again = read_csv(at("again"));
    EXPECT_EQ(again.names, made.names);
    const auto mean = [](const CsvTable& table, const std::string& name) {
        double sum = 0;
        double count = 0;
        for (const std::string& text : table.column(name)) {
            if (text.empty()) continue;
            sum += std::stod(text);
            count += 1;
        }
        return sum / count;
    };
    for (const char* name : {"age", "visits", "wait", "wait2", "odd"})
        EXPECT_NEAR(mean(again, name), mean(made, name), .06 * mean(made, name)) << name;
    EXPECT_NEAR(static_cast<double>(std::count(again.column("wait").begin(), again.column("wait").end(), "")) / 40'000,
                .2, .01);
}

// Nights hang on the kind of stay more than two columns with these distributions, normal in their grades, can.
TEST_F(Profile, AsksForNothingThatItsDistributionsCannotAttain) {
    write_text(at("s.toml"), R"toml(
[column.kind]
distribution = "categorical"
values = [9201, 9202, 9203]
weights = [1, 8, 1]
[column.nights]
value = "kind == 9201 ? 1 + poisson(4) : 0"
)toml");
    expect_done({"simulate", "s.toml", "--rows", "8000", "--out", "made", "--quiet"});
    const std::string extract = at("made") / "part-00000.csv";
    const auto profiled = run({"profile", extract, "--quiet"});
    ASSERT_EQ(profiled.exit_code, 0) << profiled.err;
    EXPECT_NE(profiled.out.find("[[correlation]]"), std::string::npos) << profiled.out;
    write_text(at("spec.toml"), profiled.out);
    expect_done({"simulate", "spec.toml", "--rows", "8000", "--out", "again", "--quiet"});
    EXPECT_EQ(read_csv(at("again")).names, read_csv(extract).names);
}

}  // namespace
}  // namespace replica::test
