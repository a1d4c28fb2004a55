#pragma once

#include "engine/planning/plan_rates.hpp"
#include "engine/planning/planned_work.hpp"

namespace replica {

/// Rows that attacks, regressions and rank correlations are made of, at most.
double rows_drawn(const PlannedWork& work);

/// evaluate of a replica beside its extract, without starting and the process itself; see plan_chain.
PlannedJob plan_evaluate_job(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates);

}  // namespace replica
