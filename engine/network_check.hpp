#pragma once

#include "engine/model.hpp"

namespace replica {

/// Whether a column is drawn: it is not dropped and has several codes.
bool has_choice(const ColumnModel& column);

/// Throws InputError unless every column with several codes has one family and each parent comes before its child.
void check_network(const Model& model);

}  // namespace replica
