#include "engine/planning/chain_plan.hpp"

#include "engine/column_layout.hpp"
#include "engine/cover_estimate.hpp"
#include "engine/network_learning.hpp"
#include "engine/planning/evaluation_cost.hpp"
#include "engine/planning/machine_speed.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr double second = 1e9;
constexpr double process_bytes = 30.0 * 1024 * 1024;     // a rank that does nothing
constexpr double generating_bytes = 12.0 * 1024 * 1024;  // buffers of a thread that makes rows
constexpr double caches_bytes = 32.0 * 1024 * 1024;      // rows of fewer bytes are read from there
constexpr double block_row_bytes = 8;                    // codes of a row that a block reads
constexpr double news_bytes = 20;                        // of a set, told to other nodes
constexpr double round_seconds = 30;                     // between exchanges
constexpr double profile_entry_bytes = 28;               // of a distinct value, beside its text
constexpr double profile_entry_ns = 60;                  // merging it on the root
constexpr double cell_bytes = 12;                        // of a conditional table, in a model's file

double profile_entries(const PlannedWork& work) {
    double entries = 0;
    for (const PlannedColumn& column : work.columns) entries += column.distinct;
    return entries;
}

double profile_bytes(const PlannedWork& work) {
    double bytes = 0;
    for (const PlannedColumn& column : work.columns) bytes += column.distinct * (profile_entry_bytes + column.bytes);
    return bytes;
}

/// The root takes every rank's profiles, and merges them alone.
PlannedPhase profile_phase(const PlannedWork& work, const MachineSpeed& speed, const PlanRates& rates) {
    PlannedPhase phase{"profile"};
    const auto rows = static_cast<double>(work.rows);
    phase.cpu = speed.cpu(rows * pass_row_ns(work, rates.profile), rates.reading_gain);
    phase.file_system = speed.reading(rows * row_bytes(work));
    const double others = speed.ranks() - 1;
    phase.network = speed.transfer(others * profile_bytes(work)) + 2 * others * speed.latency();
    phase.serial = others * profile_entries(work) * profile_entry_ns / second;
    return phase;
}

PlannedPhase survey_phase(const PlannedWork& work, const MachineSpeed& speed, const PlanRates& rates) {
    PlannedPhase phase{"survey"};
    const auto rows = static_cast<double>(work.rows);
    double row_ns = 0;
    for (const PlannedColumn& column : work.columns)
        if (column.surveyed) row_ns += rates.survey.number_ns;
    if (row_ns == 0) return phase;
    row_ns += row_bytes(work) * rates.survey.byte_ns;
    phase.cpu = speed.cpu(rows * row_ns, rates.reading_gain);
    phase.file_system = speed.reading(rows * row_bytes(work));
    return phase;
}

/// Every node that holds a part of the rows needs those that others have encoded; a grid of several replicas, too.
double exchanged_bytes(const CountingPlan& counting, const MachineSpeed& speed, double table_bytes) {
    const double replicas = speed.nodes() / counting.row_parts;
    return replicas > 1 ? table_bytes / counting.row_parts * (replicas - 1) / replicas : 0;
}

PlannedPhase encode_phase(const PlannedWork& work, const CountingPlan& counting, const MachineSpeed& speed,
                          const PlanRates& rates, double table_bytes) {
    PlannedPhase phase{"encode"};
    const auto rows = static_cast<double>(work.rows);
    phase.cpu = speed.cpu(rows * pass_row_ns(work, rates.encode), rates.reading_gain);
    phase.file_system = speed.reading(rows * row_bytes(work));
    const double exchanged = exchanged_bytes(counting, speed, table_bytes);
    if (exchanged == 0) return phase;
    const double messages = 2.0 * speed.ranks() / counting.row_parts * static_cast<double>(work.columns.size());
    phase.network = speed.transfer(exchanged) + messages * speed.hops() * speed.latency();
    return phase;
}

/// What covers take of what is estimated: blocks hold sets of five columns in more ways than the estimate allows for.
/// Measured on 24 and 40 columns of 2 to 21 codes (bench/README.md).
double cover_share(std::uint32_t degree) { return degree < 4 ? 1 : 0.62; }

