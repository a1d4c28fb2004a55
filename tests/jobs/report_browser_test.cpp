// The report in a real browser: nothing asked from outside, nothing beyond the window, sorting, filtering, texts for
// screen readers. Screenshots are kept beside the tests' programs.
#include "tests/jobs/page_in_browser.hpp"
#include "tests/jobs/text_file.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

using ReportInBrowser = PageInBrowser;

TEST_F(ReportInBrowser, CanBeReadSortedFilteredAndPrinted) {
    make_extract(at("extract.csv"), 4000);
    expect_done({"describe", "extract.csv", "--epsilon", "none", "--model", "m.h5", "--quiet"});
    expect_done({"generate", "m.h5", "--out", "replica", "--quiet"});
    expect_done(
        {"evaluate", "--real", "extract.csv", "--synthetic", "replica", "--model", "m.h5", "--out", "out", "--quiet"});
    const fs::path artefacts = fs::path(REPLICA_ARTEFACTS);
    const auto result = check(at("out") / "report.html", artefacts);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    for (const char* name : {"report-390.png", "report-1280.png", "report-dark.png", "report.pdf"})
        EXPECT_GT(fs::file_size(artefacts / name), 20'000U) << name;
}

TEST_F(ReportInBrowser, FitsManyColumnsAndHostileNames) {
    std::string header;
    std::string rows;
    for (int column = 0; column < 70; ++column) {
        const std::string name = column == 0   ? "<script>alert(1)</script>"
                                 : column == 1 ? std::string(200, 'w')
                                               : "column \"\"" + std::to_string(column) +
                                                     "\"\" & Gr\xc3\xb6\xc3\x9f"
                                                     "e";
        header += (column > 0 ? ",\"" : "\"") + name + "\"";
    }
    for (int row = 0; row < 60; ++row) {
        for (int column = 0; column < 70; ++column)
            rows += (column > 0 ? "," : "") + std::to_string((row * (column + 3) + column) % 11);
        rows += "\n";
    }
    write_text(at("wide.csv"), header + "\n" + rows);
    expect_done({"evaluate", "--real", "wide.csv", "--synthetic", "wide.csv", "--out", "out", "--quiet"});
    const auto result = check(at("out") / "report.html", at("shots"));
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_NE(read_text(at("out") / "report.html").find("data:image/png;base64,"), std::string::npos);
}

}  // namespace
}  // namespace replica::test
