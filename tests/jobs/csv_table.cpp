#include "tests/jobs/csv_table.hpp"

#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <stdexcept>

namespace replica::test {

namespace {

using Record = std::vector<std::string>;

/// Takes the field at the front of `text`, and leaves what ended it: separator, line end, or nothing.
std::string take_field(std::string_view& text, char separator) {
    std::string field;
    if (text.starts_with('"')) {
        text.remove_prefix(1);
        while (!text.empty() && (text[0] != '"' || text.substr(0, 2) == "\"\"")) {
            text.remove_prefix(text[0] == '"' ? 1 : 0);
            field += text[0];
            text.remove_prefix(1);
        }
        if (text.empty()) throw std::runtime_error("a quote is not closed");
        text.remove_prefix(1);
        return field;
    }
    const std::size_t end = std::min(text.size(), text.find_first_of(std::string("\r\n") + separator));
    field = text.substr(0, end);
    text.remove_prefix(end);
    return field;
}

Record take_record(std::string_view& text, char separator) {
    Record record{take_field(text, separator)};
    while (text.starts_with(separator)) {
        text.remove_prefix(1);
        record.push_back(take_field(text, separator));
    }
    if (text.starts_with('\r')) text.remove_prefix(1);
    if (!text.empty() && !text.starts_with('\n')) throw std::runtime_error("text after a quoted field");
    if (!text.empty()) text.remove_prefix(1);
    return record;
}

void append_field(std::string& out, const std::string& field, char separator) {
    if (field.find_first_of(std::string("\"\r\n") + separator) == std::string::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char byte : field) out.append(byte == '"' ? 2 : 1, byte);
    out += '"';
}

}  // namespace

const std::vector<std::string>& CsvTable::column(std::string_view name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::out_of_range("no column " + std::string(name));
    return columns[static_cast<std::size_t>(found - names.begin())];
}

CsvTable parse_csv(std::string_view text, char separator) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    CsvTable table;
    table.names = take_record(text, separator);
    table.columns.resize(table.names.size());
    while (!text.empty()) {
        Record record = take_record(text, separator);
        if (record.size() != table.names.size()) {
            throw std::runtime_error("row " + std::to_string(table.rows() + 1) + " has " +
                                     std::to_string(record.size()) + " fields, the header " +
                                     std::to_string(table.names.size()));
        }
        for (std::size_t c = 0; c < record.size(); ++c) table.columns[c].push_back(std::move(record[c]));
    }
    return table;
}

CsvTable read_csv(const std::filesystem::path& file_or_folder, char separator) {
    if (!std::filesystem::is_directory(file_or_folder)) return parse_csv(read_text(file_or_folder), separator);
    CsvTable table;
    for (const auto& [name, text] : read_folder(file_or_folder)) {
        if (!name.starts_with("part-") || !name.ends_with(".csv")) continue;
        CsvTable part = parse_csv(text, separator);
        if (table.names.empty()) {
            table = std::move(part);
            continue;
        }
        if (part.names != table.names) throw std::runtime_error(name + " has another header");
        for (std::size_t c = 0; c < part.columns.size(); ++c) {
            table.columns[c].insert(table.columns[c].end(), part.columns[c].begin(), part.columns[c].end());
        }
    }
    return table;
}

CsvTable select_columns(const CsvTable& table, const std::vector<std::string>& names) {
    CsvTable selected{names, {}};
    for (const std::string& name : names) selected.columns.push_back(table.column(name));
    return selected;
}

CsvTable select_rows(const CsvTable& table, const std::vector<std::size_t>& rows) {
    CsvTable selected{table.names, std::vector<std::vector<std::string>>(table.columns.size())};
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        selected.columns[c].reserve(rows.size());
        for (const std::size_t row : rows) selected.columns[c].push_back(table.columns[c].at(row));
    }
    return selected;
}

std::string format_csv(const CsvTable& table, char separator) {
    std::string out;
    const auto append_record = [&](const auto& field_of) {
        for (std::size_t c = 0; c < table.names.size(); ++c) {
            if (c > 0) out += separator;
            append_field(out, field_of(c), separator);
        }
        out += '\n';
    };
    append_record([&](std::size_t c) { return table.names[c]; });
    for (std::size_t r = 0; r < table.rows(); ++r) append_record([&](std::size_t c) { return table.columns[c][r]; });
    return out;
}

}  // namespace replica::test
