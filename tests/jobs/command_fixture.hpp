#pragma once

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/temporary_directory.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica::test {

/// Tests that run the program in a folder of their own.
class CommandFixture : public testing::Test {
protected:
    using Words = std::vector<std::string>;

    [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }

    [[nodiscard]] CommandResult run(const Words& words, unsigned ranks = 1, unsigned threads = 1) const {
        RunOptions options;
        options.directory = folder_.path();
        options.ranks = ranks;
        options.threads = threads;
        return run_replica(words, options);
    }

    void expect_done(const Words& words, unsigned ranks = 1, unsigned threads = 1) const {
        const auto result = run(words, ranks, threads);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

private:
    TemporaryDirectory folder_;
};

}  // namespace replica::test
