#include "io/hdf5/histogram_store.hpp"

#include "engine/error.hpp"
#include "kernels/subset_scores.hpp"

#include <csignal>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

StoreIdentity identity() { return {"1.2.3", 1000, {0x0123456789abcdefU, 42}, {"age", "sex", "état"}, {5, 2, 300}}; }

StoredHistograms contents() {
    StoredHistograms made;
    for (std::size_t size = 1; size <= 3; ++size) {
        std::vector<SubsetScore> scores(binomial(3, size));
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores[i] = {static_cast<std::int64_t>(1'000'007 * size + i), static_cast<std::uint32_t>(10 * size + i)};
        made.scores.push_back(std::move(scores));
    }
    made.scores[1][1] = {};
    made.tables = {{{0}, {0, 3, 4}, {600, 300, 100}}, {{0, 1, 2}, {1, 2999}, {1, 2}}, {{1}, {}, {}}};
    made.plan = "blocks: 012";
    made.search_state = {std::byte{0}, std::byte{255}, std::byte{7}};
    return made;
}

void write(HistogramStore& store, const StoredHistograms& histograms) {
    const std::vector<std::span<const SubsetScore>> scores(histograms.scores.begin(), histograms.scores.end());
    store.write({scores, histograms.tables, histograms.plan, histograms.search_state});
}

bool equal(const StoredHistograms& one, const StoredHistograms& other) {
    return one.scores == other.scores && one.tables == other.tables && one.plan == other.plan &&
           one.search_state == other.search_state;
}

