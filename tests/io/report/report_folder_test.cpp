#include "io/report/report_folder.hpp"

#include "engine/error.hpp"
#include "tests/jobs/temporary_directory.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ReportFolder, IsMadeWithFilesForTheirOwnerAlone) {
    const test::TemporaryDirectory directory;
    const fs::path folder = directory.path() / "new" / "report";
    check_report_folder(folder, Overwrite::refuse);
    EXPECT_FALSE(fs::exists(folder.parent_path()));
    write_report_folder(folder, {{"report.html", "page"}, {"data/histograms.csv", "a,b\n"}});
    EXPECT_EQ(text_of(folder / "report.html"), "page");
    EXPECT_EQ(text_of(folder / "data" / "histograms.csv"), "a,b\n");
    EXPECT_EQ(fs::status(folder / "report.html").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_FALSE(fs::exists(folder / "report.html.part"));
}

TEST(ReportFolder, LosesNothing) {
    const test::TemporaryDirectory directory;
    const fs::path folder = directory.path() / "report";
    check_report_folder(folder, Overwrite::refuse);
    write_report_folder(folder, {{"metrics.json", "old"}, {"plots/histogram-000-age.svg", "old"}});
    std::ofstream(folder / "plots" / "mine.svg") << "mine";
    EXPECT_THROW(check_report_folder(folder, Overwrite::refuse), InputError);
    EXPECT_EQ(text_of(folder / "metrics.json"), "old");
    check_report_folder(folder, Overwrite::replace);
    write_report_folder(folder, {{"metrics.json", "new"}});
    EXPECT_EQ(text_of(folder / "metrics.json"), "new");
    EXPECT_FALSE(fs::exists(folder / "plots" / "histogram-000-age.svg"));
    EXPECT_EQ(text_of(folder / "plots" / "mine.svg"), "mine");
}

TEST(ReportFolder, IsNoFile) {
    const test::TemporaryDirectory directory;
    std::ofstream(directory.path() / "file") << "text";
    EXPECT_THROW(check_report_folder(directory.path() / "file", Overwrite::replace), InputError);
    EXPECT_THROW(check_report_folder(directory.path() / "file" / "below", Overwrite::replace), InputError);
}

}  // namespace
}  // namespace replica
