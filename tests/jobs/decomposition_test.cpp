#include "tests/jobs/described_extract.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

class Decompositions : public testing::Test {
protected:
    Decompositions() : extract_(folder_.path() / "extract.csv") {}

    [[nodiscard]] Described described(const Words& more = {}, unsigned ranks = 1) const {
        return describe_extract(extract_, more, {.ranks = ranks});
    }

    /// The sentence of a describe on 1 and on 2 ranks, with exit code 2 and nothing written.
    [[nodiscard]] std::string refusal(Words more) const {
        more.insert(more.end(), {"--work", folder_.path() / "work"});
        const auto arguments = describe_arguments(extract_, folder_.path() / "m.h5", more);
        const auto before = read_folder(folder_.path());
        const auto alone = run_replica(arguments);
        const auto two = run_replica(arguments, {.ranks = 2});
        EXPECT_EQ(alone.exit_code, 2) << alone.err;
        EXPECT_EQ(two.exit_code, 2) << two.err;
        EXPECT_EQ(refusal_of(two, 2).substr(0, 15), refusal_of(alone, 1).substr(0, 15));
        EXPECT_TRUE(read_folder(folder_.path()) == before);
        return refusal_of(alone, 1);
    }

    TemporaryDirectory folder_;
    fs::path extract_;
};

TEST_F(Decompositions, GiveOneModelOnAllRanks) {
    write_text(extract_, dependent_extract(11, 2003));
    const Described expected = described();
    for (unsigned ranks = 1; ranks <= 4; ++ranks)
        for (const char* decomposition : {"shared", "replicated", "grid"}) {
            const Described run = described({"--decomposition", decomposition}, ranks);
            EXPECT_TRUE(run.model == expected.model) << decomposition << " on " << ranks << " ranks";
            EXPECT_EQ(run.figures.counted_sets, expected.figures.counted_sets) << decomposition << " on " << ranks;
        }
}

TEST_F(Decompositions, GiveOneModelOfEqualRows) {
    write_text(extract_, dependent_extract(6, 4001));  // of 2 * 3 * 4 * 5 * 6 * 7 possible rows
    const std::string merged = " distinct rows are counted with weights";
    const Described never = described({"--merge-rows", "never", "--verbose"});
    EXPECT_EQ(never.log.find(merged), std::string::npos) << never.log;
    for (const char* decomposition : {"shared", "replicated", "grid"}) {
        const Described always =
            described({"--merge-rows", "always", "--verbose", "--decomposition", decomposition}, 3);
        EXPECT_TRUE(always.model == never.model) << decomposition;
        EXPECT_NE(always.log.find(merged), std::string::npos) << always.log;
    }
    EXPECT_TRUE(described({"--merge-rows", "always"}).model == never.model);
    EXPECT_TRUE(described({"--merge-rows", "never", "--decomposition", "grid"}, 3).model == never.model);
}

TEST_F(Decompositions, RanksMayHaveNoRows) {
    write_text(extract_, "a,b,c\n1,x,u\n2,y,u\n2,x,v\n");
    const Words plainly{"--min-count", "1", "--score", "mi"};
    const Described expected = described(plainly);
    for (const char* decomposition : {"shared", "replicated", "grid"}) {
        Words more = plainly;
        more.insert(more.end(), {"--decomposition", decomposition});
        EXPECT_TRUE(described(more, 4).model == expected.model) << decomposition;
    }
}

TEST_F(Decompositions, RefuseWhatTakesTooLong) {
    write_text(extract_, dependent_extract(8, 500));
    const std::string sentence = refusal({"--max-hours", "0"});
    EXPECT_TRUE(sentence.starts_with("counting ")) << sentence;
    EXPECT_NE(sentence.find("more than the 0 h of --max-hours; choose a lower --degree"), std::string::npos)
        << sentence;
}

TEST_F(Decompositions, RefuseWhatDoesNotFit) {
    write_text(extract_, dependent_extract(8, 500));
    const std::string sentence = refusal({"--memory", "1M"});
    EXPECT_TRUE(sentence.starts_with("counting ")) << sentence;
    EXPECT_NE(sentence.find(" of memory on each node, of which 1 MiB may be used; choose a lower --degree"),
              std::string::npos)
        << sentence;
}

TEST_F(Decompositions, TakeDegreeEight) {
    write_text(extract_, dependent_extract(10, 1500));
    const Words eight{"--degree", "8", "--score", "mi"};
    const Described run = described(eight);
    EXPECT_EQ(run.figures.counted_sets, 1022U) << "all sets of 1 to 9 of 10 columns";
    Words grid = eight;
    grid.insert(grid.end(), {"--decomposition", "grid"});
    EXPECT_TRUE(described(grid, 2).model == run.model);
    EXPECT_LE(described({"--degree", "8"}).figures.counted_sets, 1022U);
}

TEST_F(Decompositions, TakeColumnsOfThousandsOfCodes) {
    std::string text = "a,b,c,d,e,f\n";
    for (unsigned row = 0; row < 4000; ++row)
        for (unsigned c = 0; c < 6; ++c)
            text += "v" + std::to_string((row * (2 * c + 7) + row * row % 13) % 997) + (c < 5 ? "," : "\n");
    write_text(extract_, text);
    const Words wide{"--score", "mi", "--category-threshold", "1000", "--min-count", "1"};
    const Described run = described(wide);
    EXPECT_EQ(run.figures.counted_sets, 56U) << "all sets of 1 to 4 of 6 columns";
    Words grid = wide;
    grid.insert(grid.end(), {"--decomposition", "grid"});
    EXPECT_TRUE(described(grid, 2).model == run.model);
}

}  // namespace
}  // namespace replica::test
