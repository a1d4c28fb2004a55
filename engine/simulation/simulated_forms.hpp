#pragma once

#include "engine/simulation/simulator.hpp"

#include <cstddef>
#include <vector>

namespace replica {

/// How a table's columns are written, once they are compiled. table: its number. Keeps a reference to a fixed table's
/// rows. Throws InputError where no column is, or where a type doesn't fit the values.
SimulatedTableForm table_form(const SimulatedTable& spec, const std::vector<Simulator::Column>& compiled,
                              std::size_t table);

}  // namespace replica
