#pragma once

#include "engine/evaluation/attack_side.hpp"

namespace replica {

/// Conditions on one column that one source row alone fulfils: to have a value that no other has, or one not above the
/// lowest or not below the highest. Of at most limits.attack_rows of them, drawn at random from all columns', those
/// that one row of the population alone fulfils. The same conditions for the same sources.
Proportion single_out_by_one_column(const PrivacyTask& task, const AttackSide& side);

}  // namespace replica
