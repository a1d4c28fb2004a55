// sweep: the chain at each point of a grid, resumed, shared out, and refused.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/started_command.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class Sweep : public CommandFixture {
protected:
    void SetUp() override { make_extract(at("extract.csv"), 1500); }

    void write_sweep(const std::string& axes, const std::string& more = "") const {
        write_text(at("sweep.toml"),
                   "[[extracts]]\nname = \"visits\"\npath = \"extract.csv\"\n" + more + "[axes]\n" + axes);
    }

    [[nodiscard]] static Words words(const std::string& out, const Words& more = {}) {
        Words all{"sweep", "sweep.toml", "--out", out};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    [[nodiscard]] CsvTable table(const std::string& out) const { return read_csv(at(out) / "sweep.csv"); }

    /// All but what differs from run to run: seconds, and memory.
    [[nodiscard]] std::map<std::string, std::vector<std::string>> lasting(const std::string& out) const {
        const CsvTable all = table(out);
        std::map<std::string, std::vector<std::string>> columns;
        for (std::size_t c = 0; c < all.names.size(); ++c)
            if (!all.names[c].ends_with("_seconds") && !all.names[c].starts_with("peak_"))
                columns[all.names[c]] = all.columns[c];
        return columns;
    }

    [[nodiscard]] std::vector<std::string> names_in(const std::string& folder) const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(at(folder))) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }

    void expect_refused(const Words& arguments, const std::string& part, unsigned ranks = 1) const {
        const auto result = run(arguments, ranks);
        EXPECT_EQ(result.exit_code, 2) << result.err;
        EXPECT_NE(refusal_of(result, ranks).find(part), std::string::npos) << result.err;
    }
};

double number(const std::string& text) { return std::stod(text); }

TEST_F(Sweep, RunsTheChainAtEachPoint) {
    write_sweep("degree = [1, 2]\nrows = [500, 1000]\nranks = [1, 2]\n");
    const auto result = run(words("out"), 2);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("point 8 of 8: degree 2, 1,000 rows, 2 ranks: "), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("wrote sweep.csv and sweep.html of 8 points to out"), std::string::npos) << result.err;
    EXPECT_EQ(names_in("out"), (std::vector<std::string>{"points", "sweep.csv", "sweep.html", "sweep.json"}));
    const CsvTable points = table("out");
    ASSERT_EQ(points.rows(), 8U);
    EXPECT_EQ(points.column("rows"),
              (std::vector<std::string>{"500", "500", "500", "500", "1000", "1000", "1000", "1000"}));
    for (std::size_t row = 0; row < points.rows(); ++row) {
        EXPECT_EQ(points.column("synthetic_rows")[row], points.column("rows")[row]);
        for (const char* seconds : {"describe_seconds", "generate_seconds", "evaluate_seconds", "cpu_seconds",
                                    "describe_learn_seconds", "evaluate_joint_tables_seconds"})
            EXPECT_GT(number(points.column(seconds)[row]), 0) << seconds;
        EXPECT_GT(number(points.column("peak_memory_bytes")[row]), 1e6);
        EXPECT_EQ(number(points.column("payload_bytes")[row]) > 0, points.column("ranks")[row] == "2");
        EXPECT_LT(number(points.column("tvd_1_way")[row]), number(points.column("tvd_3_way")[row]));
    }
    // As many ranks as you like give the same replica.
    for (const char* distance : {"tvd_1_way", "tvd_2_way", "tvd_3_way"})
        EXPECT_EQ(points.column(distance)[0], points.column(distance)[2]) << distance;
    const std::string page = read_text(at("out/sweep.html"));
    for (const char* section : {"id=\"points\"", "id=\"degree\"", "id=\"rows\"", "id=\"cores\""})
        EXPECT_NE(page.find(section), std::string::npos) << section;
    struct stat status = {};
    ASSERT_EQ(::stat(at("out/points/0001.json").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

// The point's figures are those that the jobs by themselves find.
TEST_F(Sweep, FindsWhatTheJobsFind) {
    write_sweep("degree = [2]\n");
    expect_done(words("out", {"--keep"}));
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--degree", "2", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--out", "replica", "--quiet"});
    expect_done({"evaluate", "--real", "extract.csv", "--synthetic", "replica", "--out", "report", "--quiet"});
    EXPECT_EQ(read_folder(at("out/points/0001/replica")), read_folder(at("replica")));
    const std::string metrics = read_text(at("report/metrics.json"));
    for (const char* distance : {"tvd_1_way", "tvd_2_way", "tvd_3_way"})
        EXPECT_NE(metrics.find("\"value\": " + table("out").column(distance)[0]), std::string::npos) << distance;
    EXPECT_EQ(names_in("out/points/0001"), (std::vector<std::string>{"model.h5", "replica", "report"}));
}

