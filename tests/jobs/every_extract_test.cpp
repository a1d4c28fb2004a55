// Every real extract there is goes through describe and generate, on two ranks.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

std::vector<std::filesystem::path> all_extracts(const std::filesystem::path& data) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// The program skips blank lines where there are several columns, the tests' reader doesn't. None of the extracts has a
// blank line inside a quoted field.
std::string without_blank_lines(std::string text) {
    for (const std::string blank : {"\n\r\n", "\n\n"}) {
        for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank))
            text.replace(at, blank.size(), "\n");
    }
    return text;
}

void expect_replica(const std::filesystem::path& extract, const CsvTable& real) {
    const TemporaryDirectory folder;
    const std::string model = folder.path() / "model.h5";
    std::vector<std::string> describe{"describe", extract, "--epsilon", "none", "--model", model, "--quiet"};
    if (extract.filename() == "diabetic_data.csv") describe.insert(describe.end(), {"--null", "?", "--degree", "2"});
    RunOptions two_ranks;
    two_ranks.ranks = 2;
    const CommandResult described = run_replica(describe, two_ranks);
    if (real.rows() == 0) {
        EXPECT_EQ(described.exit_code, 2) << extract;
        EXPECT_NE(described.err.find("has a header but no rows"), std::string::npos) << described.err;
        EXPECT_FALSE(std::filesystem::exists(model));
        return;
    }
    ASSERT_EQ(described.exit_code, 0) << extract << described.err;
    const CommandResult generated =
        run_replica({"generate", model, "--out", folder.path() / "synthetic", "--quiet"}, two_ranks);
    ASSERT_EQ(generated.exit_code, 0) << extract << generated.err;
    const CsvTable synthetic = read_csv(folder.path() / "synthetic");
    EXPECT_EQ(synthetic.names, real.names) << extract;
    EXPECT_EQ(synthetic.rows(), real.rows()) << extract;
}

TEST(EveryExtract, BecomesAReplicaOrSaysThatItHasNoRows) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const auto extracts = all_extracts(*data);
    ASSERT_FALSE(extracts.empty());
    for (const auto& extract : extracts) {
        expect_replica(extract, parse_csv(without_blank_lines(read_text(extract))));
    }
}

}  // namespace
}  // namespace replica::test
