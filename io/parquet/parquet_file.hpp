#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// What a Parquet file's footer says.
struct ParquetFile {
    std::vector<std::string> columns;
    std::vector<std::uint64_t> row_groups;  ///< rows of each
};

/// Whether a file's first bytes are those of Parquet. False where it can't be read.
bool begins_as_parquet(const std::string& path);

/// Throws InputError where the file is damaged, a column has no name or a type that is no number, date or text, and in
/// a build without DuckDB.
ParquetFile read_parquet_file(const std::string& path);

}  // namespace replica
