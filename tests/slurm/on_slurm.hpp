#pragma once

#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"
#include "tests/slurm/slurm_cluster.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace replica::test {

/// Tests on a cluster of their own; they skip where there can be none.
class OnSlurm : public testing::Test {
protected:
    void SetUp() override {
        const std::string missing = SlurmCluster::what_is_missing();
        if (!missing.empty()) GTEST_SKIP() << missing;
        try {
            cluster_ = std::make_unique<SlurmCluster>(folder_.path());
        } catch (const std::exception& error) {
            GTEST_SKIP() << "no SLURM comes up on this machine: " << error.what();
        }
    }
    void TearDown() override {
        if (HasFailure() && cluster_) GTEST_LOG_(INFO) << cluster_->printed();
    }

    [[nodiscard]] SlurmCluster& cluster() const { return *cluster_; }
    [[nodiscard]] std::filesystem::path at(const std::string& name) const { return cluster_->files() / name; }

    /// What a run by hand writes, without a cluster.
    void expect_done(const std::vector<std::string>& words) const {
        RunOptions options;
        options.directory = cluster_->files();
        const auto result = run_replica(words, options);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    /// Names and contents of all files below a folder.
    [[nodiscard]] std::map<std::string, std::string> files_of(const std::string& name) const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(at(name)))
            if (entry.is_regular_file())
                files[std::filesystem::relative(entry.path(), at(name))] = read_text(entry.path());
        return files;
    }

    /// How many parts wait to be put in place.
    [[nodiscard]] std::size_t parts_waiting(const std::string& name) const {
        std::size_t count = 0;
        std::error_code absent;
        for (const auto& entry : std::filesystem::directory_iterator(at(name), absent))
            if (entry.path().filename().string().starts_with(".part-")) ++count;
        return count;
    }

    /// Two nodes with a rank of two threads each.
    static constexpr const char* two_nodes = "--nodes=2 --ntasks-per-node=1 --cpus-per-task=2 ";

private:
    TemporaryDirectory folder_;
    std::unique_ptr<SlurmCluster> cluster_;
};

}  // namespace replica::test
