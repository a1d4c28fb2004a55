#pragma once

#include "io/omop/omop_source.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class CheckKind : std::uint8_t {
    table_there,   ///< a table that the CDM requires
    table_filled,  ///< a table has rows
    column_there,  ///< a column that the CDM requires
    column_known,  ///< a column is one of the CDM's
    type,          ///< values are of the column's type
    value_there,   ///< required values aren't missing
    primary_key,   ///< values differ
    foreign_key,   ///< values are in the table that they name; of concepts those but 0
    start_before_end,
    after_birth,
    before_death,  ///< at most 60 days after it
    no_overlap,    ///< a person's observation periods don't overlap
    plausible,     ///< values lie in the range that the CDM's checks give, dates from 1950 to tomorrow
    mapped,        ///< concepts are not 0, of required columns
    standard,      ///< concepts that the vocabulary has are standard ones
    domain,        ///< concepts that the vocabulary has are of the column's domain
};
std::string_view name_of(CheckKind kind);

enum class Verdict : std::uint8_t { passed, warning, error };

/// What a check found.
struct QualityCheck {
    CheckKind kind = CheckKind::table_there;
    std::string table;
    std::string column;        ///< empty: the table as a whole
    std::uint64_t rows = 0;    ///< rows, or values, that it is about
    std::uint64_t failed = 0;  ///< of them
    Verdict verdict = Verdict::passed;
    std::string sentence;  ///< what is wrong; empty where it passed
};

/// The checks that OHDSI's tools stop on (Kahn et al., A harmonized data quality assessment terminology, EGEMS 2016;
/// OHDSI DataQualityDashboard), of tables opened with ReadErrors::kept. Structure and keys are errors from the first
/// row on; what is implausible is an error above 1 % of the rows, below a warning; concepts that are unmapped (above
/// 5 %), not standard, of another domain or unknown to the vocabulary are warnings, since sources often bring a part of
/// it. In the order of the CDM's tables. Throws JobError where memory doesn't suffice.
std::vector<QualityCheck> check_quality(SqlEngine& engine, const OmopSource& source);

}  // namespace replica
