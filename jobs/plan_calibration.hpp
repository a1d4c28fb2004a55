#pragma once

#include "engine/planning/plan_rates.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

namespace replica {

/// Collective: measures this machine's rates by the jobs themselves, on extracts made for that in a folder beside
/// --out, and writes them. The first rank does so while the others sleep; what ranks tell each other is measured by
/// all of them. `known`: rates that are kept where nothing measures them; on several ranks with --calibration all but
/// those of the network.
void calibrate(const PlanOptions& options, const PlanRates& known, int threads, const Communicator& world, Log& log);

}  // namespace replica
