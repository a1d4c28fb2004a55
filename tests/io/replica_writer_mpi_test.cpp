#include "engine/error.hpp"
#include "io/replica_writer.hpp"
#include "io/shard_writer.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/io/reference/csv_text.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

const Communicator& world() {
    static const Communicator communicator = Communicator::world();
    return communicator;
}

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
}

/// A folder name that all ranks share, in which nothing is yet.
class ReplicaWriter : public testing::Test {
protected:
    ReplicaWriter() {
        Bytes name(64);
        const std::string own = "replica_writer_test_" + std::to_string(::getpid());
        std::memcpy(name.data(), own.data(), own.size());
        name = world().broadcast(name);
        folder_ = fs::temp_directory_path() / reinterpret_cast<const char*>(name.data());
        options_.directory = folder_ / "out";
        options_.rows = 10000;
        options_.shard_rows = 3000;
        options_.seed = 77;
        options_.version = "1.2.3";
        clear();
    }
    ~ReplicaWriter() override { clear(); }

    void clear() {
        world().barrier();
        if (world().is_root()) fs::remove_all(folder_);
        world().barrier();
    }
    /// Writes a file on the root, for all to see.
    void put(const std::string& name, const std::string& text) {
        if (world().is_root()) {
            fs::create_directories(options_.directory);
            std::ofstream(options_.directory / name) << text;
        }
        world().barrier();
    }
    ReplicaManifest write() { return write_replica(model_, options_, world()); }

    /// Hash of all parts in order.
    std::uint64_t content() {
        std::string all;
        for (const auto& name : names_in(options_.directory))
            if (name != "manifest.json") all += name + read_file(options_.directory / name);
        world().barrier();
        return XXH3_64bits(all.data(), all.size());
    }

    Model model_ = testing_models::hospital();
    fs::path folder_;
    ReplicaOptions options_;
};

TEST_F(ReplicaWriter, BytesDependOnTheSeedAlone) {
    // One number for every count of ranks and threads, since the expected one is a constant.
    constexpr std::uint64_t expected = 0x7bdef8f42a0d8020U;
    for (const int threads : {1, 2}) {
        options_.threads = threads;
        options_.overwrite = Overwrite::replace;
        write();
        EXPECT_EQ(content(), expected) << hash_text(content());
    }
    options_.seed = 78;
    write();
    EXPECT_NE(content(), expected);
}

TEST_F(ReplicaWriter, PartsAreCutFromTheSameRows) {
    write();
    std::string cut;
    std::string header;
    for (std::uint64_t part = 0; part < 4; ++part) {
        const std::string text = read_file(options_.directory / part_name(part));
        header = text.substr(0, text.find('\n') + 1);
        EXPECT_EQ(header, "row_id,patient,sex,ward,age,visit,weight,note\n");
        cut += text.substr(header.size());
    }
    clear();
    options_.shard_rows = 10000;
    write();
    EXPECT_EQ(read_file(options_.directory / part_name(0)), header + cut);
    const auto rows = reference::read_csv(header + cut);
    ASSERT_EQ(rows.size(), 10001U);
    for (std::size_t r = 1; r < rows.size(); ++r) {
        ASSERT_EQ(rows[r].size(), 8U);
        ASSERT_EQ(rows[r][0].text, std::to_string(r));
        ASSERT_TRUE(rows[r][3].text != "NA" || rows[r][3].quoted);  // a kept value that looks like a missing one
    }
}

TEST_F(ReplicaWriter, ManifestMatchesTheFiles) {
    const ReplicaManifest returned = write();
    const auto manifest = read_manifest(options_.directory);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->rows, 10000U);
    EXPECT_EQ(manifest->seed, 77U);
    EXPECT_EQ(manifest->version, "1.2.3");
    EXPECT_EQ(manifest->columns,
              (std::vector<std::string>{"row_id", "patient", "sex", "ward", "age", "visit", "weight", "note"}));
    const std::vector<std::uint64_t> rows = {3000, 3000, 3000, 1000};
    ASSERT_EQ(manifest->parts.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ReplicaPart& part = manifest->parts[i];
        const std::string text = read_file(options_.directory / part.name);
        EXPECT_EQ(part.rows, rows[i]);
        EXPECT_EQ(part.bytes, text.size());
        EXPECT_EQ(part.xxh3, XXH3_64bits(text.data(), text.size()));
        EXPECT_EQ(returned.parts[i].xxh3, part.xxh3);
        EXPECT_EQ(reference::read_csv(text).size(), rows[i] + 1);
    }
    EXPECT_EQ(names_in(options_.directory).size(), 5U);
}

TEST_F(ReplicaWriter, NoRowsGiveAHeader) {
    options_.rows = 0;
    write();
    EXPECT_EQ(names_in(options_.directory), (std::set<std::string>{"manifest.json", "part-00000.csv"}));
    EXPECT_EQ(read_file(options_.directory / "part-00000.csv"), "row_id,patient,sex,ward,age,visit,weight,note\n");
}

TEST_F(ReplicaWriter, ExistingOutputIsRefused) {
    put("mine.txt", "x");
    try {
        write();
        FAIL();
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("--force overwrites it"), std::string::npos);
    }
    EXPECT_EQ(names_in(options_.directory), (std::set<std::string>{"mine.txt"}));
    world().barrier();
}

TEST_F(ReplicaWriter, OverwritingTouchesOwnFilesOnly) {
    write();
    put("mine.csv", "x");
    options_.overwrite = Overwrite::replace;
    options_.rows = 2000;
    write();
    EXPECT_EQ(names_in(options_.directory), (std::set<std::string>{"manifest.json", "mine.csv", "part-00000.csv"}));
    EXPECT_EQ(read_manifest(options_.directory)->parts.size(), 1U);
    EXPECT_EQ(read_file(options_.directory / "mine.csv"), "x");
}

