#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

enum class CdmType : std::uint8_t { integer, real, text, date, datetime };

/// A column of an OMOP CDM table, as the definition of its version has it; names in lower case.
struct CdmColumn {
    std::string name;
    CdmType type = CdmType::text;  ///< integers have 64 bits: ids in use are larger than the definition's 32
    bool required = false;
    bool key = false;              ///< the table's primary key
    std::string foreign_table;     ///< of a foreign key, and ...
    std::string foreign_column;    ///< ... the column there; empty for others
    std::string domain;            ///< of the concepts that it may name; empty: any
    bool standard = false;         ///< names standard concepts only
    std::string end_column;        ///< of a start: its end in the same table
    std::optional<double> lowest;  ///< plausible values, inclusive
    std::optional<double> highest;
};

struct CdmTable {
    enum class Group : std::uint8_t { clinical, vocabulary, results };
    std::string name;
    Group group = Group::clinical;
    bool required = false;
    std::vector<CdmColumn> columns;
};

/// One version of the Common Data Model: tables in its order.
struct CdmVersion {
    std::string name;  ///< "5.4"
    std::vector<CdmTable> tables;
};

/// Version "5.3" or "5.4"; also as "v5.3.1", "CDM v5.4.0" and the like. Nothing for others.
const CdmVersion* find_cdm_version(std::string_view name);

/// The table or column of that name in any case; null where there is none.
const CdmTable* find_table(const CdmVersion& version, std::string_view name);
const CdmColumn* find_column(const CdmTable& table, std::string_view name);

/// The name of a type in DuckDB: BIGINT, DOUBLE, VARCHAR, DATE, TIMESTAMP.
std::string_view sql_type_name(CdmType type);

}  // namespace replica
