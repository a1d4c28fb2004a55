#pragma once

#include "engine/evaluation/attack_side.hpp"

#include <vector>

namespace replica {

/// Collective: the attacker looks for conditions that one source row alone fulfils, and bets that one person alone does
/// in the population, too (Giomi et al. 2023, section 4.1). First conditions on several columns: the coarse codes that
/// a random source row has in 2 to 8 random columns, at most one condition a row. Then, with a detail, conditions on
/// one column: a value that one source row alone has, or the lowest or highest and all beyond it. Those without
/// trials are left out.
std::vector<Attack> attack_by_singling_out(const PrivacyTask& task, const AttackSides& sides);

}  // namespace replica