TEST_F(Sweep, IsTheSameOnAnyRanks) {
    write_sweep("degree = [1, 3]\ncolumns = [6]\nrows = [700]\nmissing = [\"source\", \"none\"]\nranks = [1]\n");
    expect_done(words("one"));
    expect_done(words("two"), 2);
    EXPECT_EQ(lasting("one"), lasting("two"));
    EXPECT_EQ(table("one").column("columns")[0], "6");
}

// Killed when two points are there, it goes on with the third.
TEST_F(Sweep, GoesOnAfterAKill) {
    write_sweep("degree = [1, 2, 3]\nrows = [600, 1200]\nthreads = [1]\n");
    expect_done(words("whole"));
    RunOptions options;
    options.directory = at(".");
    StartedCommand started(replica_command(words("out"), options), options, at("errors"));
    while (!fs::exists(at("out/points/0002.json")) && !started.has_ended())
        std::this_thread::sleep_for(std::chrono::microseconds(300));
    started.kill();
    const std::string second = read_text(at("out/points/0002.json"));
    EXPECT_FALSE(fs::exists(at("out/sweep.csv")));
    const auto result = run(words("out"));
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("point 2 of 6: degree 2, 600 rows: is there already"), std::string::npos) << result.err;
    EXPECT_EQ(read_text(at("out/points/0002.json")), second);
    EXPECT_EQ(lasting("out"), lasting("whole"));
    EXPECT_EQ(names_in("out"), names_in("whole"));
}

TEST_F(Sweep, IsSharedByAnArrayOfJobs) {
    write_sweep("degree = [1, 2]\nmissing = [\"source\", \"none\"]\nthreads = [1]\n");
    expect_done(words("whole"));
    expect_done(words("out", {"--element", "2/3"}));
    EXPECT_EQ(names_in("out/points"), std::vector<std::string>{"0002.json"});
    const auto early = run(words("out", {"--gather"}));
    EXPECT_EQ(early.exit_code, 1);
    EXPECT_EQ(refusal_of(early, 1).find("points 1, 3 and 4 of 4 are not in out yet"), 0U) << early.err;
    expect_done(words("out", {"--element", "1/3"}));
    EXPECT_FALSE(fs::exists(at("out/sweep.csv")));
    expect_done(words("out", {"--element", "3/3"}));
    EXPECT_EQ(lasting("out"), lasting("whole"));
    const std::string gathered = read_text(at("out/sweep.csv"));
    fs::remove(at("out/sweep.csv"));
    expect_done(words("out", {"--gather"}), 2);
    EXPECT_EQ(read_text(at("out/sweep.csv")), gathered);
}

// A warm run finds all that its cold twin has counted: the model is the same, and no folder is left.
TEST_F(Sweep, DescribesAgainWhereTheStoreIsWarm) {
    write_sweep("degree = [3]\nstore = [\"cold\", \"warm\"]\n");
    expect_done(words("out"));
    const CsvTable points = table("out");
    EXPECT_EQ(points.column("store"), (std::vector<std::string>{"cold", "warm"}));
    EXPECT_EQ(points.column("tvd_3_way")[0], points.column("tvd_3_way")[1]);
    EXPECT_FALSE(fs::exists(at("out/work")));
    expect_done(words("shared", {"--element", "2/2"}));
    EXPECT_EQ(names_in("shared/points"), std::vector<std::string>{"0002.json"});
}

