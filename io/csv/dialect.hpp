#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// rfc4180: a field may be wrapped in double quotes, a doubled quote inside stands for one. none: quotes are data.
enum class Quoting : std::uint8_t { rfc4180, none };

/// backslash: PostgreSQL's text form. \b \f \n \r \t \v, \ooo octal, \xhh, before any other byte that byte itself.
enum class Escapes : std::uint8_t { none, backslash };

/// Empty, NULL, NA, N/A, NaN, <NULL>, \N.
std::vector<std::string> default_missing_tokens();

/// How a file of comma-separated values is written. An unquoted field equal to one of missing_tokens, before escapes
/// are undone and with regard to case, is missing; a quoted field never is.
struct CsvDialect {
    char separator = ',';
    Quoting quoting = Quoting::rfc4180;
    Escapes escapes = Escapes::none;
    std::vector<std::string> missing_tokens = default_missing_tokens();
};

/// The one of comma, tab, semicolon and pipe that occurs most often in the first line of `text`, quoted parts left out;
/// the earlier in this order where several do; comma where none does.
char detect_separator(std::string_view text, Quoting quoting);

/// Throws InputError unless the separator is an ASCII byte with no other meaning in this dialect.
void check_dialect(const CsvDialect& dialect);

}  // namespace replica
