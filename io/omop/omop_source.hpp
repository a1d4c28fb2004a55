#pragma once

#include "io/omop/cdm.hpp"
#include "io/sql/sql_engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// A table that a source has; a view of this name in the engine.
struct OmopTable {
    std::string name;                  ///< in lower case
    const CdmTable* cdm = nullptr;     ///< null for tables that are none of the CDM's
    std::string place;                 ///< its file, or its name in the database
    std::vector<std::string> columns;  ///< that are there, in lower case
    /// Of ReadErrors::kept: columns beside which the view has one named unread_column(name).
    std::vector<std::string> doubtful;
};

/// What becomes of a value that isn't of its column's type: the query fails, or it is missing, and true in the column
/// unread_column(name).
enum class ReadErrors : std::uint8_t { fatal, kept };
std::string unread_column(const std::string& name);

/// OMOP tables as views, with the types of their CDM version whatever the source has: whole numbers have 64 bits,
/// 20200131 is a date where the CDM has one, an empty text is missing. Columns that are none of the CDM's are texts,
/// and those that it doesn't require and the source doesn't have are missing in every row.
struct OmopSource {
    const CdmVersion* version = nullptr;
    std::vector<OmopTable> tables;  ///< by name

    [[nodiscard]] const OmopTable* find(std::string_view name) const;
};

/// Makes views of the tables of `source`: a folder of files named like tables in any case, with the ending .csv, .tsv,
/// .txt or .parquet (or folders of Parquet parts), or a DuckDB file, of which the schema `schema`, or the one with a
/// table person. Text files are separated by tabs where their first line has one, with quotes as data then, else by
/// commas; without a line of column names they have those of the CDM. `version`: "5.3", "5.4", or empty: what
/// cdm_source says, else 5.4.
///
/// Throws InputError on a source that isn't there or has no table, an unknown version, two files for one table, files
/// that can't be read.
OmopSource open_omop(SqlEngine& engine, const std::string& source, const std::string& version,
                     const std::string& schema = {}, ReadErrors errors = ReadErrors::fatal);

/// The version that `name` means. Throws InputError where it isn't known.
const CdmVersion& cdm_version(const std::string& name);

}  // namespace replica