PlannedPhase learn_phase(const PlannedWork& work, const CountingPlan& counting, const MachineSpeed& speed,
                         const PlanRates& rates, double table_bytes) {
    PlannedPhase phase{"learn"};
    const std::size_t columns = searched_domains(work).size();
    const auto rows = static_cast<double>(work.rows);
    const CountingCore core = counting_core(work, work.rows, work.degree + 1, rates.counting);
    const double star = counting.search == SearchKind::streamed ? work.degree + 1 : 1;
    const double counted =
        star * (cover_share(work.degree) * rates.counting_factor * core.nanoseconds + rates.set_ns * core.sets);
    phase.cpu = speed.cpu(rows * static_cast<double>(columns) * rates.learn_value_ns, rates.reading_gain) +
                speed.cpu(counted, rates.counting_gain);
    phase.serial = star * core.sets * rates.serial_set_ns / second;
    const double parts = counting.row_parts;
    if (table_bytes / parts > caches_bytes)
        phase.memory_bandwidth =
            star * core.blocks * rows * block_row_bytes / speed.nodes() / (speed.memory_bytes_per_ns() * second);
    if (speed.nodes() == 1) return phase;
    if (counting.decomposition == Decomposition::grid)
        phase.network += speed.transfer(counting.sent * speed.ranks() / speed.nodes());
    const double replicas = speed.nodes() / parts;
    if (replicas > 1) phase.network += speed.transfer(news_bytes * core.sets);
    const double rounds = 1 + phase.seconds() / round_seconds;
    phase.network += rounds * 2 * speed.nodes() * speed.hops() * speed.latency();
    return phase;
}

/// Cells of all conditional tables: parents are taken as average columns, and as few as the score leaves to a family
/// of so many rows.
double family_cells(const PlannedWork& work) {
    constexpr double rows_of_a_cell = 50;
    const std::vector<std::uint32_t> domains = searched_domains(work);
    double mean = 0;
    for (const std::uint32_t domain : domains) mean += domain / static_cast<double>(domains.size());
    const double most = std::max(1.0, static_cast<double>(work.rows) / rows_of_a_cell);
    double cells = 0;
    for (std::size_t i = 0; i < domains.size(); ++i) {
        const auto parents = std::min<double>(work.degree, static_cast<double>(i));
        cells += std::min(most, domains[i] * std::pow(mean, parents));
    }
    return cells;
}

double model_bytes(const PlannedWork& work) {
    constexpr double bytes_beside = 4000;  // of a column, in the file
    constexpr double slot_bytes = 40;      // of a value in a column's bins
    double bytes = cell_bytes * family_cells(work);
    for (const PlannedColumn& column : work.columns)
        bytes += bytes_beside + (column.kind == PlannedKind::number ? slot_bytes : column.bytes) * column.distinct;
    return bytes;
}

/// Writing or reading it.
PlannedPhase model_phase(const char* name, const PlannedWork& work, const PlanRates& rates) {
    PlannedPhase phase{name};
    phase.serial = static_cast<double>(work.columns.size()) * rates.model_column_seconds +
                   family_cells(work) * rates.model_cell_ns / second;
    return phase;
}

PlannedPhase starting(const MachineSpeed& speed, const PlanRates& rates) {
    PlannedPhase phase{"start"};
    phase.start = speed.ranks() > 1 ? rates.launch_seconds : rates.start_seconds;
    return phase;
}

CountingPlan counting_of(const PlannedWork& work, const PlannedMachine& machine,
                         const std::vector<std::uint32_t>& domains, std::uint64_t table_bytes) {
    CountingWork counted;
    counted.rows = work.rows;
    counted.domains = domains;
    counted.max_size = std::min(work.degree + 1, static_cast<std::uint32_t>(domains.size()));
    counted.family_cells = most_family_cells(ScoreKind::corrected, work.rows);
    counted.table_bytes = table_bytes;
    CountingMachine on;
    on.ranks = machine.nodes * machine.ranks;
    on.nodes = machine.nodes;
    on.threads = machine.threads;
    on.memory = machine.memory;
    on.max_hours = machine.max_hours;
    return plan_counting(counted, on, Decomposition::automatic);
}

std::uint64_t encoded_bytes(const PlannedWork& work) {
    std::vector<std::uint32_t> domains;
    for (const PlannedColumn& column : work.columns) domains.push_back(column.domain);
    return ColumnLayout(domains, work.rows).bytes();
}

/// Bytes into all nodes together: rows, counts of a grid, scores, and profiles into the root.
double describe_sent(const PlannedWork& work, const CountingPlan& counting, const MachineSpeed& speed,
                     double table_bytes) {
    const double profiles = (speed.ranks() - 1) * profile_bytes(work);
    if (speed.nodes() == 1) return profiles;
    const double counts = counting.decomposition == Decomposition::grid ? counting.sent * speed.ranks() : 0;
    return profiles + speed.nodes() * (exchanged_bytes(counting, speed, table_bytes) + news_bytes * counting.sets) +
           counts;
}

