#include "tests/jobs/command_line.hpp"
#include "tests/jobs/messy_extract.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t messy_rows = 160'000;

// The two extracts, written once for all cases.
class Determinism : public testing::TestWithParam<const char*> {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<TemporaryDirectory>();
        make_extract(folder_->path() / "visits.csv", 20'000);
        write_text(folder_->path() / "messy.csv", csv_of(messy_extract(messy_rows), 0, messy_rows));
    }
    static void TearDownTestSuite() { folder_.reset(); }

    [[nodiscard]] static std::string extract() { return folder_->path() / GetParam(); }

    // The bytes of the model of `paths`.
    static std::string model_of(const std::vector<std::string>& paths, const RunOptions& options,
                                const std::string& mode = "correlated") {
        const fs::path model = folder_->path() / "model.h5";
        std::vector<std::string> arguments{"describe", "--mode",  mode,      "--epsilon",   "none",
                                           "--force",  "--quiet", "--model", model.string()};
        arguments.insert(arguments.end(), paths.begin(), paths.end());
        const auto result = run_replica(arguments, options);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_text(model);
    }

    // The bytes of all files of a replica drawn from the model of these bytes.
    static std::map<std::string, std::string> replica_of(const std::string& model, const RunOptions& options,
                                                         const std::vector<std::string>& more = {"--seed", "7"}) {
        const fs::path file = folder_->path() / "drawn.h5";
        const fs::path out = folder_->path() / "out";
        write_text(file, model);
        fs::remove_all(out);
        std::vector<std::string> arguments{"generate", file.string(), "--quiet", "--out", out.string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, options);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_folder(out);
    }

    static std::unique_ptr<TemporaryDirectory> folder_;
};
std::unique_ptr<TemporaryDirectory> Determinism::folder_;

// All rows of a replica: the parts without the headers of all but the first.
std::string rows_of(const std::map<std::string, std::string>& replica) {
    std::string rows;
    for (const auto& [name, text] : replica) {
        if (!name.starts_with("part-")) continue;
        rows += rows.empty() ? text : text.substr(text.find('\n') + 1);
    }
    return rows;
}

std::size_t part_count(const std::map<std::string, std::string>& replica) {
    return static_cast<std::size_t>(std::count_if(replica.begin(), replica.end(),
                                                  [](const auto& file) { return file.first.starts_with("part-"); }));
}

INSTANTIATE_TEST_SUITE_P(Extracts, Determinism, testing::Values("visits.csv", "messy.csv"), [](const auto& name) {
    const std::string file = name.param;
    return file.substr(0, file.find('.'));
});

TEST_P(Determinism, ModelIsTheSameOnAllRanksAndThreads) {
    const std::string expected = model_of({extract()}, {});
    ASSERT_FALSE(expected.empty());
    for (unsigned ranks = 1; ranks <= 4; ++ranks) {
        for (unsigned threads = 1; threads <= 2; ++threads) {
            EXPECT_TRUE(model_of({extract()}, {.ranks = ranks, .threads = threads}) == expected)
                << ranks << " ranks of " << threads << " threads";
        }
    }
}

TEST_P(Determinism, ReplicaIsTheSameOnAllRanksAndThreads) {
    const std::string model = model_of({extract()}, {});
    const std::vector<std::string> options{"--seed", "7", "--rows", "30011", "--shard-rows", "4999"};
    const auto expected = replica_of(model, {}, options);
    ASSERT_EQ(part_count(expected), 7U);
    ASSERT_TRUE(expected.contains("manifest.json"));
    for (unsigned ranks = 1; ranks <= 4; ++ranks) {
        for (unsigned threads = 1; threads <= 2; ++threads) {
            EXPECT_TRUE(replica_of(model, {.ranks = ranks, .threads = threads}, options) == expected)
                << ranks << " ranks of " << threads << " threads";
        }
    }
}

