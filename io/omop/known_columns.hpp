#pragma once

#include "engine/schema.hpp"

#include <optional>
#include <string_view>

namespace replica {

/// What the name alone says of a column of OMOP CDM 5.3 and 5.4 tables and of usual hospital extracts (flat files with
/// MRNs, MIMIC-like names, diagnosis codes); nothing for other names. Letter case doesn't matter.
///
/// The schema holds type, role, categorical and brackets as far as the name tells, `name` as given. All are
/// expectations: a type that the values don't fit gives way to the one inferred from them. Identifiers have role
/// person, the one for identifiers that repeat; where all values differ the caller makes it key. A *_id or *_nbr that
/// isn't listed gives nothing: how many distinct values it has tells more. `categorical` is set only where it is true:
/// for numbers and dates the values decide.
///
/// Names follow the field list of the OMOP CDM (https://ohdsi.github.io/CommonDataModel/).
std::optional<ColumnSchema> known_column(std::string_view name);

}  // namespace replica
