#pragma once

#include "engine/evaluation/attack_side.hpp"

#include <vector>

namespace replica {

/// Collective: the attacker knows all columns of a person but one, and guesses that one to be as in the nearest source
/// row (Giomi et al. 2023, section 4.3). A hit is the same code, missing being one, or of numbers and dates a value
/// within 5 % of the ranks of the real values. First all columns together, with an interval that allows for guesses on
/// one person depending on each other; then a column each, what was won most from first. At most
/// limits.inference_columns, those whose coarse codes are spread most evenly. Nothing where there is one column only.
std::vector<Attack> attack_by_inference(const PrivacyTask& task, const AttackSides& sides);

}  // namespace replica
