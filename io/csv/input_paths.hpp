#pragma once

#include <string>
#include <vector>

namespace replica {

/// The files that `paths` mean: a file stands for itself, a folder for the part files right in it, by name: regular
/// files that end in .csv, .tsv, .txt or .parquet or have no extension, without hidden ones, "_SUCCESS" and
/// manifest.json. Throws InputError on a path that doesn't exist, a folder without part files, or no path at all.
std::vector<std::string> find_input_files(const std::vector<std::string>& paths);

}  // namespace replica
