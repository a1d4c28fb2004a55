#include "io/sql/sql_engine.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace replica {
namespace {

std::string quoted(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char c : text) {
        if (c == quote) result += quote;
        result += c;
    }
    return result + quote;
}

template <typename Number>
void append_shortest(Number value, std::string& out) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    std::array<char, 64> text{};
    const auto size = std::abs(value);
    const bool plain = size == 0 || (size >= Number(1e-5) && size < Number(1e16));
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? Number(0) : value, format).ptr;
    out.append(text.data(), end);
}

}  // namespace

std::string sql_literal(std::string_view text) { return quoted(text, '\''); }
std::string sql_name(std::string_view text) { return quoted(text, '"'); }

std::string sql_text_table(const SqlTextFile& file) {
    std::string columns;
    for (const std::string& column : file.columns)
        columns += (columns.empty() ? "" : ", ") + sql_literal(column) + ": 'VARCHAR'";
    return "read_csv(" + sql_literal(file.path) +
           ", auto_detect = false, header = " + (file.has_header ? "true" : "false") +
           ", delim = " + sql_literal(std::string(1, file.separator)) +
           (file.quotes ? ", quote = '\"', escape = '\"'" : ", quote = '', escape = ''") +
           ", nullstr = '', allow_quoted_nulls = " + (file.quoted_empty_is_missing ? "true" : "false") +
           ", max_line_size = 67108864, columns = {" + columns + "})";
}

void append_number(double value, std::string& out) { append_shortest(value, out); }
void append_number(float value, std::string& out) { append_shortest(value, out); }

}  // namespace replica
