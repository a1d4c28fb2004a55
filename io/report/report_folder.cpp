#include "io/report/report_folder.hpp"

#include "engine/error.hpp"
#include "io/whole_file.hpp"

#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

// Pictures and figures that this report may not have; files of other names belong to somebody else.
void remove_older(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name : {"histograms.csv", "pairs.csv", "times.csv", "missing.csv"})
        fs::remove(folder / "data" / name, ignored);
    std::vector<fs::path> pictures;
    for (const auto& entry : fs::directory_iterator(folder / "plots", ignored)) {
        const std::string name = entry.path().filename().string();
        const bool ours =
            name.starts_with("histogram-") || name.starts_with("mutual-information") || name.starts_with("spearman");
        if (ours && name.ends_with(".svg")) pictures.push_back(entry.path());
    }
    for (const fs::path& picture : pictures) fs::remove(picture, ignored);
}

}  // namespace

void check_report_folder(const fs::path& folder, Overwrite overwrite) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw InputError(folder.string() + " is no folder; name another --out");
    for (const char* name : {"report.html", "metrics.json"}) {
        if (overwrite == Overwrite::refuse && fs::exists(folder / name, error))
            throw InputError((folder / name).string() +
                             " is there already; name another --out, or --force to replace it");
    }
    // A folder that isn't there yet is made below the nearest one that is.
    fs::path there = fs::absolute(folder);
    while (!fs::exists(there, error) && there.has_parent_path() && there != there.root_path())
        there = there.parent_path();
    if (!fs::is_directory(there, error)) throw InputError(there.string() + " is no folder; name another --out");
    if (::access(there.c_str(), W_OK | X_OK) != 0)
        throw InputError(there.string() + " can't be written to; name another --out");
}

void write_report_folder(const fs::path& folder, const std::vector<ReportFile>& files) {
    remove_older(folder);
    std::error_code ignored;
    for (const ReportFile& file : files) {
        const fs::path path = folder / file.path;
        fs::create_directories(path.parent_path(), ignored);
        write_whole_file(path, file.text);
    }
}

}  // namespace replica
