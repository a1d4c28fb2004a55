#pragma once

#include "io/overwrite.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// A file to write, by its path inside a folder.
struct ReportFile {
    std::string path;
    std::string text;
};

/// Throws InputError where `folder` holds a report and may not be overwritten, is no folder, or can't be made. Makes
/// nothing.
void check_report_folder(const std::filesystem::path& folder, Overwrite overwrite);

/// Writes each file, mode 0600, to a temporary name and renames it; removes figures and pictures of an older report.
/// Throws JobError.
void write_report_folder(const std::filesystem::path& folder, const std::vector<ReportFile>& files);

}  // namespace replica
