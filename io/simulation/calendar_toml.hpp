#pragma once

#include "engine/simulation/simulation_spec.hpp"
#include "io/simulation/toml_keys.hpp"

namespace replica {

/// [curve.NAME]. Throws InputError, which names file, line and key; so does the other.
Curve read_curve(TomlKeys& keys, Curve::Over over);

/// What `over` says: year, week or day.
Curve::Over read_over(TomlKeys& keys);

/// [calendar.NAME].
Calendar read_calendar(TomlKeys& keys);

}  // namespace replica
