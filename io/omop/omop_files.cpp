#include "io/omop/omop_files.hpp"

#include "engine/error.hpp"
#include "io/csv/header.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace replica {
namespace {

namespace fs = std::filesystem;

bool is_text_ending(std::string_view ending) { return ending == ".csv" || ending == ".tsv" || ending == ".txt"; }

// A folder of parts, all of which end alike; nothing where it has none.
std::vector<TableFile> table_folder(const fs::path& folder, const std::string& table) {
    std::string ending;
    fs::path first;
    for (const fs::directory_entry& part : fs::directory_iterator(folder)) {
        const std::string own = lower_case(part.path().extension().string());
        const bool hidden = part.path().filename().string().front() == '.';
        if (hidden || (own != ".parquet" && !is_text_ending(own))) continue;
        if (!ending.empty() && own != ending)
            throw InputError(folder.string() + " holds parts of two kinds, " + ending + " and " + own + "; keep one");
        ending = own;
        if (first.empty() || part.path() < first) first = part.path();
    }
    if (first.empty()) return {};
    return {{table, (folder / ("*" + first.extension().string())).string(), first.string(), ending == ".parquet"}};
}

// Nothing where the entry is no table.
std::vector<TableFile> table_file(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const std::string ending = lower_case(entry.path().extension().string());
    if (name.front() == '.' || name.front() == '_') return {};
    const std::string table = lower_case(entry.path().stem().string());
    const std::string path = entry.path().string();
    if (entry.is_directory()) return table_folder(entry.path(), table);
    if (ending == ".parquet" || is_text_ending(ending)) return {{table, path, path, ending == ".parquet"}};
    return {};
}

// The fields of a line whose separator and quotes are known, as far as names go: without separators inside quotes.
std::vector<std::string> split(std::string_view line, char separator, bool quotes) {
    std::vector<std::string> fields(1);
    bool inside = false;
    for (const char c : line) {
        if (c == '\n' || c == '\r') break;
        if (quotes && c == '"') {
            inside = !inside;
        } else if (c == separator && !inside) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

bool names_columns(const std::vector<std::string>& fields, const CdmTable& cdm) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const std::string& field) { return find_column(cdm, field) != nullptr; });
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::vector<TableFile> find_table_files(const std::string& folder) {
    std::vector<TableFile> files;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        for (TableFile& file : table_file(entry)) files.push_back(std::move(file));
    if (error) throw InputError(folder + " can't be listed (" + error.message() + "); check its permissions");
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return std::pair(a.table, a.path) < std::pair(b.table, b.path); });
    for (std::size_t i = 1; i < files.size(); ++i) {
        if (files[i].table != files[i - 1].table) continue;
        throw InputError(files[i - 1].path + " and " + files[i].path + " are both a table " + files[i].table +
                         "; keep one of them in the folder");
    }
    return files;
}

TextTable read_text_table(const std::string& path, const CdmTable* cdm) {
    const InputFile file(path);
    TextTable table;
    const std::string line = file.stamp().bytes == 0 ? "" : read_first_line(file, {});
    table.separator = detect_separator(line, Quoting::none);
    if (line.find('\t') != std::string::npos) table.separator = '\t';
    table.quotes = table.separator != '\t';
    std::vector<std::string> fields = split(line, table.separator, table.quotes);
    if (cdm != nullptr && !names_columns(fields, *cdm)) {
        table.has_header = false;
        if (!line.empty() && fields.size() != cdm->columns.size())
            throw InputError(path + " has no line of column names, and " + std::to_string(fields.size()) +
                             " fields in its first line where table " + cdm->name + " has " +
                             std::to_string(cdm->columns.size()) +
                             " columns; add the names, or say with --cdm which version it is");
        for (const CdmColumn& column : cdm->columns) table.columns.push_back(column.name);
        return table;
    }
    for (const std::string& field : fields) table.columns.push_back(lower_case(field));
    return table;
}

}  // namespace replica
