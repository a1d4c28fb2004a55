#pragma once

#include "engine/planning/chain_plan.hpp"

#include <string>

namespace replica {

/// A prediction, and what it was made for.
struct Prediction {
    PlannedWork work;
    PlannedMachine machine;
    PlanRates rates;
    ChainPlan plan;
};

/// For a person: seconds, memory and what is slowest of each job and phase, then the lines for SLURM.
std::string plan_text(const Prediction& prediction);

/// The same for a program.
std::string plan_json(const Prediction& prediction);

/// `#SBATCH` lines of one job: nodes, tasks, processors, memory with a quarter more, and twice the time, in whole
/// minutes, at least 10.
std::string sbatch_lines(const PlannedJob& job, const PlannedMachine& machine);

/// D-HH:MM:SS, or HH:MM:SS below a day, as sbatch takes it.
std::string slurm_time(double seconds);

}  // namespace replica
