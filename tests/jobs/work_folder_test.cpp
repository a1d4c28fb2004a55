#include "tests/jobs/described_extract.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/started_command.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <csignal>
#include <memory>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

unsigned mode_of(const fs::path& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

std::size_t lines_with(const std::string& log, const std::string& part) {
    std::size_t lines = 0;
    for (std::size_t at = log.find(part); at != std::string::npos; at = log.find(part, at + 1)) ++lines;
    return lines;
}

class WorkFolder : public testing::Test {
protected:
    WorkFolder()
        : extract_(folder_.path() / "extract.csv"), work_(folder_.path() / "work"), store_(work_ / "histograms.h5") {
        write_text(extract_, text_);
    }

    [[nodiscard]] Described fresh(const Words& more = {}) const { return describe_extract(extract_, more); }
    [[nodiscard]] Described kept(Words more = {}, const RunOptions& options = {}) const {
        more.insert(more.end(), {"--work", work_.string()});
        return describe_extract(extract_, more, options);
    }

    /// A run that finds nothing of use in the store says so in a line with `sentence`, counts all of it and keeps it.
    void expect_counted_anew(const std::string& sentence, const Words& more = {}) const {
        const Described expected = fresh(more);
        const Described run = kept(more);
        const std::string line = line_with(run.log, "warning: " + store_.string());
        EXPECT_NE(line.find(sentence), std::string::npos) << run.log;
        EXPECT_NE(line.find("counted anew"), std::string::npos) << run.log;
        EXPECT_EQ(lines_with(run.log, "warning: "), 1U) << run.log;
        EXPECT_TRUE(run.model == expected.model);
        EXPECT_EQ(run.figures.counted_sets, expected.figures.counted_sets);
        EXPECT_EQ(run.figures.reused_sets + run.figures.reused_tables, 0U);
        expect_nothing_counted(more, expected.model);
    }

    void expect_nothing_counted(const Words& more, const std::string& model, const RunOptions& options = {}) const {
        const Described run = kept(more, options);
        EXPECT_TRUE(run.model == model) << run.log;
        EXPECT_EQ(run.figures.counted_sets, 0U) << run.log;
        EXPECT_EQ(run.figures.counted_tables, 0U) << run.log;
        EXPECT_GT(run.figures.reused_sets, 0U) << run.log;
        EXPECT_EQ(run.log.find("warning: "), std::string::npos) << run.log;
    }

    TemporaryDirectory folder_;
    fs::path extract_;
    fs::path work_;
    fs::path store_;
    std::string text_ = dependent_extract(12, 3000);
};

TEST_F(WorkFolder, AHigherDegreeCountsWhatIsNew) {
    const Described two = kept({"--degree", "2"});
    EXPECT_EQ(two.figures.reused_sets, 0U);
    const Described alone = fresh();
    const Described three = kept();
    EXPECT_TRUE(three.model == alone.model);
    EXPECT_EQ(three.figures.reused_sets, two.figures.counted_sets);
    EXPECT_EQ(three.figures.counted_sets, alone.figures.counted_sets - two.figures.counted_sets);
    EXPECT_GT(three.figures.counted_sets, 0U);
}

TEST_F(WorkFolder, ALowerDegreeCountsNothingAndLosesNothing) {
    const Described three = kept();
    const Described two = kept({"--degree", "2"});
    EXPECT_TRUE(two.model == fresh({"--degree", "2"}).model);
    EXPECT_EQ(two.figures.counted_sets, 0U);
    EXPECT_LT(two.figures.reused_sets, three.figures.counted_sets);
    expect_nothing_counted({}, three.model);
}

TEST_F(WorkFolder, AnotherScoreCountsWhatTheFirstLeftOut) {
    const Described corrected = kept();
    const Described alone = fresh({"--score", "mi"});
    const Described mutual = kept({"--score", "mi"});
    EXPECT_TRUE(mutual.model == alone.model);
    EXPECT_EQ(mutual.figures.reused_sets, corrected.figures.counted_sets);
    EXPECT_EQ(mutual.figures.counted_sets, alone.figures.counted_sets - corrected.figures.counted_sets);
    EXPECT_GT(mutual.figures.counted_sets, 0U) << "the corrected score leaves out tables too large for the rows";
    expect_nothing_counted({}, corrected.model);
}

TEST_F(WorkFolder, OtherRanksAndDecompositionsShareIt) {
    const Described run = kept({"--decomposition", "grid"}, {.ranks = 2});
    expect_nothing_counted({}, run.model);
    expect_nothing_counted({"--decomposition", "replicated"}, run.model, {.ranks = 2});
    expect_nothing_counted({"--merge-rows", "always"}, run.model);
    expect_nothing_counted({"--merge-rows", "never", "--decomposition", "grid"}, run.model, {.ranks = 3});
}

TEST_F(WorkFolder, AnotherOrderOfRowsSharesIt) {
    const Described run = kept();
    const auto second = text_.find('\n') + 1;
    const auto third = text_.find('\n', second) + 1;
    write_text(extract_, text_.substr(0, second) + text_.substr(third) + text_.substr(second, third - second));
    EXPECT_EQ(kept().figures.counted_sets, 0U);
}

TEST_F(WorkFolder, AChangedCellIsCountedAnew) {
    (void)kept();
    char& cell = text_[text_.size() - 2];  // the last row's last
    cell = cell == 'a' ? 'b' : 'a';
    write_text(extract_, text_);
    expect_counted_anew("values differ");
}

TEST_F(WorkFolder, ARowMoreIsCountedAnew) {
    (void)kept();
    write_text(extract_, text_ + text_.substr(text_.rfind('\n', text_.size() - 2) + 1));
    expect_counted_anew("rows 3000 became 3001");
}

TEST_F(WorkFolder, OtherBinsAreCountedAnew) {
    std::string numbered;
    unsigned row = 0;
    for (std::size_t at = 0; at < text_.size(); at = text_.find('\n', at) + 1) {
        numbered += row == 0 ? "n," : std::to_string(row * 17 % 1009) + ",";
        numbered += text_.substr(at, text_.find('\n', at) + 1 - at);
        ++row;
    }
    write_text(extract_, numbered);
    (void)kept({"--bins", "10"});
    expect_counted_anew("codes of n ", {"--bins", "20"});
}

TEST_F(WorkFolder, ATruncatedStoreIsCountedAnew) {
    (void)kept();
    fs::resize_file(store_, fs::file_size(store_) / 2);
    expect_counted_anew("is damaged (");
    EXPECT_TRUE(fs::exists(store_.string() + ".damaged"));
}

TEST_F(WorkFolder, AFlippedByteIsCountedAnew) {
    (void)kept();
    std::string bytes = read_text(store_);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 16);
    write_text(store_, bytes);
    expect_counted_anew("is damaged (its checksum doesn't match");
}

