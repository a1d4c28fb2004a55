#include "tests/jobs/described_extract.hpp"
#include "tests/jobs/started_command.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t moments = 10;

/// Which of a store's writes a file is; equal until it is replaced.
struct Version {
    ino_t file = 0;
    timespec time{};

    friend bool operator==(const Version& one, const Version& other) {
        return one.file == other.file && one.time.tv_sec == other.time.tv_sec && one.time.tv_nsec == other.time.tv_nsec;
    }
};
Version version_of(const fs::path& file) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0) return {};
    return {status.st_ino, status.st_mtim};
}

bool is_being_written(const fs::path& folder) {
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator(folder, gone))
        if (entry.path().extension() == ".part") return true;
    return false;
}

std::vector<std::string> segments() {
    std::vector<std::string> names;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator("/dev/shm", absent)) {
        const std::string name = entry.path().filename();
        if (name.starts_with("replica.")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// When a run is killed.
struct Moment {
    std::size_t writes = 0;  ///< of the store that have been seen
    enum class Then : std::uint8_t { at_once, a_little_later, amid_the_next_write } then = Then::at_once;
};

class Resume : public testing::Test {
protected:
    // What a killed mpirun leaves behind goes with the folder.
    Resume() : extract_(folder_.path() / "extract.csv"), work_(folder_.path() / "work"), segments_(segments()) {
        write_text(extract_, dependent_extract(24, 30'000));
        const std::string own = folder_.path();
        options_.environment = {"TMPDIR=" + own, "OMPI_MCA_btl_vader_backing_directory=" + own};
    }
    ~Resume() override { EXPECT_EQ(segments(), segments_) << "shared memory was left behind"; }

    [[nodiscard]] std::vector<std::string> with_store() const {
        std::vector<std::string> words{"--degree", "4", "--work", work_.string(), "--checkpoint-seconds", "0.01"};
        words.insert(words.end(), more_.begin(), more_.end());
        return words;
    }
    [[nodiscard]] Described resumed() const { return describe_extract(extract_, with_store(), options_); }

    /// Starts a run and kills it; its log.
    std::string killed(const Moment& moment) {
        const fs::path errors = folder_.path() / "errors";
        StartedCommand run(
            replica_command(describe_arguments(extract_, folder_.path() / "killed.h5", with_store()), options_),
            options_, errors);
        watch(run, moment.writes);
        if (moment.then == Moment::Then::a_little_later) std::this_thread::sleep_for(std::chrono::milliseconds(13));
        while (moment.then == Moment::Then::amid_the_next_write && !run.has_ended() && !is_being_written(work_))
            ;
        run.kill();
        return read_text(errors);
    }

    /// Waits until the store has been written so often or the run has ended; how often it was.
    std::size_t watch(StartedCommand& run, std::size_t writes) {
        const fs::path store = work_ / "histograms.h5";
        Version last = version_of(store);
        std::size_t seen = 0;
        while (seen < writes && !run.has_ended()) {
            const Version now = version_of(store);
            if (!(now == last)) ++seen;
            last = now;
            std::this_thread::sleep_for(std::chrono::microseconds(300));
        }
        return seen;
    }

    /// How often an undisturbed run writes the store.
    std::size_t writes_of_a_run() {
        StartedCommand run(
            replica_command(describe_arguments(extract_, folder_.path() / "whole.h5", with_store()), options_),
            options_, folder_.path() / "errors");
        const std::size_t writes = watch(run, 1'000'000);
        expected_ = {read_text(folder_.path() / "whole.h5"), read_text(folder_.path() / "errors"), {}};
        expected_.figures = counting_figures(expected_.log);
        fs::remove_all(work_);
        return writes;
    }

    void expect_whole(const Described& run) const {
        EXPECT_TRUE(run.model == expected_.model) << run.log;
        EXPECT_EQ(run.figures.counted_sets + run.figures.reused_sets, expected_.figures.counted_sets);
        EXPECT_EQ(run.figures.counted_tables + run.figures.reused_tables, expected_.figures.counted_tables);
        EXPECT_EQ(run.log.find("warning"), std::string::npos) << run.log;
        EXPECT_FALSE(fs::exists(work_ / "histograms.lock"));
        EXPECT_FALSE(is_being_written(work_));
    }

    /// Kills a run, the run that goes on, and so on; ten times.
    void kill_again_and_again(unsigned ranks) {
        options_.ranks = ranks;
        const std::size_t writes = writes_of_a_run();
        ASSERT_GE(writes, moments / 2);
        std::uint64_t remembered = 0;
        std::size_t in_the_middle = 0;
        std::size_t went_on = 0;
        for (std::size_t i = 0; i < moments; ++i) {
            const std::string log =
                killed({std::max<std::size_t>(1, writes / moments), static_cast<Moment::Then>(i % 3)});
            EXPECT_EQ(log.find("warning"), std::string::npos) << log;
            if (!fs::exists(work_ / "histograms.lock")) continue;  // it had come to its end
            // The last writes are of tables: then all sets are known.
            EXPECT_GE(remembered_sets(log), remembered) << log;
            if (remembered_sets(log) > remembered) ++went_on;
            remembered = remembered_sets(log);
            ++in_the_middle;
        }
        EXPECT_GE(in_the_middle, moments / 2) << "kills came too late";
        EXPECT_GE(went_on, in_the_middle / 2);
        const Described run = resumed();
        expect_whole(run);
        EXPECT_GE(run.figures.reused_sets, remembered);
        EXPECT_EQ(resumed().figures.counted_sets, 0U);
    }

    TemporaryDirectory folder_;
    fs::path extract_;
    fs::path work_;
    RunOptions options_;
    std::vector<std::string> more_;
    Described expected_;
    std::vector<std::string> segments_;
};

// Ten moments from 10 % to 90 % of the store's writes, between writes and amid one.
Moment moment_of(std::size_t index, std::size_t writes) {
    const double share = 0.1 + 0.8 * static_cast<double>(index) / (moments - 1);
    Moment moment{static_cast<std::size_t>(std::lround(share * static_cast<double>(writes))), {}};
    moment.writes = std::max<std::size_t>(1, moment.writes);
    moment.then = static_cast<Moment::Then>(index % 3);
    return moment;
}

TEST_F(Resume, AKilledRunGoesOnWhereItWas) {
    const std::size_t writes = writes_of_a_run();
    ASSERT_GE(writes, moments / 2) << "the extract is too small to be killed at ten moments";
    std::vector<std::uint64_t> reused;
    std::size_t in_the_middle = 0;
    for (std::size_t i = 0; i < moments; ++i) {
        killed(moment_of(i, writes));
        EXPECT_TRUE(fs::exists(work_ / "histograms.h5")) << "at moment " << i;
        const Described run = resumed();
        expect_whole(run);
        EXPECT_GT(run.figures.reused_sets, 0U) << "at moment " << i;
        reused.push_back(run.figures.reused_sets);
        if (run.figures.counted_sets > 0) ++in_the_middle;
        fs::remove_all(work_);
    }
    EXPECT_GE(in_the_middle, moments / 2) << "kills came too late";
    const auto half = reused.begin() + moments / 2;
    EXPECT_GT(std::accumulate(half, reused.end(), std::uint64_t{0}),
              std::accumulate(reused.begin(), half, std::uint64_t{0}))
        << "later kills leave more behind";
    EXPECT_GT(reused.back(), reused.front());
}

TEST_F(Resume, KilledAgainAndAgainItComesToItsEnd) { kill_again_and_again(1); }

TEST_F(Resume, KilledAgainAndAgainOnTwoRanks) { kill_again_and_again(2); }

// The least memory, in MiB, that a refusal names.
std::string least_memory(const fs::path& extract) {
    const auto refused =
        run_replica(describe_arguments(extract, extract.string() + ".h5", {"--degree", "4", "--memory", "1M"}));
    const std::string words = "takes about ";
    const auto begin = refused.err.find(words) + words.size();
    return refused.err.substr(begin, refused.err.find(" MiB", begin) - begin) + "M";
}

TEST_F(Resume, AKilledSearchColumnByColumnGoesOnWhereItWas) {
    write_text(extract_, dependent_extract(30, 5000));
    const Described enumerated = describe_extract(extract_, {"--degree", "4"});
    more_ = {"--memory", least_memory(extract_)};
    const std::size_t writes = writes_of_a_run();
    ASSERT_GE(writes, 6U);
    EXPECT_NE(expected_.log.find("column by column"), std::string::npos) << expected_.log;
    EXPECT_TRUE(expected_.model == enumerated.model);
    std::uint64_t placed = 0;
    for (const std::size_t quarter : {1U, 2U, 3U}) {
        killed({writes * quarter / 4, static_cast<Moment::Then>(quarter % 3)});
        const Described run = resumed();
        EXPECT_TRUE(run.model == expected_.model);
        // Writes come by the clock: on a busy machine a later one may have a column or two fewer.
        constexpr std::uint64_t slack = 3;
        EXPECT_GE(placed_columns(run.log) + slack, placed + 1) << quarter << ": " << run.log;
        EXPECT_GE(placed_columns(run.log), 1U) << quarter << ": " << run.log;
        EXPECT_LT(run.figures.counted_sets, expected_.figures.counted_sets);
        placed = placed_columns(run.log);
        fs::remove_all(work_);
    }
}

}  // namespace
}  // namespace replica::test
