#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace replica::test {

/// A CSV file read by the book and without haste, so that tests judge the program's reader and writer by another one.
struct CsvTable {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> columns;  ///< columns[c][r]: text of a field, its quotes taken off

    [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }

    /// The column of this name; throws std::out_of_range where there is none.
    [[nodiscard]] const std::vector<std::string>& column(std::string_view name) const;
};

/// RFC 4180 text with a header; throws std::runtime_error on a record with too few or too many fields.
CsvTable parse_csv(std::string_view text, char separator = ',');

/// A file, or the parts "part-*.csv" of a folder in name order.
CsvTable read_csv(const std::filesystem::path& file_or_folder, char separator = ',');

/// The table with only these columns, in this order.
CsvTable select_columns(const CsvTable& table, const std::vector<std::string>& names);

/// The table with only these rows, in this order; a row may occur several times.
CsvTable select_rows(const CsvTable& table, const std::vector<std::size_t>& rows);

/// The table as CSV text with a header; fields are quoted where they must be.
std::string format_csv(const CsvTable& table, char separator = ',');

}  // namespace replica::test