TEST_F(ReplicaWriter, ForeignFilesOfTheSameNameAreRefused) {
    put("part-00001.csv", "somebody's data");
    options_.overwrite = Overwrite::replace;
    EXPECT_THROW(write(), InputError);
    EXPECT_EQ(read_file(options_.directory / "part-00001.csv"), "somebody's data");
    EXPECT_EQ(names_in(options_.directory).size(), 1U);
    clear();
    put("manifest.json", "{\"program\": \"another\"}");
    EXPECT_THROW(write(), InputError);
    EXPECT_EQ(names_in(options_.directory).size(), 1U);
    world().barrier();
}

TEST_F(ReplicaWriter, LeftoversOfAStoppedRunAreRemoved) {
    put(".part-00007.csv.replica-partial", "half");
    write();
    EXPECT_EQ(names_in(options_.directory).size(), 5U);
    EXPECT_FALSE(fs::exists(options_.directory / ".part-00007.csv.replica-partial"));
}

TEST_F(ReplicaWriter, AFileInPlaceOfTheFolderIsRefused) {
    put("inner", "x");
    options_.directory /= "inner";
    options_.overwrite = Overwrite::replace;
    EXPECT_THROW(write(), InputError);
    world().barrier();
}

TEST_F(ReplicaWriter, ADamagedModelIsRefusedBeforeAnythingIsWritten) {
    model_.families.pop_back();
    EXPECT_THROW(write(), InputError);
    EXPECT_FALSE(fs::exists(options_.directory));
    world().barrier();
}

/// Files of this process can't grow beyond a size, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit{bytes, old_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &old_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit old_{};
};

TEST_F(ReplicaWriter, AFullDiskLeavesNothing) {
    // Only the last rank's disk is full; all ranks must say so.
    const bool last = world().rank() == world().size() - 1;
    std::string sentence;
    {
        const FileSizeLimit limit(last ? 50000 : RLIM_INFINITY);
        try {
            write();
        } catch (const JobError& error) {
            sentence = error.what();
        }
    }
    EXPECT_NE(sentence.find("cannot write"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(".csv"), std::string::npos) << sentence;
    world().barrier();
    EXPECT_TRUE(fs::is_empty(options_.directory));
    world().barrier();
}

TEST_F(ReplicaWriter, AFullDiskLeavesTheOlderReplica) {
    write();
    const std::uint64_t old = content();
    options_.seed = 5;
    options_.overwrite = Overwrite::replace;
    {
        const FileSizeLimit limit(50000);
        EXPECT_THROW(write(), JobError);
    }
    world().barrier();
    EXPECT_EQ(content(), old);
    EXPECT_EQ(read_manifest(options_.directory)->seed, 77U);
    world().barrier();
}

TEST_F(ReplicaWriter, AFullDiskForTheManifestLeavesNothing) {
    options_.rows = 0;
    {
        const FileSizeLimit limit(100);  // the header fits, the manifest does not
        EXPECT_THROW(write(), JobError);
    }
    world().barrier();
    EXPECT_TRUE(fs::is_empty(options_.directory));
    world().barrier();
}

TEST_F(ReplicaWriter, ProgressEndsAtAllRows) {
    ReplicaProgress last;
    std::uint64_t calls = 0;
    write_replica(model_, options_, world(), [&](const ReplicaProgress& state) {
        EXPECT_GT(state.rows_done, last.rows_done);
        last = state;
        ++calls;
    });
    EXPECT_EQ(last.rows_done, last.rows);
    EXPECT_EQ(world().sum(last.rows_done), options_.rows);
    EXPECT_EQ(world().sum(calls), 7U);  // three parts of 2048 and 952 rows, one of 1000
}

TEST(ShardWriter, DevFull) {
    // A link to /dev/full under the partial name: every write there fails.
    const fs::path folder = fs::temp_directory_path() / ("shard_writer_test_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path file = folder / "part-00000.csv";
    fs::create_symlink("/dev/full", partial_path(file));
    try {
        ShardWriter writer(file);
        writer.write(std::array<char, 10>{});
        writer.finish();
        FAIL();
    } catch (const JobError& error) {
        EXPECT_NE(std::string(error.what()).find("No space left on device"), std::string::npos);
    }
    EXPECT_TRUE(fs::is_empty(folder));
    fs::remove_all(folder);
}

TEST(ShardWriter, PiecesOfAnySizeComeOutInOrder) {
    const fs::path folder = fs::temp_directory_path() / ("shard_writer_test_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path file = folder / "part-00000.csv";
    std::string expected;
    ShardWriter writer(file);
    for (const std::size_t size : {0U, 1U, 262142U, 1U, 1U, 262143U, 800000U, 5U, 524288U, 3000000U, 77U}) {
        std::string piece;
        for (std::size_t i = 0; i < size; ++i) piece += static_cast<char>('a' + (expected.size() + i) % 23);
        writer.write(piece);
        expected += piece;
    }
    writer.finish();
    EXPECT_EQ(writer.bytes(), expected.size());
    EXPECT_EQ(writer.hash(), XXH3_64bits(expected.data(), expected.size()));
    publish(file);
    EXPECT_EQ(read_file(file), expected);
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    // Nothing that was reserved is kept: blocks are of 512 bytes, and a file system rounds up.
    EXPECT_LT(status.st_blocks * 512, static_cast<std::int64_t>(expected.size()) + 1000000);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