PlannedJob plan_describe_job(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates) {
    const MachineSpeed speed(machine, rates);
    const std::vector<std::uint32_t> domains = searched_domains(work);
    const std::uint64_t table = encoded_bytes(work);
    const CountingPlan counting = domains.empty() ? CountingPlan{} : counting_of(work, machine, domains, table);
    PlannedJob job{"describe",
                   {starting(speed, rates), profile_phase(work, speed, rates), survey_phase(work, speed, rates),
                    encode_phase(work, counting, speed, rates, static_cast<double>(table))}};
    if (!domains.empty()) job.phases.push_back(learn_phase(work, counting, speed, rates, static_cast<double>(table)));
    job.phases.push_back(model_phase("write", work, rates));
    job.node_memory = counting.memory + machine.ranks * (process_bytes + machine.threads * profile_bytes(work));
    job.root_memory = process_bytes + speed.ranks() * profile_bytes(work);
    job.sent = describe_sent(work, counting, speed, static_cast<double>(table));
    job.disk = model_bytes(work);
    if (!domains.empty()) job.way = counting.text();
    return job;
}

// A part is made by the threads of one rank, so there must be parts for all.
PlannedJob plan_generate_job(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates) {
    constexpr double shard_rows = 1e6;
    const MachineSpeed speed(machine, rates);
    const auto rows = static_cast<double>(work.synthetic_rows);
    const double parts = std::max(1.0, std::ceil(rows / shard_rows));
    PlannedJob job{"generate", {starting(speed, rates)}};
    job.phases.push_back(model_phase("read", work, rates));
    PlannedPhase make{"generate"};
    const double turns = std::ceil(parts / speed.ranks()) * speed.ranks() / parts;
    make.cpu = turns * speed.cpu(rows * pass_row_ns(work, rates.generate), rates.generating_gain);
    make.serial = family_cells(work) * rates.sampler_cell_ns / second;
    job.phases.push_back(make);
    // A part is synced before the next one begins.
    PlannedPhase sync{"sync"};
    sync.file_system = speed.writing(rows * row_bytes(work), rates);
    job.phases.push_back(sync);
    job.node_memory = machine.ranks * (process_bytes + 2 * model_bytes(work) + machine.threads * generating_bytes);
    job.disk = rows * row_bytes(work);
    return job;
}

}  // namespace

std::vector<std::uint32_t> searched_domains(const PlannedWork& work) {
    std::vector<std::uint32_t> domains;
    for (const PlannedColumn& column : work.columns)
        if (column.domain > 1) domains.push_back(column.domain);
    return domains;
}

double row_bytes(const PlannedWork& work) {
    double bytes = 0;
    for (const PlannedColumn& column : work.columns) bytes += column.bytes;
    return bytes;
}

CountingCore counting_core(const PlannedWork& work, std::uint64_t rows, std::uint32_t max_size,
                           const CountingCosts& costs) {
    const std::vector<std::uint32_t> domains = searched_domains(work);
    CoverOptions options;
    options.max_size = max_size;
    options.family_cells = most_family_cells(ScoreKind::corrected, rows);
    options.rows = rows;
    const CoverEstimate estimate = estimate_cover(domains, options, costs);
    return {estimate.nanoseconds, estimate.sets, estimate.blocks};
}

ChainPlan plan_chain(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates) {
    ChainPlan plan;
    plan.describe = plan_describe_job(work, machine, rates);
    plan.generate = plan_generate_job(work, machine, rates);
    plan.evaluate = plan_evaluate_job(work, machine, rates);
    plan.evaluate.phases.insert(plan.evaluate.phases.begin(), starting(MachineSpeed(machine, rates), rates));
    plan.evaluate.node_memory += machine.ranks * process_bytes;
    const auto rows = static_cast<double>(work.rows);
    plan.disk.extract = rows * row_bytes(work);
    const auto domains = searched_domains(work);
    const std::size_t size = std::min<std::size_t>(work.degree + 1, domains.size());
    plan.disk.store = domains.empty() ? 0 : sizeof(SubsetScore) * SubsetScores::size_of(domains.size(), size);
    plan.disk.model = plan.describe.disk;
    plan.disk.replica = plan.generate.disk;
    plan.disk.scratch = machine.ranks * std::min(1e6, static_cast<double>(work.synthetic_rows)) * row_bytes(work);
    return plan;
}

}  // namespace replica
