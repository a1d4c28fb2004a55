#pragma once

#include "io/parquet/typed_columns.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

namespace replica {

/// Most rows that a call of NextRows may give.
inline constexpr std::size_t most_typed_rows = 2048;

/// Replaces its argument by the next rows; false where none are left.
using NextRows = std::function<bool(TypedRows&)>;

/// Writes `file` as Parquet, compressed with Zstandard, in row groups of 122,880 rows, of which one is in memory. Whole
/// numbers are INT64, decimals DOUBLE, times texts. The same rows give the same bytes.
/// Throws what `next` throws, JobError where the system refuses, InputError in a build without DuckDB.
void write_parquet(const std::filesystem::path& file, const std::vector<SqlColumn>& columns, const NextRows& next);

}  // namespace replica
