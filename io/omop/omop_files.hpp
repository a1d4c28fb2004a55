#pragma once

#include "io/omop/cdm.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// A file or folder of parts that holds a table.
struct TableFile {
    std::string table;  ///< the name before the ending, in lower case
    std::string path;   ///< of a folder of parts, all of them: FOLDER/*.csv
    std::string first;  ///< the file itself, or the first part
    bool parquet = false;
};

/// The table files right in `folder`, by table. Throws InputError where a table has two.
std::vector<TableFile> find_table_files(const std::string& folder);

/// How a text file of a table is written.
struct TextTable {
    char separator = ',';
    bool quotes = true;  ///< else they are data
    bool has_header = true;
    std::vector<std::string> columns;  ///< names in lower case, in the file's order
};

/// Looks at a file's first line. Throws InputError where it neither names columns nor has as many fields as the CDM's
/// table has columns.
TextTable read_text_table(const std::string& path, const CdmTable* cdm);

std::string lower_case(std::string_view text);

}  // namespace replica
