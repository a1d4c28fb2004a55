#pragma once

#include "engine/planning/planned_work.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

namespace replica {

/// Collective: the rows and columns of an extract as describe would find them, by its own first passes.
PlannedWork work_of_extract(const InputOptions& input, int threads, const Communicator& world, Log& log);

/// What the options say of an extract that isn't there. Throws InputError where that doesn't make one.
PlannedWork work_of_options(const PlanOptions& options);

/// What it is to run on. Throws InputError.
PlannedMachine machine_of(const PlanOptions& options, int threads);

}  // namespace replica
