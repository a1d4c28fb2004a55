#include "io/omop/omop_source.hpp"

#include "io/omop/omop_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace replica {
namespace {

namespace fs = std::filesystem;

// A column as the source has it.
struct FoundColumn {
    std::string name;
    std::string type;  // in DuckDB
};

// Dates as other systems write them: 2020-01-31, 20200131, either with a time behind it.
constexpr const char* macros =
    "CREATE MACRO replica_timestamp(x) AS CASE WHEN regexp_full_match(x, '[0-9]{8}') "
    "THEN strptime(x, '%Y%m%d') ELSE CAST(x AS TIMESTAMP) END;"
    "CREATE MACRO replica_try_timestamp(x) AS CASE WHEN regexp_full_match(x, '[0-9]{8}') "
    "THEN try_strptime(x, '%Y%m%d') ELSE TRY_CAST(x AS TIMESTAMP) END;"
    "CREATE MACRO replica_given(x) AS CASE WHEN x IN ('', 'NA', 'NULL', '\\N') THEN NULL ELSE trim(x) END";

bool is_time(const std::string& type) { return type == "DATE" || type.starts_with("TIMESTAMP"); }

// A column's value in the type of the CDM.
struct Cast {
    std::string given;  ///< what is there
    std::string value;
    bool may_fail = false;
};

Cast cast(const FoundColumn& column, CdmType type, ReadErrors errors) {
    const std::string name = sql_name(column.name);
    const std::string target(sql_type_name(type));
    if (column.type == target && type != CdmType::text) return {name, name};
    const bool kept = errors == ReadErrors::kept;
    Cast result{name, {}, column.type == "VARCHAR" && type != CdmType::text};
    if (column.type == "VARCHAR")
        result.given = type == CdmType::text ? "nullif(" + name + ", '')" : "replica_given(" + name + ")";
    std::string value = result.given;
    const bool calendar = type == CdmType::date || type == CdmType::datetime;
    if (calendar && !is_time(column.type))
        value = (kept ? "replica_try_timestamp" : "replica_timestamp") + ("(CAST(" + value + " AS VARCHAR))");
    result.value = (kept ? "TRY_CAST(" : "CAST(") + value + " AS " + target + ")";
    return result;
}

// Columns that the CDM doesn't require and the source doesn't have are missing in every row.
std::string absent_columns(const CdmTable& cdm, const std::vector<std::string>& there) {
    std::string selected;
    for (const CdmColumn& column : cdm.columns) {
        if (column.required || std::find(there.begin(), there.end(), column.name) != there.end()) continue;
        selected += ", CAST(NULL AS " + std::string(sql_type_name(column.type)) + ") AS " + sql_name(column.name);
    }
    return selected;
}

OmopTable add_view(SqlEngine& engine, const std::string& table, const CdmTable* cdm, const std::string& place,
                   const std::string& from, const std::vector<FoundColumn>& columns, ReadErrors errors) {
    OmopTable found{table, cdm, place, {}, {}};
    std::string selected;
    for (const FoundColumn& column : columns) {
        const std::string name = lower_case(column.name);
        const CdmColumn* described = cdm == nullptr ? nullptr : find_column(*cdm, name);
        const bool other_type = described == nullptr && column.type != "VARCHAR";
        const Cast read = cast(column, described == nullptr ? CdmType::text : described->type, errors);
        selected += (selected.empty() ? "" : ", ") + (other_type ? sql_name(column.name) : read.value) + " AS " +
                    sql_name(name);
        if (errors == ReadErrors::kept && read.may_fail) {
            selected +=
                ", " + read.given + " IS NOT NULL AND " + read.value + " IS NULL AS " + sql_name(unread_column(name));
            found.doubtful.push_back(name);
        }
        found.columns.push_back(name);
    }
    if (cdm != nullptr) selected += absent_columns(*cdm, found.columns);
    engine.run("CREATE VIEW " + sql_name(table) + " AS SELECT " + selected + " FROM " + from);
    return found;
}

std::vector<FoundColumn> described_columns(SqlEngine& engine, const std::string& from) {
    std::vector<FoundColumn> columns;
    SqlRows rows = engine.query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")");
    while (rows.next()) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            FoundColumn& column = columns.emplace_back();
            rows.append_text(row, 0, column.name);
            rows.append_text(row, 1, column.type);
        }
    }
    return columns;
}

OmopTable add_file(SqlEngine& engine, const TableFile& file, const CdmVersion& version, ReadErrors errors) {
    const CdmTable* cdm = find_table(version, file.table);
    if (!file.parquet) {
        const TextTable text = read_text_table(file.first, cdm);
        std::vector<FoundColumn> columns;
        for (const std::string& name : text.columns) columns.push_back({name, "VARCHAR"});
        const SqlTextFile table{file.path, text.columns, text.separator, text.quotes, text.has_header};
        return add_view(engine, file.table, cdm, file.path, sql_text_table(table), columns, errors);
    }
    const std::string from = "read_parquet(" + sql_literal(file.path) + ")";
    try {
        return add_view(engine, file.table, cdm, file.path, from, described_columns(engine, from), errors);
    } catch (const SqlError& error) {
        throw InputError(file.path + " can't be read as Parquet (" + error.what() + "); write it again");
    }
}

std::string single_text(SqlEngine& engine, const std::string& sql) {
    SqlRows rows = engine.query(sql);
    std::string text;
    if (rows.next() && !rows.is_missing(0, 0)) rows.append_text(0, 0, text);
    return text;
}

