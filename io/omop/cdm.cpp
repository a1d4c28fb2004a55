#include "io/omop/cdm.hpp"

#include <array>
#include <cassert>
#include <cctype>
#include <sstream>

namespace replica {
namespace {

// Tables and their columns, a line each, from OHDSI's definition of the CDM (field and table level files of
// https://github.com/OHDSI/CommonDataModel) and, for plausible values and standard concepts, of its checks
// (https://github.com/OHDSI/DataQualityDashboard):
//
//   table NAME cdm|vocab|results [required]
//     NAME TYPE [required] [key] [in TABLE.COLUMN] [domain NAME] [standard] [from LOWEST] [to HIGHEST] [until COLUMN]
constexpr std::string_view cdm_5_3 =
#include "io/omop/cdm_5_3.inc"
    ;
constexpr std::string_view cdm_5_4 =
#include "io/omop/cdm_5_4.inc"
    ;

CdmTable read_table(std::istringstream& words) {
    CdmTable table;
    std::string word;
    words >> table.name >> word;
    if (word == "vocab") table.group = CdmTable::Group::vocabulary;
    if (word == "results") table.group = CdmTable::Group::results;
    while (words >> word) table.required = table.required || word == "required";
    return table;
}

CdmType type_named(std::string_view name) {
    if (name == "integer") return CdmType::integer;
    if (name == "real") return CdmType::real;
    if (name == "date") return CdmType::date;
    if (name == "datetime") return CdmType::datetime;
    assert(name == "text");
    return CdmType::text;
}

CdmColumn read_column(const std::string& name, std::istringstream& words) {
    CdmColumn column;
    column.name = name;
    std::string word;
    words >> word;
    column.type = type_named(word);
    while (words >> word) {
        if (word == "required") column.required = true;
        if (word == "key") column.key = true;
        if (word == "standard") column.standard = true;
        if (word == "until") words >> column.end_column;
        if (word == "from") words >> column.lowest.emplace();
        if (word == "to") words >> column.highest.emplace();
        if (word == "in") {
            words >> word;
            column.foreign_table = word.substr(0, word.find('.'));
            column.foreign_column = word.substr(word.find('.') + 1);
        } else if (word == "domain") {
            words >> column.domain;
            for (char& c : column.domain) c = c == '_' ? ' ' : c;
        }
    }
    return column;
}

CdmVersion read_version(std::string_view name, std::string_view text) {
    CdmVersion version{std::string(name), {}};
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        if (!(words >> word)) continue;
        if (word == "table") {
            version.tables.push_back(read_table(words));
        } else {
            version.tables.back().columns.push_back(read_column(word, words));
        }
    }
    return version;
}

bool equal_in_any_case(std::string_view lower, std::string_view name) {
    if (lower.size() != name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (lower[i] != std::tolower(static_cast<unsigned char>(name[i]))) return false;
    return true;
}

}  // namespace

const CdmVersion* find_cdm_version(std::string_view name) {
    static const std::array<CdmVersion, 2> versions{read_version("5.3", cdm_5_3), read_version("5.4", cdm_5_4)};
    const std::size_t digit = name.find_first_of("0123456789");
    if (digit == std::string_view::npos) return nullptr;
    const std::string_view number = name.substr(digit);
    for (const CdmVersion& version : versions)
        if (number == version.name || number.starts_with(version.name + ".")) return &version;
    return nullptr;
}

const CdmTable* find_table(const CdmVersion& version, std::string_view name) {
    for (const CdmTable& table : version.tables)
        if (equal_in_any_case(table.name, name)) return &table;
    return nullptr;
}

const CdmColumn* find_column(const CdmTable& table, std::string_view name) {
    for (const CdmColumn& column : table.columns)
        if (equal_in_any_case(column.name, name)) return &column;
    return nullptr;
}

std::string_view sql_type_name(CdmType type) {
    switch (type) {
        case CdmType::integer: return "BIGINT";
        case CdmType::real: return "DOUBLE";
        case CdmType::date: return "DATE";
        case CdmType::datetime: return "TIMESTAMP";
        case CdmType::text: break;
    }
    return "VARCHAR";
}

}  // namespace replica
