#pragma once

#include "tests/jobs/command_fixture.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace replica::test {

/// Tests that look at a page in a real browser; they skip where there is none.
class PageInBrowser : public CommandFixture {
protected:
    void SetUp() override {
        const auto found = run_command({"/usr/bin/python3", "-c", "import selenium"});
        if (found.exit_code != 0 || !std::filesystem::exists("/usr/bin/chromium") ||
            !std::filesystem::exists("/usr/bin/chromedriver"))
            GTEST_SKIP() << "needs chromium, chromium-driver and python3-selenium";
    }

    /// Screenshots are put into `artefacts`.
    [[nodiscard]] CommandResult check(const std::filesystem::path& page, const std::filesystem::path& artefacts) const {
        RunOptions options;
        options.directory = at(".");
        options.timeout = std::chrono::seconds(200);
        return run_command({"/usr/bin/python3", REPLICA_CHECK_REPORT, page.string(), artefacts.string()}, options);
    }
};

}  // namespace replica::test
