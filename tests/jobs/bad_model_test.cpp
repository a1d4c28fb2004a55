#include "io/hdf5/file_checksum.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

#include <gtest/gtest.h>
#include <hdf5.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Writes another format version into a model, and the checksum of what it is then.
void set_format_version(const fs::path& model, std::int64_t version) {
    std::string image = read_text(model);
    image.resize(image.size() - checksum_trailer({}).size());
    write_text(model, image);
    const hid_t file = H5Fopen(model.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t attribute = H5Aopen(file, "format_version", H5P_DEFAULT);
    ASSERT_GE(H5Awrite(attribute, H5T_NATIVE_INT64, &version), 0);
    H5Aclose(attribute);
    ASSERT_GE(H5Fclose(file), 0);
    image = read_text(model);
    write_text(model, image + checksum_trailer(image));
}

class BadModel : public testing::Test {
protected:
    void SetUp() override {
        make_extract(folder_.path() / "visits.csv", 2'000);
        const auto result = run({"describe", "visits.csv", "--epsilon", "none", "--model", "good.h5", "--quiet"});
        ASSERT_EQ(result.exit_code, 0) << result.err;
        good_ = read_text(folder_.path() / "good.h5");
    }

    [[nodiscard]] CommandResult run(const Words& arguments, unsigned ranks = 1, const Words& wrapper = {}) const {
        return run_replica(
            arguments,
            {.ranks = ranks, .timeout = std::chrono::seconds(60), .directory = folder_.path(), .wrapper = wrapper});
    }

    void write(const std::string& bytes) const { write_text(folder_.path() / "m.h5", bytes); }

    // One sentence and exit code 2 by inspect and generate, on 1 and on 4 ranks, and no replica.
    [[nodiscard]] std::string refusal() const {
        std::string sentence;
        for (const Words& words : {Words{"inspect", "m.h5"}, Words{"generate", "m.h5", "--out", "out"}}) {
            for (const unsigned ranks : {1U, 4U}) {
                const auto result = run(words, ranks);
                EXPECT_FALSE(result.timed_out);
                EXPECT_EQ(result.exit_code, 2) << result.err;
                EXPECT_EQ(result.out, "");
                if (sentence.empty()) sentence = refusal_of(result, ranks);
                EXPECT_EQ(refusal_of(result, ranks), sentence);
                EXPECT_FALSE(fs::exists(folder_.path() / "out"));
            }
        }
        return sentence;
    }

    TemporaryDirectory folder_;
    std::string good_;
};

TEST_F(BadModel, FilesThatAreNoModels) {
    EXPECT_EQ(refusal(), "m.h5 does not exist; describe writes it");
    for (const std::string& text : {std::string(), std::string("a,b\n1,2\n"), std::string(4096, 'x')}) {
        write(text);
        EXPECT_EQ(refusal().substr(0, 36), "m.h5 is not a model that can be read");
    }
    const hid_t other = H5Fcreate((folder_.path() / "m.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    ASSERT_GE(H5Fclose(other), 0);
    EXPECT_EQ(refusal().substr(0, 36), "m.h5 is not a model that can be read");
}

TEST_F(BadModel, TruncatedModels) {
    for (const std::size_t percent : {1U, 25U, 50U, 90U}) {
        write(good_.substr(0, good_.size() * percent / 100));
        EXPECT_EQ(refusal().substr(0, 36), "m.h5 is not a model that can be read") << percent << " %";
    }
    write(good_.substr(0, good_.size() - 1));
    EXPECT_EQ(refusal().substr(0, 36), "m.h5 is not a model that can be read");
}

TEST_F(BadModel, ModelsFromANewerVersion) {
    write(good_);
    set_format_version(folder_.path() / "m.h5", 1'000);
    const std::string sentence = refusal();
    EXPECT_TRUE(sentence.starts_with("m.h5 is a model of format 1000, newer than format ")) << sentence;
    EXPECT_TRUE(sentence.ends_with("; use a newer replica")) << sentence;
}

// Whatever byte of a model is changed, it is refused with a sentence: no crash, no hang, no half replica.
TEST_F(BadModel, ChangedBytes) {
    std::mt19937 draws(131);
    for (int change = 0; change < 40; ++change) {
        std::string bytes = good_;
        // Half of them where structures crowd, at the beginning.
        const std::size_t size = change % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 8'192);
        const std::size_t place = draws() % size;
        bytes[place] = static_cast<char>(bytes[place] ^ static_cast<char>(1 + draws() % 255));
        write(bytes);
        const auto result = run({"generate", "m.h5", "--out", "out", "--rows", "500", "--quiet"});
        const std::string where = "byte " + std::to_string(place) + ": " + result.err;
        EXPECT_FALSE(result.timed_out) << where;
        ASSERT_EQ(result.exit_code, 2) << where;
        EXPECT_FALSE(refusal_of(result, 1).starts_with("not one")) << where;
        EXPECT_FALSE(fs::exists(folder_.path() / "out" / "manifest.json")) << where;
    }
}

// A limit on the size of files fails a write in the middle, as a full disk does; the signal that comes with it is off.
// It is above what MPI itself needs.
TEST_F(BadModel, FilesThatCannotGrow) {
    const auto result = run({"generate", "good.h5", "--rows", "600000", "--out", "out"}, 1,
                            {"sh", "-c", "trap '' XFSZ; ulimit -f 65536; exec \"$@\"", "sh"});
    EXPECT_EQ(result.exit_code, 1) << result.err;
    EXPECT_TRUE(refusal_of(result, 1).starts_with("cannot write out/")) << result.err;
    EXPECT_EQ(read_folder(folder_.path()).size(), 2U) << "only visits.csv and good.h5 are left";
}

TEST_F(BadModel, FullDisks) {
    const fs::path disk = folder_.path() / "disk";
    fs::create_directory(disk);
    // In a name space of its own, so that the disk goes away with the command; what is left on it is told at the end.
    const Words on_small_disk{"unshare",
                              "--mount",
                              "sh",
                              "-c",
                              "mount -t tmpfs -o size=\"$1\" tmpfs \"$0\" 2>/dev/null || exit 77; shift; \"$@\"; "
                              "code=$?; echo left: $(find \"$0\" -type f); exit $code",
                              disk.string()};
    const auto with_size = [&](const char* size) {
        Words wrapper = on_small_disk;
        wrapper.emplace_back(size);
        return wrapper;
    };
    if (run({"--version"}, 1, with_size("64k")).exit_code != 0) GTEST_SKIP() << "needs the right to mount a tmpfs";
    for (const unsigned ranks : {1U, 4U}) {
        const auto model = run({"describe", "visits.csv", "--epsilon", "none", "--quiet", "--model", "disk/m.h5"},
                               ranks, with_size("8k"));
        EXPECT_EQ(model.exit_code, 1) << model.err;
        EXPECT_TRUE(refusal_of(model, ranks).starts_with("disk/m.h5 could not be written: ")) << model.err;
        EXPECT_EQ(model.out, "left:\n");

        const auto replica = run({"generate", "good.h5", "--rows", "50000", "--shard-rows", "10000", "--out", "disk/o"},
                                 ranks, with_size("2m"));
        EXPECT_EQ(replica.exit_code, 1) << replica.err;
        EXPECT_TRUE(refusal_of(replica, ranks).starts_with("cannot write disk/o/")) << replica.err;
        EXPECT_EQ(replica.out, "left:\n");
    }
}

TEST_F(BadModel, StandardOutputThatIsFull) {
    for (const Words& words : {Words{"inspect", "good.h5"}, Words{"schema", "visits.csv", "--quiet"}}) {
        const auto result = run_replica(words, {.directory = folder_.path(), .standard_output = "/dev/full"});
        EXPECT_EQ(result.exit_code, 1);
        EXPECT_EQ(refusal_of(result, 1), "standard output can't be written");
    }
}

}  // namespace
}  // namespace replica::test
