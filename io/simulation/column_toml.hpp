#pragma once

#include "engine/simulation/simulation_spec.hpp"
#include "io/simulation/toml_keys.hpp"

namespace replica {

/// [column.NAME] or [table.TABLE.column.NAME]. Throws InputError, which names file, line and key.
SimulatedColumn read_column(const TomlEntry& entry, const std::string& file);

/// A text of TOML as an expression's text literal. Throws InputError where it holds both kinds of quotes.
std::string expression_literal(const std::string& text, const std::string& place);

}  // namespace replica
