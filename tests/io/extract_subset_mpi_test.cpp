// The first rows and columns of an extract are the same values, whatever they hold, on any number of ranks.
#include "engine/mpi/agreement.hpp"
#include "io/extract_scan.hpp"
#include "io/extract_subset.hpp"
#include "tests/engine/mpi_main.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

const Communicator& world() {
    static const Communicator communicator = Communicator::world();
    return communicator;
}

/// A folder that all ranks know.
class ExtractSubset : public testing::Test {
protected:
    ExtractSubset() {
        const std::uint64_t process = world().max(world().is_root() ? static_cast<std::uint64_t>(::getpid()) : 0);
        folder_ = fs::temp_directory_path() / ("extract_subset." + std::to_string(process));
        if (world().is_root()) fs::create_directories(folder_);
        world().barrier();
    }
    ~ExtractSubset() override {
        world().barrier();
        std::error_code ignored;
        if (world().is_root()) fs::remove_all(folder_, ignored);
    }

    [[nodiscard]] std::string subset(const std::string& text, SubsetSize size, SourceOptions options = {}) const {
        if (world().is_root()) std::ofstream(folder_ / "in.csv", std::ios::binary) << text;
        world().barrier();
        options.chunk_bytes = 16;  // so that every rank has some, and chunks begin inside of fields
        ExtractSource source = open_source({(folder_ / "in.csv").string()}, options, world());
        scan(source, world(), 2, [](const TokenizedChunk&) {});
        write_subset(source, size, folder_ / "out.csv", world(), 2);
        std::ifstream file(folder_ / "out.csv", std::ios::binary);
        std::string written{std::istreambuf_iterator<char>(file), {}};
        world().barrier();
        return written;
    }

    fs::path folder_;
};

const std::string awkward =
    "id,\"a, note\",last\n"
    "1,\"two\nlines, and \"\"quotes\"\"\",x\n"
    "2,?,\n"
    "3,\"?\",\"NA\"\n"
    "4,plain,NA\n"
    "5,\"\",\"needless\"\n";

TEST_F(ExtractSubset, KeepsQuotesLinesAndWhatIsMissing) {
    SourceOptions options;
    options.missing_tokens.push_back("?");
    EXPECT_EQ(subset(awkward, {4, 0}, options),
              "id,\"a, note\",last\n"
              "1,\"two\nlines, and \"\"quotes\"\"\",x\n"
              "2,?,\n"
              "3,\"?\",\"NA\"\n"
              "4,plain,NA\n");
    EXPECT_EQ(subset(awkward, {2, 1}, options), "id\n1\n2\n");
    EXPECT_EQ(subset(awkward, {}, options),
              "id,\"a, note\",last\n"
              "1,\"two\nlines, and \"\"quotes\"\"\",x\n"
              "2,?,\n"
              "3,\"?\",\"NA\"\n"
              "4,plain,NA\n"
              "5,\"\",needless\n");
}

TEST_F(ExtractSubset, KeepsTheDialect) {
    SourceOptions options;
    options.separator = '\t';
    options.quoting = Quoting::none;
    options.escapes = Escapes::backslash;
    EXPECT_EQ(subset("a\tb\n\\\\x\t\"q\\ty\"\n\\N\t2\nz\t3\n", {2, 2}, options), "a\tb\n\\\\x\t\"q\\ty\"\n\\N\t2\n");
}

TEST_F(ExtractSubset, KeepsOrderOverManyChunks) {
    std::string text = "n\n";
    std::string expected = "n\n";
    for (int i = 0; i < 1000; ++i) {
        text += std::to_string(i) + "\n";
        if (i < 700) expected += std::to_string(i) + "\n";
    }
    EXPECT_EQ(subset(text, {700, 1}), expected);
    struct stat status = {};
    ASSERT_EQ(::stat((folder_ / "out.csv").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
