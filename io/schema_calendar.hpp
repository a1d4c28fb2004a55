#pragma once

#include "engine/holidays.hpp"
#include "io/toml_document.hpp"

#include <string>

namespace replica {

/// Reads `holidays`: "US" or "UK", a country's rules, or a list of dates. Throws InputError where it is neither.
Holidays read_holidays(const TomlEntry& entry, const TomlPlace& place);

/// What stands behind `holidays =` in a schema. Precondition: there are some.
std::string holidays_text(const Holidays& holidays);

}  // namespace replica
