#include "io/csv/fault_sentence.hpp"

namespace replica {
namespace {

std::string at_line(const FaultPlace& place) { return place.path + ", line " + std::to_string(place.line); }

std::string describe_ragged(const Fault& fault, const FaultPlace& place, std::size_t columns) {
    const std::string what = at_line(place) + ": expected " + std::to_string(columns) +
                             (columns == 1 ? " field" : " fields") + ", found " + std::to_string(fault.extra) + "; ";
    if (fault.extra < columns) return what + "complete the line or remove it, or name the separator with --sep.";
    return what + "quote the fields that hold a separator, or name another one with --sep.";
}

}  // namespace

std::string describe_place(const std::string& path, std::uint64_t line, const std::vector<std::string>& columns,
                           std::size_t column) {
    std::string place = path + ", line " + std::to_string(line);
    if (column < columns.size()) place += ", column \"" + columns[column] + "\"";
    return place;
}

std::string describe_fault(const Fault& fault, const FaultPlace& place, const std::vector<std::string>& columns,
                           const CsvDialect& dialect) {
    const std::string where = describe_place(place.path, place.line, columns, fault.column);
    switch (fault.kind) {
        case FaultKind::ragged: return describe_ragged(fault, place, columns.size());
        case FaultKind::unclosed_quote:
            return where + ": the quote that opens here is never closed; close it, or read with --quoting none.";
        case FaultKind::bare_quote:
            return where +
                   ": a quote inside an unquoted field; quote the whole field and double the quote, or read "
                   "with --quoting none.";
        case FaultKind::text_after_quote:
            return where + ": text after the closing quote of the field that opens on line " +
                   std::to_string(place.open_line) + "; double quotes inside a field, or read with --quoting none.";
        case FaultKind::invalid_utf8:
            return where +
                   ": the text is not valid UTF-8; convert the file first, for instance with "
                   "iconv -f LATIN1 -t UTF-8.";
        case FaultKind::nul_byte: return where + ": the text holds a NUL byte; convert the file to UTF-8 text first.";
        case FaultKind::too_long:
            return at_line(place) + ": the record that starts here is longer than 256 MiB; " +
                   (dialect.quoting == Quoting::rfc4180 ? "close its quote, or read with --quoting none."
                                                        : "end its line.");
    }
    return where;
}

}  // namespace replica
