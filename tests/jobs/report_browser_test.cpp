// The report in a real browser: nothing asked from outside, nothing beyond the window, sorting, filtering, texts for
// screen readers. Screenshots are kept beside the tests' programs.
#include "tests/jobs/command_fixture.hpp"
#include "tests/jobs/text_file.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

class ReportInBrowser : public CommandFixture {
protected:
    void SetUp() override {
        const auto found = run_command({"/usr/bin/python3", "-c", "import selenium"});
        if (found.exit_code != 0 || !fs::exists("/usr/bin/chromium") || !fs::exists("/usr/bin/chromedriver"))
            GTEST_SKIP() << "needs chromium, chromium-driver and python3-selenium";
    }

    [[nodiscard]] CommandResult check(const fs::path& page, const fs::path& artefacts) const {
        RunOptions options;
        options.directory = at(".");
        options.timeout = std::chrono::seconds(200);
        return run_command({"/usr/bin/python3", REPLICA_CHECK_REPORT, page.string(), artefacts.string()}, options);
    }

    /// A page with one fault must be found out.
    void expect_fault(const std::string& body, const std::string& said) const {
        write_text(at("page.html"),
                   "<!DOCTYPE html><html><head><meta charset=utf-8><meta name=viewport content='width=device-width'>"
                   "<link rel=icon href='data:,'></head><body><main>" +
                       body + "</main></body></html>");
        const auto result = check(at("page.html"), at("shots"));
        EXPECT_EQ(result.exit_code, 1) << result.err;
        EXPECT_NE(result.out.find(said), std::string::npos) << "expected \"" << said << "\" in: " << result.out;
    }
};

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

TEST_F(ReportInBrowser, IsCheckedByWhatFindsFaults) {
    expect_fault("<img alt=x src='http://127.0.0.1:9/x.png'>", "127.0.0.1:9/x.png was asked for");
    expect_fault("<div style='width:600px'>wide</div>", "at 390 pixels");
    expect_fault("<svg role=img><desc>text</desc></svg>", "no text for screen readers");
    expect_fault("<p>no table</p>", "there is no table to sort");
    expect_fault(
        "<table class=sortable><thead><tr><th><button>n</button></th></tr></thead><tbody><tr><td>2</td></tr>"
        "<tr><td>1</td></tr></tbody></table>",
        "is not sorted by a click");
    expect_fault("<script>document.querySelector('main').append('more')</script>", "without scripts");
}

}  // namespace
}  // namespace replica::test
