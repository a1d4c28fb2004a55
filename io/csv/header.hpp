#pragma once

#include "io/csv/dialect.hpp"
#include "io/csv/input_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// The first record of a file.
struct CsvHeader {
    std::vector<std::string> columns;
    std::uint64_t data_begin = 0;  ///< byte behind it
    std::uint64_t data_line = 2;   ///< line of that byte, from 1
};

/// The bytes of the file's first record and, mostly, some more; without a byte order mark. For detect_separator.
std::string read_first_line(const InputFile& file, const CsvDialect& dialect);

/// Reads the header. Throws InputError where the file is empty, the header is malformed, or a column has no name or
/// that of another.
CsvHeader read_header(const InputFile& file, const CsvDialect& dialect);

}  // namespace replica
