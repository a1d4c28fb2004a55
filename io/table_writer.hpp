#pragma once

#include "io/sql/row_source.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace replica {

struct WrittenTable {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};

/// Called now and then with the rows so far.
using RowsProgress = std::function<void(std::uint64_t rows)>;

/// Writes the rows of a query to `file`, which appears once it is whole: Parquet where it ends in .parquet, else CSV
/// with a header line, where an empty field is missing and a text that looks so is quoted. Memory is that of some
/// thousand rows, with Parquet of a row group.
/// Throws InputError where two columns have one name or one has none, what `rows` throws, and JobError.
WrittenTable write_table(RowSource& rows, const std::filesystem::path& file, const RowsProgress& progress = {});

/// Whether `file` names a Parquet file.
bool is_parquet_name(const std::filesystem::path& file);

}  // namespace replica