TEST_P(Determinism, ScalarPathGivesTheSame) {
    const RunOptions scalar{.environment = {"REPLICA_SIMD=scalar"}};
    const std::string model = model_of({extract()}, {});
    EXPECT_TRUE(model_of({extract()}, scalar) == model);
    EXPECT_TRUE(replica_of(model, scalar) == replica_of(model, {}));
}

TEST_P(Determinism, OtherModesAreTheSameOnAllRanks) {
    for (const char* mode : {"independent", "random"}) {
        const std::string model = model_of({extract()}, {}, mode);
        EXPECT_TRUE(model_of({extract()}, {.ranks = 3, .threads = 2}, mode) == model) << mode;
        EXPECT_TRUE(replica_of(model, {.ranks = 3, .threads = 2}) == replica_of(model, {})) << mode;
    }
}

TEST_P(Determinism, SeedsDifferAndOneSeedRepeats) {
    const std::string model = model_of({extract()}, {});
    const auto seven = rows_of(replica_of(model, {}));
    EXPECT_TRUE(rows_of(replica_of(model, {})) == seven);
    EXPECT_FALSE(rows_of(replica_of(model, {}, {"--seed", "8"})) == seven);
}

TEST_P(Determinism, PartsHoldTheSameRowsWhateverTheirSize) {
    const std::string model = model_of({extract()}, {});
    const auto one = replica_of(model, {}, {"--rows", "12345"});
    ASSERT_EQ(part_count(one), 1U);
    for (const char* shard_rows : {"12345", "12344", "4096", "1000", "77"}) {
        const auto parts = replica_of(model, {.ranks = 2}, {"--rows", "12345", "--shard-rows", shard_rows});
        EXPECT_EQ(part_count(parts), (12345 + std::stoul(shard_rows) - 1) / std::stoul(shard_rows));
        EXPECT_TRUE(rows_of(parts) == rows_of(one)) << shard_rows << " rows a part";
    }
}

TEST_P(Determinism, MoreRowsBeginWithTheSameRows) {
    const std::string model = model_of({extract()}, {});
    const auto few = rows_of(replica_of(model, {}, {"--rows", "5000"}));
    EXPECT_TRUE(rows_of(replica_of(model, {}, {"--rows", "9001"})).starts_with(few));
}

TEST(DeterminismOfParts, OneFileAndItsPartsGiveOneModel) {
    constexpr std::size_t rows = 160'000;
    const MessyExtract extract = messy_extract(rows);
    const TemporaryDirectory folder;
    const auto describe = [&](const std::vector<std::string>& paths, unsigned ranks) {
        std::vector<std::string> arguments{"describe", "--epsilon", "none", "--force", "--quiet", "--model", "m.h5"};
        arguments.insert(arguments.end(), paths.begin(), paths.end());
        const auto result = run_replica(arguments, {.ranks = ranks, .directory = folder.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_text(folder.path() / "m.h5");
    };
    write_text(folder.path() / "whole.csv", csv_of(extract, 0, rows));
    const std::string expected = describe({"whole.csv"}, 1);
    const std::vector<std::vector<std::size_t>> splits{
        {0, 80'000, rows}, {0, 1, rows - 1, rows}, {0, 0, 100, 100, 53'333, 120'000, rows}};
    for (std::size_t split = 0; split < splits.size(); ++split) {
        const fs::path parts = folder.path() / ("parts" + std::to_string(split));
        fs::create_directory(parts);
        std::vector<std::string> names;
        for (std::size_t part = 0; part + 1 < splits[split].size(); ++part) {
            names.push_back(parts / ("part-" + std::to_string(part) + ".csv"));
            write_text(names.back(), csv_of(extract, splits[split][part], splits[split][part + 1]));
        }
        EXPECT_TRUE(describe({parts}, 1) == expected) << "folder of split " << split;
        EXPECT_TRUE(describe({parts}, 4) == expected) << "folder of split " << split << " on 4 ranks";
        EXPECT_TRUE(describe(names, 3) == expected) << "files of split " << split << " on 3 ranks";
    }
}

}  // namespace
}  // namespace replica::test