unsigned mode_of(const fs::path& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

class HistogramStoreTest : public testing::Test {
protected:
    HistogramStoreTest() : folder_(fs::temp_directory_path() / ("histogram_store_test_" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        file_ = folder_ / "histograms.h5";
    }
    ~HistogramStoreTest() override { fs::remove_all(folder_); }

    void make(const StoredHistograms& histograms) const {
        HistogramStore store(folder_, identity());
        write(store, histograms);
    }
    [[nodiscard]] std::string bytes() const {
        std::ifstream in(file_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void replace(const std::string& bytes) const {
        std::ofstream(file_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    void expect_damaged(const std::string& what) const {
        HistogramStore store(folder_, identity());
        EXPECT_FALSE(store.take()) << what;
        ASSERT_EQ(store.notes().size(), 1U) << what;
        EXPECT_NE(store.notes()[0].find("is damaged ("), std::string::npos) << store.notes()[0];
        EXPECT_FALSE(fs::exists(file_)) << what;
        EXPECT_TRUE(fs::exists(file_.string() + ".damaged")) << what;
    }
    void expect_note(const StoreIdentity& other, const std::string& part) const {
        HistogramStore store(folder_, other);
        EXPECT_FALSE(store.take());
        ASSERT_EQ(store.notes().size(), 1U) << part;
        EXPECT_NE(store.notes()[0].find(part), std::string::npos) << store.notes()[0];
        EXPECT_TRUE(fs::exists(file_));
    }

    fs::path folder_;
    fs::path file_;
};

TEST_F(HistogramStoreTest, ReadsWhatItWrote) {
    {
        HistogramStore store(folder_, identity());
        EXPECT_FALSE(store.take());
        EXPECT_TRUE(store.notes().empty());
        EXPECT_TRUE(store.writable());
        write(store, {});
        write(store, contents());
    }
    EXPECT_EQ(mode_of(folder_), 0700U);
    EXPECT_EQ(mode_of(file_), 0600U);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
    HistogramStore store(folder_, identity());
    const auto found = store.take();
    ASSERT_TRUE(found);
    EXPECT_TRUE(store.notes().empty());
    EXPECT_TRUE(equal(*found, contents()));
    EXPECT_FALSE(store.take());
}

TEST_F(HistogramStoreTest, ScoresOfManyChunksComeBack) {
    StoreIdentity wide = identity();
    wide.columns.assign(80, "c");
    wide.domains.assign(80, 2);
    StoredHistograms made;
    for (std::size_t size = 1; size <= 3; ++size) {
        made.scores.emplace_back(binomial(80, size));
        for (std::size_t i = 0; i < made.scores.back().size(); ++i)
            made.scores.back()[i] = {static_cast<std::int64_t>(i * 7919), static_cast<std::uint32_t>(i % 1001)};
    }
    {
        HistogramStore store(folder_, wide);
        write(store, made);
    }
    HistogramStore store(folder_, wide);
    const auto found = store.take();
    ASSERT_TRUE(found);
    EXPECT_TRUE(equal(*found, made));
}

TEST_F(HistogramStoreTest, TellsWhatDiffers) {
    make(contents());
    StoreIdentity other = identity();
    other.rows = 1200;
    expect_note(other, "rows 1000 became 1200");
    other = identity();
    other.program_version = "2";
    expect_note(other, "version 1.2.3 became 2");
    other = identity();
    other.columns[1] = "gender";
    expect_note(other, "column sex became gender");
    other = identity();
    other.domains[2] = 301;
    expect_note(other, "codes of état 300 became 301");
    other = identity();
    other.fingerprint[1] = 43;
    expect_note(other, "values differ");
}

TEST_F(HistogramStoreTest, EveryFlippedByteIsFound) {
    make(contents());
    const std::string whole = bytes();
    for (std::size_t i = 0; i < whole.size(); i += i < 2048 || i + 100 > whole.size() ? 37 : whole.size() / 150) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
        replace(damaged);
        expect_damaged("byte " + std::to_string(i));
    }
    replace(whole);
    EXPECT_TRUE(HistogramStore(folder_, identity()).take());
}

TEST_F(HistogramStoreTest, EveryTruncationIsFound) {
    make(contents());
    const std::string whole = bytes();
    for (std::size_t i = 0; i < whole.size(); i += i < 200 ? 20 : whole.size() / 60) {
        replace(whole.substr(0, i));
        expect_damaged("cut to " + std::to_string(i));
    }
    replace(whole + "x");
    expect_damaged("a byte more");
    replace("something else");
    expect_damaged("a foreign file");
}

TEST_F(HistogramStoreTest, ImpossibleContentsAreRefused) {
    std::vector<StoredHistograms> impossible(8, contents());
    impossible[0].scores[0][0].support = 1001;
    impossible[1].scores[0][0].x_log_x = -2;
    impossible[2].scores[0][0].x_log_x = fixed_x_log_x(1000) + 1;
    impossible[3].scores[1].pop_back();
    impossible[4].tables[1].cells[1] = 3000;
    impossible[5].tables[0].cells[1] = 0;
    impossible[6].tables[0].columns[0] = 3;
    impossible[7].tables[0].counts[0] = 601;
    for (const StoredHistograms& histograms : impossible) {
        make(histograms);
        expect_damaged("impossible contents");
    }
}

TEST_F(HistogramStoreTest, IsReadOnlyWhileAnotherHoldsIt) {
    HistogramStore holder(folder_, identity());
    write(holder, contents());
    HistogramStore guest(folder_, identity());
    EXPECT_FALSE(guest.writable());
    ASSERT_EQ(guest.notes().size(), 1U);
    EXPECT_NE(guest.notes()[0].find("held by process " + std::to_string(::getpid())), std::string::npos);
    EXPECT_TRUE(guest.take());
    const std::string before = bytes();
    write(guest, {});
    EXPECT_EQ(bytes(), before);
}

TEST_F(HistogramStoreTest, TemporariesOfDeadRunsGo) {
    make(contents());
    std::ofstream(folder_ / ".histograms.h5.123.part") << "half";
    EXPECT_TRUE(HistogramStore(folder_, identity()).take());
    EXPECT_FALSE(fs::exists(folder_ / ".histograms.h5.123.part"));
}

TEST_F(HistogramStoreTest, AFailedWriteLeavesTheFormerFile) {
    HistogramStore store(folder_, identity());
    write(store, contents());
    const std::string before = bytes();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{4096, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_THROW(write(store, contents()), JobError);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    EXPECT_EQ(bytes(), before);
    write(store, contents());
    EXPECT_EQ(bytes(), before) << "equal contents are equal bytes";
}

TEST_F(HistogramStoreTest, RefusesAFolderThatCannotBe) {
    std::ofstream(folder_.string() + ".file") << "x";
    EXPECT_THROW(HistogramStore(folder_.string() + ".file", identity()), InputError);
    fs::remove(folder_.string() + ".file");
}

}  // namespace
}  // namespace replica
