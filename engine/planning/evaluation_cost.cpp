#include "engine/planning/evaluation_cost.hpp"

#include "engine/planning/chain_plan.hpp"
#include "engine/planning/machine_speed.hpp"

#include <algorithm>

namespace replica {
namespace {

// Over so many columns fewer rows are drawn, so that a rank's samples stay at this size.
constexpr double most_rows_drawn = 200'000;
constexpr double most_values_drawn = 50'000'000;

double columns_of(const PlannedWork& work) { return static_cast<double>(work.columns.size()); }

double all_rows(const PlannedWork& work) { return static_cast<double>(work.rows + work.synthetic_rows); }

PlannedPhase read_phase(const char* name, const PlannedWork& work, const ValueRates& pass, const MachineSpeed& speed,
                        double gain) {
    PlannedPhase phase{name};
    phase.cpu = speed.cpu(all_rows(work) * pass_row_ns(work, pass), gain);
    phase.file_system = speed.reading(all_rows(work) * row_bytes(work));
    return phase;
}

PlannedPhase joint_phase(const PlannedWork& work, const MachineSpeed& speed, const PlanRates& rates) {
    PlannedPhase phase{"joint tables"};
    const EvaluationRates& of = rates.evaluation;
    const CountingCore real = counting_core(work, work.rows, 3, rates.counting);
    const CountingCore synthetic = counting_core(work, work.synthetic_rows, 3, rates.counting);
    const double ns = of.joint_factor * (real.nanoseconds + synthetic.nanoseconds) + of.joint_set_ns * real.sets;
    phase.cpu = speed.cpu(ns, rates.counting_gain);
    return phase;
}

PlannedPhase cpu_phase(const char* name, double ns, const MachineSpeed& speed, double gain) {
    PlannedPhase phase{name};
    phase.cpu = speed.cpu(ns, gain);
    return phase;
}

}  // namespace

double rows_drawn(const PlannedWork& work) {
    const double most = std::min(most_rows_drawn, most_values_drawn / std::max(1.0, columns_of(work)));
    return std::min(most, static_cast<double>(std::min(work.rows, work.synthetic_rows)));
}

PlannedJob plan_evaluate_job(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates) {
    const MachineSpeed speed(machine, rates);
    const EvaluationRates& of = rates.evaluation;
    const double columns = columns_of(work);
    const double drawn = rows_drawn(work);
    const double pairs = columns * (columns - 1) / 2;
    PlannedJob job{"evaluate"};
    job.phases.push_back(read_phase("profile", work, rates.profile, speed, rates.reading_gain));
    job.phases.push_back(read_phase("encode", work, rates.encode, speed, rates.reading_gain));
    // Every node gets the codes of all rows of both tables, a message and its length a rank and column.
    if (speed.nodes() > 1)
        job.phases.back().network =
            speed.transfer(all_rows(work) * columns) + 2 * 2 * speed.ranks() * columns * speed.hops() * speed.latency();
    job.phases.push_back(joint_phase(work, speed, rates));
    job.phases.push_back(cpu_phase("copies", all_rows(work) * columns * of.copy_value_ns, speed, rates.reading_gain));
    job.phases.back().file_system = speed.reading(all_rows(work) * row_bytes(work));
    job.phases.push_back(cpu_phase("rows", drawn * pairs * of.pair_row_ns, speed, rates.evaluating_gain));
    job.phases.push_back(
        cpu_phase("use", columns * of.use_column_ns + drawn * columns * of.use_value_ns, speed, rates.evaluating_gain));
    job.phases.push_back(
        cpu_phase("privacy", drawn * (of.attack_row_ns + columns * of.attack_value_ns), speed, rates.evaluating_gain));
    // Each node holds the codes of all rows while it counts, each rank the rows drawn, in two bytes a value.
    job.node_memory = all_rows(work) * columns + machine.ranks * 4 * drawn * columns * 2;
    // Samples of both tables go to every rank.
    job.sent = speed.ranks() > 1 ? speed.ranks() * 2 * drawn * columns * 2 : 0;
    if (speed.nodes() > 1) job.sent += speed.nodes() * all_rows(work) * columns;
    for (PlannedPhase& phase : job.phases)
        if (phase.name == "rows") phase.network = speed.transfer(4 * drawn * columns * machine.ranks);
    return job;
}

}  // namespace replica
