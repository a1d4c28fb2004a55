#pragma once

#include "engine/schema.hpp"

#include <filesystem>
#include <string>

namespace replica {

/// Reads a schema file: TOML, a table [columns.NAME] a column, in the file's order. Its keys, all optional:
///
///     type         "integer", "float", "string", "boolean", "date" or "datetime"
///     role         "attribute", "key", "person", "text" or "drop"
///     categorical  true or false
///     range        [low, high] of a number or date
///     bins         number of bins, 1 to 65535
///     brackets     [0, 18, 65]: lower ends of bins, ascending; instead of bins
///     binning      "equal", "quantile" or "auto": how bins are cut
///     holidays     "US", "UK" or ["2020-12-25", ...]: the holidays of a date or datetime
///     missing      true or false: whether values may be missing
///     values       ["F", "M"]: all values that may occur
///     source       "data" if drafted from data, else "public"
///
/// Above the tables there may be rules = [...]; tables [derived.NAME] make columns from others (see schema_rules.hpp).
///
/// Ends and values are strings in the column's own format, or numbers, dates and booleans of TOML, which become text:
/// 2.50 becomes "2.5", 2020-01-31 "2020-01-31", 2020-01-31T10:00:00 "2020-01-31 10:00:00".
///
/// Throws InputError naming file, line, column and what is allowed.
Schema read_schema(const std::filesystem::path& path);

/// The text of a schema file, headed by a comment for the person who edits it; read_schema gives `schema` back.
std::string schema_text(const Schema& schema);

}  // namespace replica
