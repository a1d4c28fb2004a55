#include "io/csv/input_paths.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace replica {
namespace {

namespace fs = std::filesystem;

bool is_part_file(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const std::string extension = entry.path().extension().string();
    const bool is_data = extension.empty() || extension == ".csv" || extension == ".tsv" || extension == ".txt" ||
                         extension == ".parquet";
    return is_data && name.front() != '.' && name != "_SUCCESS" && entry.is_regular_file();
}

std::vector<std::string> part_files(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (is_part_file(entry)) files.push_back(entry.path().string());
    }
    if (error) throw InputError(folder + " can't be listed (" + error.message() + "); check its permissions.");
    if (files.empty()) {
        throw InputError(folder +
                         " is a folder without .csv, .tsv, .txt or .parquet files; name a file or another folder.");
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

std::vector<std::string> find_input_files(const std::vector<std::string>& paths) {
    if (paths.empty()) throw InputError("There is no input; name a CSV file or a folder of part files.");
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (status.type() == fs::file_type::not_found) {
            throw InputError(path + " doesn't exist; check the name.");
        }
        if (status.type() == fs::file_type::directory) {
            auto parts = part_files(path);
            std::move(parts.begin(), parts.end(), std::back_inserter(files));
        } else if (status.type() == fs::file_type::regular) {
            files.push_back(path);
        } else {
            throw InputError(path + " is no regular file that every rank can read in parts; copy it to one first.");
        }
    }
    return files;
}

}  // namespace replica