[[noreturn]] void throw_unknown_version(const std::string& name, const char* who) {
    throw InputError(std::string(who) + " version " + name +
                     " of the OMOP Common Data Model, but replica knows 5.3 and 5.4; say with --cdm 5.3 or --cdm 5.4 "
                     "which is nearer");
}

OmopSource open_folder(SqlEngine& engine, const std::string& folder, const std::string& given, ReadErrors errors) {
    const std::vector<TableFile> files = find_table_files(folder);
    OmopSource source;
    const auto own =
        std::find_if(files.begin(), files.end(), [](const auto& file) { return file.table == "cdm_source"; });
    source.version = &cdm_version(given.empty() ? "5.4" : given);
    if (given.empty() && own != files.end()) {
        const OmopTable table = add_file(engine, *own, *source.version, errors);
        const bool says = std::find(table.columns.begin(), table.columns.end(), "cdm_version") != table.columns.end();
        const std::string said = says ? single_text(engine, "SELECT max(cdm_version) FROM cdm_source") : "";
        engine.run("DROP VIEW cdm_source");
        if (!said.empty()) source.version = find_cdm_version(said);
        if (source.version == nullptr)
            throw_unknown_version(said, (own->path + " says that these are tables of").c_str());
    }
    for (const TableFile& file : files) source.tables.push_back(add_file(engine, file, *source.version, errors));
    return source;
}

// The schema of the attached database that has OMOP tables.
std::string find_schema(SqlEngine& engine, const std::string& file) {
    SqlRows rows = engine.query(
        "SELECT table_schema FROM information_schema.tables WHERE table_catalog = 'source' AND lower(table_name) = "
        "'person' ORDER BY ALL");
    std::vector<std::string> schemas;
    while (rows.next())
        for (std::size_t row = 0; row < rows.rows(); ++row) rows.append_text(row, 0, schemas.emplace_back());
    if (schemas.empty()) throw InputError(file + " has no table person; name a database of OMOP tables");
    if (schemas.size() > 1)
        throw InputError(file + " has a table person in the schemas " + schemas[0] + " and " + schemas[1] +
                         "; say with --cdm-schema which one is meant");
    return schemas.front();
}

OmopSource open_database(SqlEngine& engine, const std::string& file, const std::string& given,
                         const std::string& named_schema, ReadErrors errors) {
    try {
        engine.run("ATTACH " + sql_literal(file) + " AS source (READ_ONLY)");
    } catch (const SqlError& error) {
        throw InputError(file + " can't be opened as a DuckDB database (" + error.what() +
                         "); name a folder of OMOP tables, a .duckdb file or a postgresql:// address");
    }
    const std::string schema = named_schema.empty() ? find_schema(engine, file) : named_schema;
    std::map<std::string, std::vector<FoundColumn>> tables;
    SqlRows rows = engine.query(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = 'source' AND "
        "table_schema = " +
        sql_literal(schema) + " ORDER BY table_name, ordinal_position");
    while (rows.next()) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            std::string table;
            FoundColumn column;
            rows.append_text(row, 0, table);
            rows.append_text(row, 1, column.name);
            rows.append_text(row, 2, column.type);
            tables[table].push_back(std::move(column));
        }
    }
    OmopSource source;
    const auto place_of = [&](const std::string& table) {
        return "source." + sql_name(schema) + "." + sql_name(table);
    };
    std::string said = given;
    for (const auto& [table, columns] : tables) {
        if (!said.empty() || lower_case(table) != "cdm_source") continue;
        for (const FoundColumn& column : columns)
            if (lower_case(column.name) == "cdm_version")
                said = single_text(engine, "SELECT max(" + sql_name(column.name) + ") FROM " + place_of(table));
    }
    source.version = find_cdm_version(said.empty() ? "5.4" : said);
    if (source.version == nullptr)
        throw_unknown_version(said, given.empty() ? (file + " says that it has").c_str() : "--cdm names");
    for (const auto& [table, columns] : tables)
        source.tables.push_back(add_view(engine, lower_case(table), find_table(*source.version, table),
                                         file + ", table " + table, place_of(table), columns, errors));
    return source;
}

}  // namespace

const OmopTable* OmopSource::find(std::string_view name) const {
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const auto& table) { return table.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

std::string unread_column(const std::string& name) { return name + " unread"; }

const CdmVersion& cdm_version(const std::string& name) {
    const CdmVersion* version = find_cdm_version(name);
    if (version == nullptr) throw_unknown_version(name, "--cdm names");
    return *version;
}

OmopSource open_omop(SqlEngine& engine, const std::string& source, const std::string& version,
                     const std::string& schema, ReadErrors errors) {
    if (!version.empty()) cdm_version(version);
    engine.run(macros);
    std::error_code error;
    const fs::file_status status = fs::status(source, error);
    if (status.type() == fs::file_type::not_found)
        throw InputError(source +
                         " doesn't exist; name a folder of OMOP tables, a .duckdb file or a postgresql:// address");
    const std::string ending = lower_case(fs::path(source).extension().string());
    if (status.type() == fs::file_type::regular && (ending == ".csv" || ending == ".parquet" || ending == ".tsv"))
        throw InputError(source + " is one table; name the folder that holds all of them");
    OmopSource opened = status.type() == fs::file_type::directory
                            ? open_folder(engine, source, version, errors)
                            : open_database(engine, source, version, schema, errors);
    const bool any = std::any_of(opened.tables.begin(), opened.tables.end(),
                                 [](const OmopTable& table) { return table.cdm != nullptr; });
    if (!any)
        throw InputError(source +
                         " holds no OMOP table, such as person.csv or PERSON.parquet; name the folder that does");
    return opened;
}

}  // namespace replica
