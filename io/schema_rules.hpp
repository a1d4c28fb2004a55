#pragma once

#include "engine/schema.hpp"
#include "io/toml_document.hpp"

#include <string>

namespace replica {

/// Reads rules = ["end = start + interval", "a <= b", "a + b = c"] (see parse_rule). Throws InputError naming file,
/// line and rule.
std::vector<Rule> read_rules(const TomlEntry& entry, const TomlPlace& place);

/// Reads one table [derived.NAME]:
///
///     from    the column that it is made from
///     hours   [0, 8, 16]: by the hour of a datetime, lower ends of ranges of hours, ascending from 0
///     table   a CSV file, its path as seen from the schema file; with
///     key     its column with values of `from`
///     value   its column with values of this one
///     prefix  true: keys are beginnings of values, of which the longest counts
DerivedSchema read_derived(const TomlEntry& entry, const std::string& file);

/// The two as a schema file has them: rules stand before all tables.
std::string rules_text(const std::vector<Rule>& rules);
std::string derived_text(const DerivedSchema& derived);

}  // namespace replica