TEST_F(Sweep, SimulatesItsSources) {
    write_text(at("spec.toml"),
               "rows = 300\n[column.a]\ndistribution = \"poisson\"\nmean = 2\n"
               "[column.b]\nvalue = \"a + bernoulli(0.5)\"\nmissing = 0.2\n"
               "[column.c]\ndistribution = \"uniform\"\nlow = 0\nhigh = 9\n");
    write_text(at("sweep.toml"), "[[extracts]]\nspec = \"spec.toml\"\n[axes]\nrows = [400, 800]\ncolumns = [2]\n");
    expect_done(words("out"), 2);
    EXPECT_EQ(table("out").column("rows"), (std::vector<std::string>{"400", "800"}));
    EXPECT_EQ(table("out").column("tvd_3_way"), (std::vector<std::string>{"", ""}));
    EXPECT_EQ(names_in("out"), (std::vector<std::string>{"points", "sweep.csv", "sweep.html", "sweep.json"}));
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST_F(Sweep, ChargesEachPointOnce) {
    write_sweep("epsilon = [\"none\", 1, 2]\nrows = [800]\ncolumns = [5]\n");
    const std::string axes = read_text(at("sweep.toml"));
    write_text(at("sweep.toml"),
               axes + "[privacy]\nbudget = \"b.json\"\ntotal-epsilon = 10\ndomain-from-data = true\n");
    RunOptions options;
    options.directory = at(".");
    StartedCommand started(replica_command(words("out"), options), options, at("errors"));
    // While the second point is under way, or just after.
    while (!fs::exists(at("b.json")) && !started.has_ended())
        std::this_thread::sleep_for(std::chrono::microseconds(300));
    started.kill();
    expect_done(words("out"));
    EXPECT_EQ(table("out").column("epsilon"), (std::vector<std::string>{"none", "1", "2"}));
    EXPECT_EQ(count_of(read_text(at("b.json")), "\"run\""), 2U) << read_text(at("b.json"));
    expect_done(words("out"));
    EXPECT_EQ(count_of(read_text(at("b.json")), "\"run\""), 2U);
    EXPECT_FALSE(fs::exists(at("out/work")));
}

TEST_F(Sweep, RefusesBadInputAndLeavesNothing) {
    write_sweep("ranks = [3]\n");
    expect_refused(words("out"), "sweep.toml: the axis ranks asks for 3, and there are 2; start the sweep with more",
                   2);
    write_sweep("rows = [1000, 9000]\n");
    expect_refused(words("out"), "the axis rows asks for 9,000, and the extract visits has 1,500; lower it", 2);
    write_sweep("columns = [999]\n");
    expect_refused(words("out"), "the axis columns asks for 999, and the extract visits has ");
    write_sweep("degree = [9]\n");
    expect_refused(words("out"), "degree must be an array of whole numbers from 1 to 8");
    write_text(at("sweep.toml"), "[[extracts]]\npath = \"absent.csv\"\n");
    expect_refused(words("out"), "absent.csv");
    write_text(at("sweep.toml"), "synthetic-rows = \"many\"\n[[extracts]]\npath = \"extract.csv\"\n");
    expect_refused(words("out"), "--rows many is no number of rows");
    write_sweep("degree = [1]\n");
    for (const char* element : {"0/3", "4/3", "1", "1/", "x/y", "1/2/3"})
        expect_refused(words("out", {"--element", element}), std::string("--element ") + element);
    expect_refused(words("out", {"--element", "1/2", "--gather"}), "--gather is of all elements");
    expect_refused(words("out", {"--element", "1/2", "--force"}), "--force clears what other elements");
    expect_refused(words("out", {"--gather"}), "out holds no sweep");
    EXPECT_FALSE(fs::exists(at("out")));
    // What is found amid a point.
    write_sweep("degree = [1]\n", "schema = \"s.toml\"\n");
    write_text(at("s.toml"), "[columns.nobody]\nrole = \"drop\"\n");
    expect_refused(words("out"), "nobody");
    EXPECT_FALSE(fs::exists(at("out")));
}

TEST_F(Sweep, MixesNoSweeps) {
    write_sweep("degree = [1]\nrows = [500]\n");
    expect_done(words("out"));
    write_sweep("degree = [2]\nrows = [500]\n");
    expect_refused(words("out"), "out holds another sweep, or this one of files that have changed");
    fs::create_directories(at("other"));
    write_text(at("other/mine.txt"), "mine");
    expect_refused(words("other"), "other holds no sweep; name another --out");
    expect_done(words("out", {"--force"}));
    EXPECT_EQ(table("out").column("degree"), std::vector<std::string>{"2"});
    expect_done(words("other", {"--force"}));
    EXPECT_EQ(read_text(at("other/mine.txt")), "mine");
    fs::create_directories(at("third/points"));
    write_text(at("third/points/mine.txt"), "mine");
    expect_refused(words("third", {"--force"}), "third/points is of no sweep; remove it");
    EXPECT_EQ(read_text(at("third/points/mine.txt")), "mine");
}

}  // namespace
}  // namespace replica::test