TEST_F(WorkFolder, AForeignFileIsCountedAnew) {
    fs::create_directory(work_);
    write_text(store_, "person_id,age\n1,40\n");
    expect_counted_anew("is damaged (");
    EXPECT_EQ(read_text(store_.string() + ".damaged"), "person_id,age\n1,40\n");
}

TEST_F(WorkFolder, IsForItsOwnerAlone) {
    (void)kept({}, {.wrapper = {"sh", "-c", "umask 0; exec \"$@\"", "sh"}});
    EXPECT_EQ(mode_of(work_), 0700U);
    EXPECT_EQ(mode_of(store_), 0600U);
    EXPECT_EQ(read_folder(work_).size(), 1U) << "nothing but the store stays";
}

TEST_F(WorkFolder, AFileIsNoFolder) {
    write_text(work_, "x");
    for (const unsigned ranks : {1U, 2U}) {
        const auto result = run_replica(
            describe_arguments(extract_, folder_.path() / "m.h5", {"--quiet", "--work", work_}), {.ranks = ranks});
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_TRUE(refusal_of(result, ranks).starts_with("folder " + work_.string() + " can't be made"))
            << refusal_of(result, ranks);
    }
    EXPECT_FALSE(fs::exists(folder_.path() / "m.h5"));
}

/// A run in the middle of its counting.
class HeldWorkFolder : public WorkFolder {
protected:
    HeldWorkFolder() {
        write_text(extract_, dependent_extract(24, 20'000));
        holder_ = std::make_unique<StartedCommand>(
            replica_command(describe_arguments(extract_, folder_.path() / "held.h5",
                                               {"--degree", "4", "--work", work_, "--checkpoint-seconds", "0.01"}),
                            {}),
            RunOptions{}, folder_.path() / "errors");
        while (!fs::exists(store_) && !holder_->has_ended()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        holder_->signal(SIGSTOP);
        held_by_ = read_text(work_ / "histograms.lock");
    }

    std::unique_ptr<StartedCommand> holder_;
    std::string held_by_;
};

TEST_F(HeldWorkFolder, AnotherRunSaysSoAndKeepsNothing) {
    const std::string before = read_text(store_);
    const Described guest = kept({"--degree", "4"}, {.ranks = 2});
    EXPECT_EQ(lines_with(guest.log, "warning: "), 1U) << guest.log;
    EXPECT_NE(guest.log.find("warning: " + store_.string() + " is held by process "), std::string::npos) << guest.log;
    EXPECT_GT(guest.figures.counted_sets, 0U);
    EXPECT_GT(guest.figures.reused_sets, 0U) << "what is there may be read";
    EXPECT_TRUE(read_text(store_) == before);
    EXPECT_EQ(read_text(work_ / "histograms.lock"), held_by_);

    holder_->signal(SIGCONT);
    EXPECT_EQ(holder_->wait().exit_code, 0);
    EXPECT_TRUE(guest.model == read_text(folder_.path() / "held.h5"));
    EXPECT_FALSE(fs::exists(work_ / "histograms.lock"));
    expect_nothing_counted({"--degree", "4"}, guest.model);
}

TEST_F(HeldWorkFolder, TheLockOfADeadRunIsTakenOver) {
    holder_->kill();
    EXPECT_EQ(read_text(work_ / "histograms.lock"), held_by_);
    const Described next = kept({"--degree", "4"});
    EXPECT_EQ(next.log.find("warning: "), std::string::npos) << next.log;
    EXPECT_GT(next.figures.reused_sets, 0U);
    EXPECT_FALSE(fs::exists(work_ / "histograms.lock"));
    expect_nothing_counted({"--degree", "4"}, next.model);
}

}  // namespace
}  // namespace replica::test
