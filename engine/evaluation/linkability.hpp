#pragma once

#include "engine/evaluation/attack_side.hpp"

#include <optional>

namespace replica {

/// Collective: the attacker knows some columns of a person from one place and the others from another, and takes both
/// for the same person's where one of the five nearest source rows by the former is one of those by the latter (Giomi
/// et al. 2023, section 4.2). Halves of the columns are drawn for each person. Nothing where there is one column only.
std::optional<Attack> attack_by_linking(const PrivacyTask& task, const AttackSides& sides);

}  // namespace replica
